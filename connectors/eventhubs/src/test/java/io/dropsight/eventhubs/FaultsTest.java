package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One fault at a time, in the middle of a stream: afterwards each record is there once, and in order. Those that only
 * wait for Azure's client to come to itself again run with the chaos test.
 */
@ExtendWith(SharedKafka.class)
@Tag("faults")
class FaultsTest {
    /** Three times what is promised. */
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    private interface Fault {
        void happen(Rig rig, EventHubsSource source) throws Exception;
    }

    @Test
    void recoversFromLostConnections() throws Exception {
        EventHubsSource source =
                survives("TCP drop", (rig, s) -> rig.server.faults().dropConnections());
        assertThat(source.counters().closed())
                .as("readers ended, though no error may tell")
                .isPositive();
    }

    @Test
    @Tag("chaos")
    void recoversFromDetachedLinks() throws Exception {
        survives("detach", (rig, source) -> {
            for (int partition = 0; partition < 2; partition++) {
                rig.server.faults().detach(Rig.HUB, partition, "amqp:link:detach-forced");
            }
        });
    }

    @Test
    @Tag("chaos")
    void recoversFromAForcedConnectionClose() throws Exception {
        survives("forced close", (rig, source) -> rig.server.faults().closeConnections("amqp:connection:forced"));
    }

    @Test
    @Tag("chaos")
    void recoversWhenAzureIsBusy() throws Exception {
        EventHubsSource source = survives("server busy", (rig, s) -> {
            rig.server.faults().refuseAttach("com.microsoft:server-busy");
            rig.server.faults().dropConnections();
            Rig.await("it is told", () -> s.counters().errors().get(HubErrorKind.SERVER_BUSY) > 0);
            rig.server.faults().clear();
        });
        assertThat(source.counters().errors().get(HubErrorKind.SERVER_BUSY)).isPositive();
    }

    @Test
    @Tag("chaos")
    void recoversWhenTokensAreRefusedForAWhile() throws Exception {
        survives("put-token 401", (rig, source) -> {
            rig.server.faults().failPutToken(401);
            rig.server.faults().dropConnections();
            Rig.await("it is told", () -> source.counters().errors().get(HubErrorKind.UNAUTHORIZED) > 0);
            assertThat(source.health())
                    .anySatisfy(health -> assertThat(health.lastError()).contains("the credentials are refused"));
            rig.server.faults().failPutToken(202);
        });
    }

