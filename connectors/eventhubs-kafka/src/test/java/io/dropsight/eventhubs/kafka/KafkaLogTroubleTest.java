package io.dropsight.eventhubs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourceHealth.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.Given.class)
@Tag("faults")
class KafkaLogTroubleTest {
    @Test
    void saysOnceThatALoginIsRefused(Clusters clusters) {
        try (var trial = new Trial(clusters, "password", 1)) {
            trial.write(0, 0, 10);
            KafkaLogSource reader = trial.reader(clusters.endpoint("d3Jvbmc="));
            trial.await(reader::counters, () -> reader.counters().failures() >= 2);

            assertThat(trial.alarms).singleElement().satisfies(alarm -> {
                assertThat(alarm.kind()).isEqualTo(Kind.UNAUTHORIZED);
                assertThat(alarm.text())
                        .contains("refuses our login")
                        .contains("check the connection string")
                        .doesNotContain("d3Jvbmc=");
            });
            assertThat(Trial.states(reader)).containsExactly(State.FAILED);
            assertThat(reader.health().get(0).lastError()).contains("refuses our login");
        }
    }

    @Test
    void saysOnceThatNoTokenCanBeGot(Clusters clusters) {
        try (var trial = new Trial(clusters, "no-token", 1)) {
            KafkaLogSource reader = trial.reader(clusters.endpoint(scope -> {
                throw new IllegalStateException("identity is not assigned");
            }));
            trial.await(reader::counters, () -> reader.counters().failures() >= 2);
            assertThat(trial.alarms).singleElement().satisfies(alarm -> {
                assertThat(alarm.kind()).isEqualTo(Kind.UNAUTHORIZED);
                assertThat(alarm.text()).contains("identity is not assigned");
            });
        }
    }

    @Test
    void saysThatThereIsNoSuchTopicAndReadsItWhenThereIs(Clusters clusters) {
        try (var trial = new Trial(clusters, "missing", 1)) {
            clusters.deleteTopic(trial.topic);
            KafkaLogSource reader = trial.reader();
            trial.await(reader::health, () -> !trial.alarms.isEmpty());
            assertThat(trial.alarms).singleElement().satisfies(alarm -> {
                assertThat(alarm.kind()).isEqualTo(Kind.UNREACHABLE);
                assertThat(alarm.text()).contains("no topic " + trial.topic);
            });

            clusters.createTopic(trial.topic, 1);
            trial.write(0, 0, 10);
            trial.await(reader::health, () -> Trial.states(reader).equals(List.of(State.CAUGHT_UP)));
            trial.assertOnceAndInOrder(Trial.range(0, 0, 10));
            assertThat(reader.health().get(0).lastError()).isEmpty();
        }
    }

