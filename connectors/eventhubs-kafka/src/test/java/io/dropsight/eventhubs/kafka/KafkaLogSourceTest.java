package io.dropsight.eventhubs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.StartPolicy;
import io.dropsight.model.FeedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.Given.class)
class KafkaLogSourceTest {
    @Test
    void goesOnAfterARestartWithoutLossOrDoubles(Clusters clusters) {
        try (var trial = new Trial(clusters, "restart", 2)) {
            trial.write(0, 0, 50);
            trial.write(1, 0, 30);
            KafkaLogSource first = trial.reader();
            trial.awaitAll(first, State.CAUGHT_UP);
            assertThat(first.health()).extracting(SourceHealth::position).containsExactly(49L, 29L);
            assertThat(first.health()).extracting(SourceHealth::lagRecords).containsExactly(0L, 0L);
            trial.stop(first);
            trial.write(0, 50, 70);

            KafkaLogSource second = trial.reader();
            trial.awaitAll(second, State.CAUGHT_UP);
            trial.write(1, 30, 40);
            trial.await(second::health, () -> second.health().get(1).position() == 39);

            Set<String> expected = new HashSet<>(Trial.range(0, 0, 70));
            expected.addAll(Trial.range(1, 0, 40));
            trial.assertOnceAndInOrder(expected);
            assertThat(trial.alarms).isEmpty();
            assertThat(trial.events().get(0).arrival().source())
                    .startsWith("eventhubs-kafka/localhost/" + trial.topic + "/dropsight-" + trial.topic + "/");
        }
    }

    @Test
    void keepsWhatIsNoLogAsDeadLettersAndGoesOn(Clusters clusters) {
        try (var trial = new Trial(clusters, "malformed", 1)) {
            clusters.write(
                    trial.topic,
                    0,
                    "no json".getBytes(UTF_8),
                    Trial.body("0-0"),
                    "{\"records\":".getBytes(UTF_8),
                    "{\"records\":[]}".getBytes(UTF_8),
                    new byte[0],
                    null,
                    new byte[300_000],
                    Trial.body("0-1"));
            KafkaLogSource reader = trial.reader();
            trial.awaitAll(reader, State.CAUGHT_UP);

            trial.assertOnceAndInOrder(Trial.range(0, 0, 2));
            List<ConsumerRecord<byte[], byte[]>> letters = clusters.committed(trial.delivery.deadLettersTopic());
            assertThat(letters)
                    .extracting(letter -> Clusters.header(letter, "source-position"))
                    .containsExactly("0", "2", "3", "4", "5", "6");
            assertThat(letters.subList(2, 5))
                    .extracting(letter -> Clusters.header(letter, "reason"))
                    .containsOnly("empty");
            assertThat(letters)
                    .extracting(letter -> Clusters.header(letter, "source-partition"))
                    .allMatch(source -> source.endsWith("/0"));
        }
    }

    @Test
    void readsWithTokens(Clusters clusters) {
        List<String> scopes = new CopyOnWriteArrayList<>();
        TokenSource tokens = scope -> {
            scopes.add(scope);
            Instant expires = Instant.now().plusSeconds(3600);
            return new TokenSource.Token(unsigned(expires), expires);
        };
        try (var trial = new Trial(clusters, "tokens", 1)) {
            trial.write(0, 0, 10);
            KafkaLogSource reader = trial.reader(clusters.endpoint(tokens));
            trial.awaitAll(reader, State.CAUGHT_UP);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 10));
            assertThat(scopes).isNotEmpty().allMatch("https://localhost/.default"::equals);
        }
    }

    @Test
    void readsATopicThatHoldsAzuresRecords(Clusters clusters) {
        try (var trial = new Trial(clusters, "plain", 1)) {
            trial.write(0, 0, 10);
            KafkaLogSettings settings =
                    KafkaLogSettings.ofTopic(clusters.endpoint(Clusters.KEY).connection(), "lab", trial.topic, "g");
            KafkaLogSource reader = trial.reader(settings);
            trial.awaitAll(reader, State.CAUGHT_UP);
            assertThat(trial.events())
                    .hasSize(10)
                    .allMatch(event -> event.arrival().source().equals("kafka/lab/" + trial.topic + "/g/0"));
        }
    }

    @Test
    void vouchesForTheTimeWhenItHasReadAll(Clusters clusters) {
        try (var trial = new Trial(clusters, "ticks", 1)) {
            trial.write(0, 0, 3);
            KafkaLogSource reader = trial.reader();
            trial.awaitAll(reader, State.CAUGHT_UP);
            Instant caughtUp = Instant.now();
            trial.await(reader::health, () -> ticksAfter(trial, caughtUp) == Clusters.PARTITIONS);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 3));
        }
    }

    @Test
    void startsAtTheEndIfToldAndRemembersThat(Clusters clusters) {
        try (var trial = new Trial(clusters, "latest", 1)) {
            trial.start = StartPolicy.latest();
            trial.write(0, 0, 10);
            KafkaLogSource first = trial.reader();
            trial.awaitAll(first, State.CAUGHT_UP);
            trial.stop(first);
            trial.write(0, 10, 20);
            KafkaLogSource second = trial.reader();
            trial.await(second::health, () -> second.health().get(0).position() == 19);
            trial.assertOnceAndInOrder(Trial.range(0, 10, 20));
        }
    }

    @Test
    void startsAtATime(Clusters clusters) {
        try (var trial = new Trial(clusters, "time", 1)) {
            trial.write(0, 0, 10);
            Instant between = Instant.now().plusMillis(1);
            trial.await(() -> between, () -> Instant.now().isAfter(between.plusMillis(2)));
            trial.write(0, 10, 20);
            trial.start = StartPolicy.from(between);
            KafkaLogSource reader = trial.reader();
            trial.await(reader::health, () -> reader.health().get(0).position() == 19);
            trial.assertOnceAndInOrder(Trial.range(0, 10, 20));
        }
    }

    @Test
    void stopsWithinItsTimeAndLeavesNoThread(Clusters clusters) {
        try (var trial = new Trial(clusters, "stop", 2)) {
            trial.write(0, 0, 10_000);
            KafkaLogSource reader = trial.reader();
            trial.await(reader::health, () -> reader.health().get(0).position() > 0);
            long began = System.nanoTime();
            reader.stop(Duration.ofSeconds(15));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            trial.await(() -> "threads", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("kafka-source-" + trial.topic)));
        }
    }

    private static long ticksAfter(Trial trial, Instant time) {
        return trial.clusters.committed(trial.delivery.eventsTopic()).stream()
                .filter(record -> Trial.message(record) instanceof FeedMessage.Tick tick
                        && tick.arrival().at().isAfter(time))
                .map(ConsumerRecord::partition)
                .distinct()
                .count();
    }

    private static String unsigned(Instant expires) {
        String claims = "{\"sub\":\"dropsight\",\"iat\":%d,\"exp\":%d}"
                .formatted(expires.getEpochSecond() - 3600, expires.getEpochSecond());
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(UTF_8)) + ".";
    }
}
