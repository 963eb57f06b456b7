package io.dropsight.eventhubs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the producers of one instance in the middle of their transactions: it looks alive, has begun to write, and goes
 * no further until it is let go. Consumers of the same connection have it, too, and are not held.
 */
public final class Stalling implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
    private static final String NAME = "test.stalling.name";
    private static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    private static final class Gate {
        private final CountDownLatch latch = new CountDownLatch(1);
        private final AtomicInteger held = new AtomicInteger();
    }

    private volatile String name = "";

    /** The connection of an instance that can be held by its name. */
    static Map<String, Object> named(String name, Map<String, Object> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put("interceptor.classes", Stalling.class.getName());
        config.put(NAME, name);
        return config;
    }

    /** From now on, whoever of that name sends is held. */
    static void hold(String name) {
        GATES.put(name, new Gate());
    }

    static void letGo(String name) {
        Gate gate = GATES.remove(name);
        if (gate != null) {
            gate.latch.countDown();
        }
    }

    /** How many threads are held. */
    static int held(String name) {
        Gate gate = GATES.get(name);
        return gate == null ? 0 : gate.held.get();
    }

    static void letAllGo() {
        GATES.keySet().forEach(Stalling::letGo);
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        Gate gate = GATES.get(name);
        if (gate != null) {
            gate.held.incrementAndGet();
            try {
                gate.latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return record;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Nothing to see.
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception problem) {
        // Nothing to see.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        name = String.valueOf(configs.get(NAME));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
