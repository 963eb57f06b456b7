package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An event hub that has to wait for another source, and its partitions for each other. */
@ExtendWith(SharedKafka.class)
class HeldBackTest {
    private static final SourcePartition OTHER = new SourcePartition("eventhubs", "ns.example", "other", "$default", 0);

    @Test
    void partitionsOfABacklogAreDeliveredSideBySide() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            Deliveries deliveries = rig.aligned();
            Instant from = Instant.now().minus(Duration.ofHours(2));
            for (int partition = 0; partition < 4; partition++) {
                rig.server.preload(
                        Rig.HUB, partition, Numbered.bodies(partition, 0, 60, 1), from, Duration.ofMinutes(1));
            }
            rig.source(rig.settings(), deliveries).start();
            Rig.await(feed, 240, Rig.SOON);
            feed.assertExactlyOnce(4, 60);
            assertThat(feed.mostBehind()).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(rig.metrics.of(Count.HELD_MILLIS)).isPositive();
            assertThat(rig.alarms).isEmpty();
        }
    }

    @Tag("long")
    @Test
    void instancesThatShareABacklogStayTogether() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            Instant from = Instant.now().minus(Duration.ofHours(10));
            for (int partition = 0; partition < 4; partition++) {
                rig.server.preload(
                        Rig.HUB, partition, Numbered.bodies(partition, 0, 600, 1), from, Duration.ofMinutes(1));
            }
            long began = System.nanoTime();
            EventHubsSource one = rig.source(rig.settings(), rig.aligned());
            EventHubsSource two = rig.source(rig.settings(), rig.aligned());
            one.start();
            two.start();
            Rig.await(feed, 2_400, Duration.ofMinutes(3));
            System.out.printf(
                    "10 hours of 4 partitions by 2 instances: %d s%n",
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
            feed.assertExactlyOnce(4, 600);
            assertThat(feed.mostBehind()).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(two.counters().opened()).as("both have read").isPositive();
            assertThat(one.counters().opened()).isPositive();
            assertThat(rig.alarms) // that they take partitions from each other may show in Kafka for a moment
                    .extracting(SourceAlarm::kind)
                    .doesNotContain(
                            SourceAlarm.Kind.LEFT_BEHIND,
                            SourceAlarm.Kind.POSITION_MISSING,
                            SourceAlarm.Kind.RETENTION_GAP);
        }
    }

    @Test
    void stopsAtOnceWhileItIsHeldBackAndGoesOnWithoutLoss() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            Deliveries deliveries = rig.aligned();
            deliveries.expect(List.of(OTHER));
            rig.preload(2, 0, 50, 1);
            EventHubsSource held = rig.source(rig.settings(), deliveries);
            held.start();
            Rig.await("held back", () -> rig.metrics.of(Count.HELD_MILLIS) > 1_000);
            long began = System.nanoTime();
            held.stop(Duration.ofSeconds(15));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("stopped in %d ms while held back%n", took.toMillis());
            assertThat(took).isLessThan(Duration.ofSeconds(15));
            assertThat(feed.read().events()).isZero();

            try (Delivery other = deliveries.open(OTHER)) {
                other.idle(Instant.now());
                rig.source(rig.settings(), deliveries).start();
                Rig.await(feed, 100, Rig.SOON);
                feed.assertExactlyOnce(2, 50);
            }
        }
    }

    /** Longer than the watchdog's patience (20 s here), the connection's idle time-out (60 s) and a claim's expiry. */
    @Tag("long")
    @Test
    void isNotTakenForStuckHoweverLongItWaits() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            Deliveries deliveries = rig.aligned();
            deliveries.expect(List.of(OTHER));
            rig.preload(2, 0, 2_000, 1);
            EventHubsSource source = rig.source(rig.settings(), deliveries);
            source.start();
            Rig.await("held back", () -> rig.metrics.of(Count.HELD_MILLIS) > 1_000);
            HubCounters before = source.counters();
            Rig.await(
                    "two minutes of two partitions",
                    () -> rig.metrics.of(Count.HELD_MILLIS) > 240_000,
                    Duration.ofMinutes(3),
                    source::health);
            assertThat(source.health()).extracting(SourceHealth::state).containsOnly(State.RUNNING);
            assertThat(source.counters().rebuilds()).isZero();
            assertThat(source.counters().closed()).isEqualTo(before.closed());
            assertThat(feed.read().events()).isZero();
            try (Delivery other = deliveries.open(OTHER)) {
                other.idle(Instant.now());
                Rig.await(feed, 4_000, Rig.SOON);
                feed.assertExactlyOnce(2, 2_000);
            }
            assertThat(rig.alarms).extracting(SourceAlarm::kind).isEmpty();
        }
    }
}
