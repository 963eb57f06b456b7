package io.dropsight.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients, set so that no call into them lasts long and none holds much. */
final class Connections {
    private static final Duration POLL = Duration.ofMillis(500);
    /** An abandoned transaction blocks readers of committed records for so long, unless a new owner ends it. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration MAX_BLOCK = Duration.ofMillis(2_500);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 8 * 1024 * 1024;
    private static final int BATCH_BYTES = 64 * 1024;

    private final DeliverySettings settings;

    Connections(DeliverySettings settings) {
        this.settings = settings;
    }

    Admin admin() {
        Map<String, Object> config = new HashMap<>();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                Math.max(REQUEST_TIMEOUT.toMillis(), settings.giveUpAfter().toMillis()));
        config.putAll(settings.kafka());
        return Admin.create(config);
    }

    Producer<byte[], byte[]> transactional(String id) {
        Map<String, Object> config = producer();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        return checked(config);
    }

    Producer<byte[], byte[]> idempotent() {
        return checked(producer());
    }

    /**
     * Names a group for a producer that commits offsets and is no member of it. Only a consumer gives this away; it is
     * never used, so it connects to nobody.
     */
    ConsumerGroupMetadata group(String id) {
        Map<String, Object> config = new HashMap<>(settings.kafka());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, id);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            return consumer.groupMetadata();
        }
    }

    /** Writes single records that somebody waits for. */
    Producer<byte[], byte[]> plain(Duration answerWithin) {
        Map<String, Object> config = producer();
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) answerWithin.toMillis());
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(config, bytes, bytes);
    }

    /** Reads a partition that it is told of, in no group. */
    Consumer<byte[], byte[]> reader(Duration answerWithin) {
        return reader(answerWithin, "read_uncommitted");
    }

    /**
     * Reads what is committed in the positions topic where the partition's is, beside that of other logs.
     *
     * @throws DeliveryException if Kafka does not give it in time
     */
    void readPositions(SourcePartition of, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        TopicPartition shelf = new TopicPartition(settings.positionsTopic(), of.partition());
        try (Consumer<byte[], byte[]> reader = reader(settings.giveUpAfter(), "read_committed")) {
            reader.assign(List.of(shelf));
            reader.seekToBeginning(List.of(shelf));
            long end = reader.endOffsets(List.of(shelf)).getOrDefault(shelf, 0L);
            Instant giveUpAt = Instant.now().plus(settings.giveUpAfter());
            while (reader.position(shelf) < end) {
                var records = reader.poll(POLL);
                records.forEach(each);
                if (!records.isEmpty()) {
                    giveUpAt = Instant.now().plus(settings.giveUpAfter());
                } else if (Instant.now().isAfter(giveUpAt)) {
                    throw new DeliveryException(
                            "%s: Kafka does not give what is noted of it in %s: see that its brokers are up"
                                    .formatted(of, shelf),
                            null);
                }
            }
        } catch (KafkaException e) {
            throw new DeliveryException(
                    "%s: what is noted of it in %s cannot be read: %s; see that Kafka's brokers are up"
                            .formatted(of, shelf, e),
                    e);
        }
    }

    private Consumer<byte[], byte[]> reader(Duration answerWithin, String isolation) {
        Map<String, Object> config = new HashMap<>(settings.kafka());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answerWithin.toMillis());
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(config, bytes, bytes);
    }

    private Map<String, Object> producer() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) MAX_BLOCK.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                Math.max(REQUEST_TIMEOUT.toMillis() + 5, settings.giveUpAfter().toMillis()));
        config.putAll(settings.kafka());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return config;
    }

    private Producer<byte[], byte[]> checked(Map<String, Object> config) {
        var bytes = new ByteArraySerializer();
        Producer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes);
        try {
            int there = producer.partitionsFor(settings.eventsTopic()).size();
            if (there != settings.eventPartitions()) {
                throw new DeliveryException(
                        "Topic %s has %d partitions, not %d: ticks would miss some; configure %d"
                                .formatted(settings.eventsTopic(), there, settings.eventPartitions(), there),
                        null);
            }
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new DeliveryException(
                    "Topic %s is not reachable: %s; see that the brokers are up and the topic is there"
                            .formatted(settings.eventsTopic(), e),
                    e);
        } catch (DeliveryException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}
