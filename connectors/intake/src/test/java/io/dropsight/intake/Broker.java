package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker, and what its topics hold for readers of committed records. */
final class Broker implements AutoCloseable {
    static final int PARTITIONS = 4;

    private static Broker shared;

    private final EmbeddedKafka kafka;

    Broker() {
        this(EmbeddedKafka.temporary());
    }

    Broker(EmbeddedKafka kafka) {
        this.kafka = kafka;
    }

    /** One for all tests of this JVM, since a start takes seconds. */
    static synchronized Broker shared() {
        if (shared == null) {
            shared = new Broker();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    Map<String, Object> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    int port() {
        String address = kafka.bootstrapServers();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** With topics of its own. */
    DeliverySettings settings(String prefix) {
        DeliverySettings settings = DeliverySettings.of(connection(), prefix, PARTITIONS);
        try (var admin = Admin.create(connection())) {
            Topics.create(admin, settings.eventsTopic(), PARTITIONS, Map.of());
            Topics.create(admin, settings.deadLettersTopic(), 1, Map.of());
            Topics.create(admin, settings.positionsTopic(), 4, Map.of()); // the usual 32 take a second
        }
        return settings;
    }

    /**
     * What is committed, in each partition in order of offsets. A commit that has returned may not be visible yet, so
     * this waits until no transaction is open any more.
     */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return read(topic, "read_committed");
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var admin = Admin.create(connection());
                var consumer = consumer(isolation)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends =
                    admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())));
            Map<TopicPartition, Long> to = new HashMap<>();
            for (TopicPartition partition : partitions) {
                to.put(partition, ends.partitionResult(partition).get().offset());
            }
            Instant giveUpAt = Instant.now().plusSeconds(60);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < to.getOrDefault(p, 0L))) {
                assertThat(Instant.now()).as("a transaction hangs").isBefore(giveUpAt);
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> config = new HashMap<>(connection());
        config.put("isolation.level", isolation);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(config, bytes, bytes);
    }

    List<FeedMessage> feed(DeliverySettings settings) {
        return committed(settings.eventsTopic()).stream().map(Broker::message).toList();
    }

    /** The devices of all events, sorted. */
    List<String> devices(DeliverySettings settings) {
        return feed(settings).stream()
                .filter(FeedMessage.Event.class::isInstance)
                .map(m -> ((FeedMessage.Event) m).event().device().deviceId())
                .sorted()
                .toList();
    }

    static FeedMessage message(ConsumerRecord<byte[], byte[]> record) {
        return FeedCodec.decode(record.key() == null ? "" : new String(record.key(), UTF_8), record.value());
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
