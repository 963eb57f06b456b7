package io.dropsight.service.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.service.http.BadRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the maintenance topic. What was written holds at once here, and elsewhere when it is read. */
public final class MaintenanceTopic implements AutoCloseable {
    private static final int ANSWER_WITHIN_MILLIS = 10_000;
    private static final int NOT_NOW = 503;

    private final String topic;
    private final MaintenanceBoard board;
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    public MaintenanceTopic(String topic, MaintenanceBoard board) {
        this.topic = topic;
        this.board = board;
    }

    /** From now on it can be written. */
    public void connect(Map<String, Object> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_WITHIN_MILLIS / 2);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @throws BadRequest with status 503 if Kafka does not take it */
    void put(Entry entry) throws InterruptedException {
        write(entry.key(), entry.bytes());
        board.put(entry);
    }

    void delete(String key) throws InterruptedException {
        write(key, null);
        board.delete(key);
    }

    private void write(String key, byte @Nullable [] value) throws InterruptedException {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new BadRequest(NOT_NOW, "Kafka is not yet there: try again later");
        }
        try {
            var unused = open.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value))
                    .get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new BadRequest(NOT_NOW, "Kafka does not take it: try again later");
        }
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ofSeconds(2));
        }
    }
}