    @Test
    void saysThatNobodyAnswers(Clusters clusters) throws IOException {
        try (var trial = new Trial(clusters, "nobody", 1);
                var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EventHubsEndpoint right = clusters.endpoint(Clusters.KEY);
            Map<String, Object> connection = new HashMap<>(right.connection());
            connection.put("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort());
            connection.put("request.timeout.ms", 2_000);
            trial.stalledAfter = Duration.ofSeconds(3);
            KafkaLogSource reader = trial.reader(new EventHubsEndpoint(right.namespace(), connection, ""));
            trial.awaitStates(reader, State.STALLED);
            trial.await(reader::health, () -> trial.kinds().equals(List.of(Kind.UNREACHABLE)));
        }
    }

    @Test
    void goesOnFromThePositionWhenOurKafkaTakesDeliveriesAgain(Clusters clusters) {
        try (var trial = new Trial(clusters, "away", 1)) {
            AtomicInteger calls = new AtomicInteger();
            trial.wrapped = deliveries -> new Intercepted(deliveries, (real, batch) -> {
                if (calls.incrementAndGet() <= 3) {
                    throw new DeliveryException("Kafka is away", null);
                }
                real.deliver(batch);
            });
            trial.write(0, 0, 1000);
            KafkaLogSource reader = trial.reader();
            trial.awaitStates(reader, State.FAILED);
            assertThat(reader.health().get(0).lastError()).isEqualTo("Kafka is away");
            trial.await(reader::health, () -> reader.health().get(0).position() == 999);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 1000));
            assertThat(trial.kinds()).containsExactly(Kind.DELIVERY_FAILED);
            trial.awaitAll(reader, State.CAUGHT_UP);
        }
    }

    @Test
    void countsWhatRetentionTookAndGoesOn(Clusters clusters) {
        try (var trial = gap(clusters)) {
            KafkaLogSource reader = trial.reader();
            trial.await(reader::health, () -> reader.health().get(0).position() == 99);

            assertThat(trial.kinds()).containsExactly(Kind.RETENTION_GAP);
            assertThat(trial.count(IntakeMetrics.Count.LOST)).isEqualTo(30);
            Set<String> expected = Trial.range(0, 0, 50);
            expected.addAll(Trial.range(0, 80, 100));
            trial.assertOnceAndInOrder(expected);
        }
    }

    @Test
    void stopsAtAGapIfThePolicySaysSo(Clusters clusters) {
        try (var trial = gap(clusters)) {
            trial.gap = GapPolicy.STOP;
            KafkaLogSource reader = trial.reader();
            trial.awaitStates(reader, State.FAILED);
            assertThat(reader.health().get(0).lastError()).contains("30 positions were lost");
            assertThat(trial.kinds()).containsExactly(Kind.RETENTION_GAP, Kind.STOPPED_BY_POLICY);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 50));
        }
    }

    @Test
    void stopsWhenTheTopicWasMadeAgainWhileItReads(Clusters clusters) {
        try (var trial = new Trial(clusters, "recreated", 1)) {
            trial.write(0, 0, 50);
            KafkaLogSource reader = trial.reader();
            trial.awaitAll(reader, State.CAUGHT_UP);
            recreate(trial);
            trial.write(0, 100, 180); // beyond the old end: only its id tells that it is another
            trial.awaitStates(reader, State.FAILED);
            assertThat(trial.kinds()).contains(Kind.LOG_RECREATED, Kind.STOPPED_BY_POLICY);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 50));
        }
    }

    @Test
    void readsATopicThatWasMadeAgainFromItsBeginIfThePolicySaysSo(Clusters clusters) {
        try (var trial = new Trial(clusters, "reset", 1)) {
            trial.recreated = RecreatedPolicy.RESET;
            trial.write(0, 0, 50);
            KafkaLogSource first = trial.reader();
            trial.awaitAll(first, State.CAUGHT_UP);
            trial.stop(first);
            recreate(trial);
            trial.write(0, 100, 130);

            KafkaLogSource second = trial.reader();
            trial.await(second::health, () -> second.health().get(0).position() == 29);
            Set<String> expected = Trial.range(0, 0, 50);
            expected.addAll(Trial.range(0, 100, 130));
            assertThat(trial.devices()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(trial.kinds()).containsExactly(Kind.LOG_RECREATED);
        }
    }

    /** A broker that throttles answers a fetch late, and meanwhile looks like one that has nothing. */
    @Test
    void makesTheClientAnewWhenRecordsWaitAndNothingComes(Clusters clusters) {
        try (var trial = new Trial(clusters, "stall", 1);
                Admin admin = clusters.sourceAdmin()) {
            trial.stalledAfter = Duration.ofMillis(1500);
            trial.write(0, 0, 10);
            KafkaLogSource reader = trial.reader();
            trial.awaitAll(reader, State.CAUGHT_UP);
            quota(admin, 10.0);
            try {
                for (int i = 10; i < 40; i += 10) { // each answer costs more time
                    trial.write(0, i, i + 10);
                }
                trial.await(reader::health, () -> trial.kinds().contains(Kind.REBUILT));
                assertThat(trial.kinds()).contains(Kind.STALLED);
            } finally {
                quota(admin, null);
            }
            trial.await(reader::health, () -> reader.health().get(0).position() == 39);
            trial.awaitAll(reader, State.CAUGHT_UP);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 40));
            assertThat(reader.counters().rebuilds()).isPositive();
            assertThat(trial.alarms).extracting(SourceAlarm::kind).doesNotContain(Kind.DELIVERY_FAILED);
        }
    }

    /** 50 delivered, 50 more written, and of these the first 30 deleted. */
    private static Trial gap(Clusters clusters) {
        var trial = new Trial(clusters, "gap", 1);
        trial.write(0, 0, 50);
        KafkaLogSource reader = trial.reader();
        trial.awaitAll(reader, State.CAUGHT_UP);
        trial.stop(reader);
        trial.write(0, 50, 100);
        try (Admin admin = clusters.sourceAdmin()) {
            Clusters.get(
                    admin.deleteRecords(Map.of(new TopicPartition(trial.topic, 0), RecordsToDelete.beforeOffset(80)))
                            .all());
        }
        return trial;
    }

    private static void recreate(Trial trial) {
        trial.clusters.deleteTopic(trial.topic);
        trial.clusters.createTopic(trial.topic, trial.partitions);
    }

    private static void quota(Admin admin, Double bytesPerSecond) {
        Map<String, String> everyUser = new HashMap<>();
        everyUser.put(ClientQuotaEntity.USER, null);
        Clusters.get(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(everyUser),
                        List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)))))
                .all());
    }
}