    @Test
    void anExceptionInADeliveryLosesAndDoublesNothing() throws Exception {
        var before = new AtomicBoolean();
        var after = new AtomicBoolean();
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.trip((partition, isBefore) -> {
                boolean due = isBefore == (partition.partition() == 0);
                if (due && (isBefore ? before : after).compareAndSet(false, true)) {
                    throw new IllegalStateException(isBefore ? "before the batch" : "after its commit");
                }
            });
            rig.preload(2, 0, 100, 10);
            rig.started();
            Rig.await(feed, 2_000, Duration.ofMinutes(2));
            feed.assertExactlyOnce(2, 1_000);
            assertThat(before).isTrue();
            assertThat(after).isTrue();
        }
    }

    @Test
    void aZombieInsideAnOpenTransactionIsFencedOff() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.preload(2, 0, 20, 10);
            EventHubsSource stalls = rig.startedOn(Stalling.named("zombie", rig.kafka));
            Rig.await(feed, 400, Rig.SOON);

            Stalling.hold("zombie");
            rig.preload(2, 200, 20, 10);
            Rig.await("both readers hang", () -> Stalling.held("zombie") >= 2);
            EventHubsSource rival = rig.started();
            Rig.await(
                    "the rival goes on where the zombie hangs",
                    () -> feed.read().events() >= 600,
                    RECOVERY,
                    feed::events);
            assertThat(own(rival)).isEqualTo(1);

            Stalling.letGo("zombie");
            Rig.await("the zombie knows", () -> rig.metrics.of(Count.FENCED) > 0);
            rig.preload(2, 400, 20, 10);
            Rig.await(feed, 1_200, RECOVERY);
            feed.assertExactlyOnce(2, 600);
            assertThat(stalls.counters().errors().get(HubErrorKind.FENCED)).isPositive();
        } finally {
            Stalling.letGo("zombie");
        }
    }

    @Test
    void makesANewClientWhenALinkIsSilentAndEndsWhenThatDoesNotHelp() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.preload(2, 0, 10, 10);
            // Above the 11 s after which a claim is given back: as by default, a new client gets the time that it
            // needs.
            var watch = new WatchSettings(
                    Duration.ofMillis(500), Duration.ofSeconds(15), 1, Duration.ZERO, Duration.ofHours(1));
            EventHubsSource source = rig.source(rig.settings().with(watch));
            source.start();
            Rig.await(feed, 200, Rig.SOON);

            rig.server.faults().stall(Rig.HUB, 0, true);
            rig.preload(2, 100, 10, 10);
            Rig.await("stalled", () -> states(source, State.STALLED) == 1);
            assertThat(source.health().get(0).lagRecords()).isEqualTo(10);
            Rig.await("a new client", () -> source.counters().rebuilds() == 1);
            rig.server.faults().stall(Rig.HUB, 0, false);
            Rig.await(feed, 400, RECOVERY);
            feed.assertExactlyOnce(2, 200);
            assertThat(rig.alarms)
                    .extracting(SourceAlarm::kind)
                    .contains(SourceAlarm.Kind.STALLED, SourceAlarm.Kind.REBUILT);
            Rig.await("all is well", () -> states(source, State.CAUGHT_UP) == 2);
            assertThat(rig.lost).isEmpty();

            rig.server.faults().stall(Rig.HUB, 0, true);
            rig.preload(1, 200, 10, 10);
            Rig.await("lost", () -> !rig.lost.isEmpty());
            assertThat(rig.lost).singleElement().asString().contains("end the process");
            assertThat(source.health()).extracting(SourceHealth::state).containsOnly(State.FAILED);
        }
    }

    /** The rest of this class is impatient; this is what is promised, 30 s, with a test of three times that. */
    @Test
    void recoversInTimeWithTheDefaultTimes() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            EventHubsSource source =
                    rig.source(rig.settings().with(BalanceSettings.DEFAULTS).with(WatchSettings.DEFAULTS));
            source.start();
            List<Runnable> faults = List.of(
                    () -> rig.server.faults().dropConnections(),
                    () -> rig.server.faults().detach(Rig.HUB, 0, "amqp:link:detach-forced"),
                    () -> rig.server.faults().dropConnections(),
                    () -> rig.server.faults().detach(Rig.HUB, 0, "com.microsoft:server-busy"));
            rig.preload(4, 0, 10, 10);
            Rig.await(feed, 400, Rig.SOON);
            for (int fault = 1; fault <= faults.size(); fault++) {
                faults.get(fault - 1).run();
                long begin = System.nanoTime();
                rig.preload(4, 100L * fault, 10, 10);
                Rig.await(feed, 400L * (fault + 1), RECOVERY);
                System.out.printf(
                        "recovery %d with the default times: %.1f s%n", fault, (System.nanoTime() - begin) / 1e9);
            }
            feed.assertExactlyOnce(4, 500);
            long begin = System.nanoTime();
            source.stop(Duration.ofSeconds(15));
            System.out.printf("stop: %.1f s%n", (System.nanoTime() - begin) / 1e9);
        }
    }

    private static EventHubsSource survives(String what, Fault fault) throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.preload(2, 0, 20, 10);
            EventHubsSource source = rig.started();
            Rig.await(feed, 400, Rig.SOON);
            fault.happen(rig, source);
            long begin = System.nanoTime();
            rig.preload(2, 200, 20, 10);
            Rig.await(feed, 800, RECOVERY);
            System.out.printf(
                    "recovery after %s: %d ms%n",
                    what, Duration.ofNanos(System.nanoTime() - begin).toMillis());
            feed.assertExactlyOnce(2, 400);
            assertThat(rig.lost).isEmpty();
            return source;
        }
    }

    private static long states(EventHubsSource source, State state) {
        return source.health().stream()
                .filter(health -> health.state() == state)
                .count();
    }

    private static long own(EventHubsSource source) {
        return states(source, State.CAUGHT_UP) + states(source, State.RUNNING);
    }
}
