package io.dropsight.service.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics, from their beginnings and for ever, on a thread of its own; only what is committed. Errors of
 * Kafka are waited out.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<String, Object> config;
    private final List<String> topics;
    private final Handler handler;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean caughtUp;
    private volatile String error = "";
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** Takes each record, on the reader's thread; never throws. */
    @FunctionalInterface
    public interface Handler {
        /** @param live false while what was there at the start is being read */
        void take(ConsumerRecord<byte[], byte[]> record, boolean live);
    }

    private TopicReader(Map<String, Object> connection, List<String> topics, Handler handler) {
        config = new HashMap<>(connection);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.topics = List.copyOf(topics);
        this.handler = handler;
        thread = new Thread(this::run, "dropsight-read-" + topics.get(0));
        thread.setDaemon(true);
    }

    /** @param connection where Kafka is, and how to get in */
    public static TopicReader start(Map<String, Object> connection, List<String> topics, Handler handler) {
        TopicReader reader = new TopicReader(connection, topics, handler);
        reader.thread.start();
        return reader;
    }

    /** Whether all that was there at the start has been taken. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Why nothing comes now, in words; empty if it does. */
    public String error() {
        return error;
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Map<TopicPartition, Long> next = new HashMap<>();
        while (!closed) {
            try (var open = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = open;
                read(open, next);
            } catch (WakeupException e) {
                // told to stop
            } catch (RuntimeException e) {
                error = String.valueOf(e.getMessage());
                LOG.warn("Topics {} cannot be read: {}; it is tried again", topics, error);
                pause();
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> open, Map<TopicPartition, Long> next) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> open.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        open.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long at = next.get(partition);
            if (at == null) {
                open.seekToBeginning(List.of(partition));
            } else {
                open.seek(partition, at);
            }
        }
        Map<TopicPartition, Long> ends = open.endOffsets(partitions);
        while (!closed) {
            ConsumerRecords<byte[], byte[]> records = open.poll(POLL);
            error = "";
            for (ConsumerRecord<byte[], byte[]> record : records) {
                handler.take(record, caughtUp);
            }
            for (TopicPartition partition : partitions) {
                next.put(partition, open.position(partition));
            }
            if (!caughtUp) {
                caughtUp =
                        ends.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }
}
