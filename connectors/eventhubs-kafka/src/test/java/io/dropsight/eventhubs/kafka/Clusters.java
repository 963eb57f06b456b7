package io.dropsight.eventhubs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.intake.DeliverySettings;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The source's cluster, which asks for a login, and ours; started once for all tests. */
final class Clusters implements AutoCloseable {
    static final int PARTITIONS = 3;
    static final String KEY = "cGFzc3dvcmQ=";

    private final EmbeddedKafka source =
            EmbeddedKafka.temporaryWithLogin(Map.of("$ConnectionString", connectionString(KEY)));
    private final EmbeddedKafka target = EmbeddedKafka.temporary();
    private final AtomicInteger names = new AtomicInteger();
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(plain(source), new ByteArraySerializer(), new ByteArraySerializer());

    /** Gives tests the clusters. */
    static final class Given implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Clusters.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(Clusters.class, key -> new Clusters(), Clusters.class);
        }
    }

    static String connectionString(String key) {
        return "Endpoint=sb://localhost/;SharedAccessKeyName=dropsight;SharedAccessKey=" + key
                + ";UseDevelopmentEmulator=true";
    }

    String name(String of) {
        return of + "-" + names.incrementAndGet();
    }

    /** As a user of the namespace has it, but at the broker's address. */
    EventHubsEndpoint endpoint(String key) {
        return at(EventHubsEndpoint.ofConnectionString(connectionString(key)), source.loginBootstrapServers());
    }

    EventHubsEndpoint endpoint(TokenSource tokens) {
        return at(EventHubsEndpoint.ofTokens("localhost", tokens), source.loginBootstrapServers());
    }

    static EventHubsEndpoint at(EventHubsEndpoint endpoint, String address) {
        Map<String, Object> connection = new HashMap<>(endpoint.connection());
        connection.put("bootstrap.servers", address);
        connection.put("security.protocol", "SASL_PLAINTEXT");
        connection.put("session.timeout.ms", 6_000);
        connection.put("heartbeat.interval.ms", 500);
        connection.put("request.timeout.ms", 10_000);
        return new EventHubsEndpoint(endpoint.namespace(), connection, endpoint.hub());
    }

    Admin sourceAdmin() {
        return Admin.create(plain(source));
    }

    void createTopic(String topic, int partitions) {
        try (Admin admin = sourceAdmin()) {
            Topics.create(admin, topic, partitions, Map.of());
        }
    }

    void deleteTopic(String topic) {
        try (Admin admin = sourceAdmin()) {
            get(admin.deleteTopics(List.of(topic)).all());
        }
    }

    /** To the log, as Azure Monitor would. */
    void write(String topic, int partition, byte[]... bodies) {
        for (byte[] body : bodies) {
            var unused = producer.send(new ProducerRecord<>(topic, partition, null, body));
        }
        producer.flush();
    }

    DeliverySettings delivery(String prefix) {
        DeliverySettings settings = DeliverySettings.of(plain(target), prefix, PARTITIONS);
        try (Admin admin = Admin.create(plain(target))) {
            Topics.create(admin, settings.eventsTopic(), PARTITIONS, Map.of());
            Topics.create(admin, settings.deadLettersTopic(), 1, Map.of());
            Topics.create(admin, settings.positionsTopic(), 4, Map.of()); // the usual 32 take a second
        }
        return settings;
    }

    /** What is committed, in each partition in order of offsets. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        Map<String, Object> config = plain(target);
        config.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        }
        return all;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        source.close();
        target.close();
    }

    private static Map<String, Object> plain(EmbeddedKafka kafka) {
        return new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
