package io.dropsight.kafka;

import static io.dropsight.kafka.Readings.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.Arrival;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.FeedMessage.Tick;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedWriterTest {
    private static final int PARTITIONS = 4;
    private static final Duration STEP = Duration.ofSeconds(5);

    private final MockProducer<byte[], byte[]> producer = producer(true);
    private final FeedWriter writer = writer(producer);

    @Test
    void writesEventsAndMetricsKeyedAndPartitionedAsKafkaWould() {
        var drop = Readings.drop("pump-1", START);
        var sample = new MetricSample("plant", "connected", START, 12);
        writer.event(START, 1, drop);
        writer.metric(START.plusSeconds(1), 2, sample);

        assertThat(producer.history())
                .extracting(FeedWriterTest::message)
                .containsExactly(
                        new FeedMessage.Event(new Arrival("files", START, 1), drop),
                        new FeedMessage.Metric(new Arrival("files", START.plusSeconds(1), 2), sample));
        assertThat(producer.history()).allSatisfy(record -> {
            assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS);
            assertThat(record.timestamp()).as("left to the time of writing").isNull();
        });
        assertThat(writer.events()).isEqualTo(1);
        assertThat(writer.metrics()).isEqualTo(1);
    }

    @Test
    void ticksOncePerGapIntoThePartitionsThatLag() {
        int mine = partitionOf("pump-1");
        writer.event(START, 1, Readings.drop("pump-1", START));
        writer.event(START.plusSeconds(4), 2, Readings.drop("pump-1", START));
        assertThat(ticks()).isEmpty();

        Instant hourLater = START.plusSeconds(3604);
        writer.event(hourLater, 3, Readings.drop("pump-1", START));
        assertThat(ticks()).hasSize(PARTITIONS - 1).allSatisfy(record -> {
            assertThat(record.partition()).isNotEqualTo(mine);
            assertThat(record.key()).isNull();
            assertThat(message(record)).isEqualTo(Tick.idle("files", hourLater, 3));
        });

        writer.event(hourLater.plusSeconds(4), 4, Readings.drop("pump-1", START));
        assertThat(ticks()).hasSize(PARTITIONS - 1);
        writer.event(hourLater.plusSeconds(5), 5, Readings.drop("pump-1", START));
        assertThat(ticks()).hasSize(2 * (PARTITIONS - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noPartitionLagsByATickStepAndNoneIsToldWhatIsNotSo(long seed) {
        var random = new Random(seed);
        Instant now = START;
        for (int n = 1; n <= 2_000; n++) {
            now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(900));
            int sent = producer.history().size();
            writer.event(now, n, Readings.drop("pump-" + random.nextInt(random.nextInt(50) + 1), now));
            assertThat(producer.history().size() - sent).isLessThanOrEqualTo(PARTITIONS);
        }
        writer.end();

        Instant[] told = new Instant[PARTITIONS];
        Instant feed = message(producer.history().get(0)).arrival().at();
        Arrays.fill(told, feed);
        long lastPosition = 0;
        for (var record : producer.history()) {
            Arrival arrival = message(record).arrival();
            assertThat(arrival.at()).as("seed %d, record %s", seed, arrival).isAfterOrEqualTo(told[record.partition()]);
            if (arrival.position() != lastPosition) { // the one before has told all that it had to
                for (Instant at : told) {
                    assertThat(Duration.between(at, feed)).as("seed %d", seed).isLessThan(STEP);
                }
                lastPosition = arrival.position();
            }
            feed = arrival.at();
            told[record.partition()] = arrival.at();
        }
    }

    @Test
    void tellsEveryPartitionTheEnd() {
        writer.event(START, 1, Readings.drop("pump-1", START));
        writer.event(START.plusSeconds(1), 2, Readings.drop("pump-2", START));
        writer.end();
        writer.end();
        assertThat(ticks()).extracting(ProducerRecord::partition).containsExactly(0, 1, 2, 3);
        assertThat(ticks())
                .extracting(FeedWriterTest::message)
                .containsOnly(Tick.end("files", START.plusSeconds(1), 2));
        assertThatThrownBy(() -> writer.event(START, 3, Readings.drop("pump-1", START)))
                .hasMessage("Source files has ended: use a new writer");
    }

    @Test
    void anEmptySourceEndsToo() {
        writer.end();
        assertThat(ticks())
                .extracting(FeedWriterTest::message)
                .containsOnly(Tick.end("files", Instant.EPOCH, 0))
                .hasSize(4);
    }

    @Test
    void raisesAndCountsArrivalsThatFall() {
        writer.event(START.plusSeconds(10), 1, Readings.drop("pump-1", START));
        writer.event(START.plusSeconds(3), 2, Readings.drop("pump-1", START));
        writer.event(START.plusSeconds(10), 3, Readings.drop("pump-1", START));
        writer.event(START.plusSeconds(11), 4, Readings.drop("pump-1", START));
        assertThat(producer.history())
                .extracting(record -> message(record).arrival())
                .containsExactly(
                        new Arrival("files", START.plusSeconds(10), 1),
                        new Arrival("files", START.plusSeconds(10), 2),
                        new Arrival("files", START.plusSeconds(10), 3),
                        new Arrival("files", START.plusSeconds(11), 4));
        assertThat(writer.clamped()).isEqualTo(1);
    }

    @Test
    void keepsDeadLettersWithTheirReason() {
        byte[] body = {1, 2, -1};
        writer.reject(new Rejection(body, "bad_time", "\"time\" is no time", "logs/PT1H.json@17"));
        var letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("letters");
        assertThat(letter.value()).isEqualTo(body);
        assertThat(letter.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("reason=bad_time", "detail=\"time\" is no time", "origin=logs/PT1H.json@17");
        assertThat(writer.deadLetters()).isEqualTo(1);
    }

    @Test
    void cutsADeadLetterThatABrokerWouldRefuse() {
        writer.reject(new Rejection(new byte[3_000_000], "too_long", "", "x@0"));
        var letter = producer.history().get(0);
        assertThat(letter.value()).hasSize(FeedRouter.MAX_DEAD_LETTER_BYTES);
        assertThat(new String(letter.headers().lastHeader("cut-from-bytes").value(), UTF_8))
                .isEqualTo("3000000");
    }

    @Test
    void anEventThatIsTooLargeBecomesADeadLetter() {
        writer.metric(START, 1, new MetricSample("plant", "m".repeat(200_000), START, 1));
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("letters");
        assertThat(new String(
                        producer.history().get(0).headers().lastHeader("reason").value(), UTF_8))
                .isEqualTo("too_large");
        assertThat(writer.metrics()).isZero();
        assertThat(writer.deadLetters()).isEqualTo(1);
    }

    @Test
    void aFailedSendIsThrownByFlushAndByWhateverComesNext() {
        var slow = producer(false);
        FeedWriter failing = writer(slow);
        failing.event(START, 1, Readings.drop("pump-1", START));
        failing.event(START, 2, Readings.drop("pump-2", START));
        slow.errorNext(new NotEnoughReplicasException("of 2"));
        slow.completeNext();
        assertThatThrownBy(failing::flush)
                .isInstanceOf(KafkaException.class)
                .hasMessageStartingWith("Source files: a record could not be written to events or letters: ")
                .hasCauseInstanceOf(NotEnoughReplicasException.class);
        assertThatThrownBy(() -> failing.event(START, 3, Readings.drop("pump-1", START)))
                .isInstanceOf(KafkaException.class);
        assertThatThrownBy(failing::close).isInstanceOf(KafkaException.class);
        assertThat(slow.closed()).isTrue();
    }

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static FeedWriter writer(MockProducer<byte[], byte[]> producer) {
        return new FeedWriter(producer, "events", "letters", PARTITIONS, "files", STEP);
    }

    private List<ProducerRecord<byte[], byte[]>> ticks() {
        return producer.history().stream()
                .filter(record -> message(record) instanceof Tick)
                .toList();
    }

    private static FeedMessage message(ProducerRecord<byte[], byte[]> record) {
        return Readings.message(record.key(), record.value());
    }

    private static int partitionOf(String device) {
        return Utils.toPositive(Utils.murmur2(("plant/" + device).getBytes(UTF_8))) % PARTITIONS;
    }
}
