package io.dropsight.kafka;

import static io.dropsight.kafka.Readings.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.Arrival;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.FeedMessage.Tick;
import io.dropsight.model.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedWriterOnBrokerTest {
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.temporary();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aFeedOf2019IsReadBackWholeAndInOrder() {
        Readings.create(kafka, 4, "feed", "feed-letters");
        List<FeedMessage> written = new ArrayList<>();
        Instant before = Instant.now();
        try (var writer = writer(Map.of(), "feed", "feed-letters")) {
            for (int n = 1; n <= 20_000; n++) {
                Instant at = START.plusSeconds(n);
                var drop = Readings.drop("pump-" + n % 997, at);
                writer.event(at, n, drop);
                written.add(new FeedMessage.Event(new Arrival("files", at, n), drop));
            }
            writer.reject(new Rejection(new byte[] {'{'}, "bad_json", "cut", "a@1"));
            writer.end();
        }

        List<ConsumerRecord<byte[], byte[]>> read = Readings.all(kafka, "feed");
        assertThat(read.stream()
                        .map(FeedWriterOnBrokerTest::message)
                        .filter(message -> !(message instanceof Tick))
                        .sorted(Comparator.comparing(
                                message -> message.arrival().position()))
                        .toList())
                .isEqualTo(written);
        Map<Integer, List<FeedMessage>> byPartition = read.stream()
                .collect(Collectors.groupingBy(
                        ConsumerRecord::partition,
                        Collectors.mapping(FeedWriterOnBrokerTest::message, Collectors.toList())));
        assertThat(byPartition).hasSize(4);
        assertThat(byPartition.values()).allSatisfy(messages -> {
            assertThat(messages).extracting(m -> m.arrival().at()).isSorted();
            assertThat(messages)
                    .filteredOn(m -> m instanceof Tick tick && tick.end())
                    .hasSize(1);
            assertThat(messages.get(messages.size() - 1))
                    .isEqualTo(Tick.end("files", START.plusSeconds(20_000), 20_000));
        });
        // Retention goes by these, so the age of the events does not matter to it.
        assertThat(read).allSatisfy(record -> assertThat(Instant.ofEpochMilli(record.timestamp()))
                .isAfter(before.minusSeconds(1)));
        assertThat(Readings.all(kafka, "feed-letters")).singleElement().satisfies(letter -> assertThat(letter.value())
                .isEqualTo(new byte[] {'{'}));
    }

    @Test
    void choosesThePartitionsThatKafkaWouldChoose() {
        Readings.create(kafka, 4, "ours", "theirs");
        Map<String, Object> config = new HashMap<>(Readings.connection(kafka));
        var bytes = new ByteArraySerializer();
        try (var writer = writer(Map.of(), "ours", "ours");
                var producer = new KafkaProducer<>(config, bytes, bytes)) {
            for (int n = 0; n < 100; n++) {
                var drop = Readings.drop("pump-" + n, START);
                writer.event(START, n, drop);
                var unused = producer.send(
                        new ProducerRecord<>("theirs", drop.device().text().getBytes(UTF_8), new byte[0]));
            }
            writer.flush();
            producer.flush();
        }
        assertThat(partitions("ours")).hasSize(100).isEqualTo(partitions("theirs"));
    }

    @Test
    void aSendThatTheClientRefusesSurfacesInFlush() {
        Readings.create(kafka, 4, "refused");
        FeedWriter writer = writer(Map.of("max.request.size", 100), "refused", "refused");
        writer.event(START, 1, Readings.drop("pump-1", START));
        assertThatThrownBy(writer::flush)
                .isInstanceOf(KafkaException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
        assertThatThrownBy(writer::close).isInstanceOf(KafkaException.class);
    }

    @Test
    void refusesAnotherNumberOfPartitions() {
        Readings.create(kafka, 2, "two");
        assertThatThrownBy(() -> writer(Map.of(), "two", "two"))
                .hasMessage("Topic two has 2 partitions, not 4: ticks would miss some; configure 2");
    }

    private static FeedWriter writer(Map<String, Object> more, String events, String letters) {
        Map<String, Object> config = new HashMap<>(Readings.connection(kafka));
        config.putAll(more);
        return new FeedWriter(config, events, letters, 4, "files", Duration.ofSeconds(5));
    }

    private static FeedMessage message(ConsumerRecord<byte[], byte[]> record) {
        return Readings.message(record.key(), record.value());
    }

    private static Map<String, Integer> partitions(String topic) {
        return Readings.all(kafka, topic).stream()
                .collect(Collectors.toMap(record -> new String(record.key(), UTF_8), ConsumerRecord::partition));
    }
}
