package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.testkit.eventhubs.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Azure's client against the in-test hub and a real broker: starts, restarts, sharing. */
@ExtendWith(SharedKafka.class)
class EventHubsSourceTest {
    @Test
    void readsEachPartitionFromItsBeginningAndTellsHowFarItIs() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 3);
                Feed feed = rig.feed()) {
            rig.preload(3, 0, 20, 10);
            EventHubsSource source = rig.started();
            Rig.await(feed, 600, Rig.SOON);
            feed.assertExactlyOnce(3, 200);

            Rig.await("all caught up", () -> states(source)
                    .equals(List.of(State.CAUGHT_UP, State.CAUGHT_UP, State.CAUGHT_UP)));
            assertThat(source.health()).extracting(SourceHealth::position).containsOnly(19L);
            assertThat(source.health()).extracting(SourceHealth::lagRecords).containsOnly(0L);
            assertThat(source.health()).extracting(SourceHealth::lag).containsOnly(Duration.ZERO);
            assertThat(source.counters().opened()).isEqualTo(3);
            assertThat(source.counters().rebuilds()).isZero();
            assertThat(rig.metrics.of(Count.PAYLOADS)).isEqualTo(60);
        }
    }

    @Test
    void goesOnAfterARestartWhereItWasAndAsksForNothingElse() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.preload(2, 0, 10, 5);
            EventHubsSource first = rig.started();
            Rig.await(feed, 100, Rig.SOON);
            first.stop(Duration.ofSeconds(15));
            int before = rig.server.trace().size();

            rig.preload(2, 50, 10, 5);
            rig.started();
            Rig.await(feed, 200, Rig.SOON);
            feed.assertExactlyOnce(2, 100);

            List<String> filters = rig.server.trace().stream()
                    .skip(before)
                    .filter(event -> event.kind() == TraceEvent.Kind.READER_ATTACHED)
                    .map(event -> event.detail("filter"))
                    .toList();
            assertThat(filters).hasSize(2).containsOnly("amqp.annotation.x-opt-offset > '936'");
            assertThat(rig.metrics.of(Count.DUPLICATES)).isZero();
        }
    }

    @Test
    void twoInstancesShareThePartitionsAndNoRecordComesTwice() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            rig.preload(4, 0, 10, 10);
            EventHubsSource one = rig.started();
            Rig.await(feed, 400, Rig.SOON);
            EventHubsSource two = rig.started();
            Rig.await("two each", () -> own(one) == 2 && own(two) == 2);

            rig.preload(4, 100, 20, 10);
            Rig.await(feed, 1_200, Rig.SOON);
            feed.assertExactlyOnce(4, 300);
            Rig.await(
                    "elsewhere",
                    () -> states(one).stream().filter(State.ELSEWHERE::equals).count() == 2);

            one.stop(Duration.ofSeconds(15));
            Rig.await("all of them", () -> own(two) == 4);
            rig.preload(4, 300, 5, 10);
            Rig.await(feed, 1_400, Rig.SOON);
            feed.assertExactlyOnce(4, 350);
        }
    }

    @Test
    void vouchesForTheTimeThatHasPassedWhileNothingComes() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 1, 1);
            rig.started();
            Rig.await(feed, 1, Rig.SOON);
            Instant now = Instant.now();
            String source = PartitionOpener.source(rig.settings().address(), 0).text();
            Rig.await(
                    "ticks beyond now in each partition",
                    () -> feed.read().ticks(source) >= 3 && feed.arrival(source).isAfter(now));
        }
    }

    @Test
    void aStopUnderLoadEndsInTimeAndLosesNothing() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            rig.preload(4, 0, 500, 20);
            EventHubsSource first = rig.started();
            Rig.await(feed, 2_000, Rig.SOON);
            long begin = System.nanoTime();
            first.stop(Duration.ofSeconds(15));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.printf("stop under load took %d ms%n", took.toMillis());
            assertThat(took).isLessThan(Duration.ofSeconds(45));
            assertThat(feed.read().events()).as("stopped in the middle").isLessThan(40_000);

            rig.started();
            Rig.await(feed, 40_000, Duration.ofMinutes(2));
            feed.assertExactlyOnce(4, 10_000);
        }
    }

    private static List<State> states(EventHubsSource source) {
        return source.health().stream().map(SourceHealth::state).toList();
    }

    private static long own(EventHubsSource source) {
        return states(source).stream()
                .filter(state -> state == State.CAUGHT_UP || state == State.RUNNING)
                .count();
    }
}
