package io.dropsight.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a read_committed reader of the events has seen, checked as it comes. One thread. */
final class Feed implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    /** Numbers of each source partition. */
    private final Map<String, BitSet> seen = new TreeMap<>();

    private final Map<String, Long> lastNumber = new HashMap<>();
    private final Map<String, Instant> lastArrival = new HashMap<>();
    private final Map<String, Integer> ticks = new TreeMap<>();
    private long events;
    private long duplicates;
    private long outOfOrder;
    private long fallingArrivals;
    private final Map<Integer, Instant> newest = new HashMap<>();
    private Duration mostBehind = Duration.ZERO;

    Feed(Map<String, Object> kafka, String topic) {
        var bytes = new ByteArrayDeserializer();
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("isolation.level", "read_committed");
        config.put("max.poll.records", 20_000);
        config.put("fetch.max.bytes", 16 * 1024 * 1024);
        consumer = new KafkaConsumer<>(config, bytes, bytes);
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what is there by now. */
    Feed read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
            consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        }
        return this;
    }

    /** All bytes of a topic of another kind. */
    static List<ConsumerRecord<byte[], byte[]>> all(Map<String, Object> kafka, String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (Feed feed = new Feed(kafka, topic)) {
            Map<TopicPartition, Long> ends = feed.consumer.endOffsets(feed.partitions);
            while (feed.partitions.stream().anyMatch(p -> feed.consumer.position(p) < ends.getOrDefault(p, 0L))) {
                feed.consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    long events() {
        return events;
    }

    long duplicates() {
        return duplicates;
    }

    /** Ticks of a source partition, over all partitions of the topic. */
    int ticks(String source) {
        return ticks.getOrDefault(source, 0);
    }

    /** Most that a record arrived before one that is further ahead in its partition of the topic. */
    Duration mostBehind() {
        return mostBehind;
    }

    Instant arrival(String source) {
        return lastArrival.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(source + "@"))
                .map(Map.Entry::getValue)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Each number below {@code each} once in each of so many source partitions, in order. */
    void assertExactlyOnce(int sourcePartitions, long each) {
        assertThat(duplicates).as("duplicated").isZero();
        assertThat(outOfOrder).as("out of order").isZero();
        assertThat(fallingArrivals).as("arrivals that fell").isZero();
        assertThat(seen).hasSize(sourcePartitions);
        seen.forEach((source, numbers) -> {
            assertThat(each - numbers.cardinality()).as("lost of " + source).isZero();
            assertThat(numbers.length()).as("end of " + source).isEqualTo((int) each);
        });
        assertThat(events).isEqualTo(sourcePartitions * each);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> read) {
        String key = read.key() == null ? "" : new String(read.key(), UTF_8);
        FeedMessage message = FeedCodec.decode(key, read.value());
        String source = message.arrival().source();
        String stream = source + "@" + read.partition();
        Instant at = message.arrival().at();
        Instant ahead = newest.merge(read.partition(), at, (one, other) -> one.isAfter(other) ? one : other);
        Duration behind = Duration.between(at, ahead);
        mostBehind = behind.compareTo(mostBehind) > 0 ? behind : mostBehind;
        Instant before = lastArrival.put(stream, message.arrival().at());
        if (before != null && message.arrival().at().isBefore(before)) {
            fallingArrivals++;
        }
        if (message instanceof FeedMessage.Event event) {
            events++;
            long number = Numbered.numberOf(event.event().occurredAt());
            BitSet numbers = seen.computeIfAbsent(source, s -> new BitSet());
            duplicates += numbers.get((int) number) ? 1 : 0;
            numbers.set((int) number);
            Long last = lastNumber.put(stream, number);
            outOfOrder += last != null && last >= number ? 1 : 0;
        } else if (message instanceof FeedMessage.Tick) {
            ticks.merge(source, 1, Integer::sum);
        }
    }
}
