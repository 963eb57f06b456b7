package io.dropsight.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.IntakeMetrics.Outcome;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.StartPolicy;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an event hub may do to its reader over weeks: forget, begin anew, and hold anything at all. */
@ExtendWith(SharedKafka.class)
class PoliciesTest {
    @Test
    void whatRetentionTookIsCountedAndTheRestDelivered() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 20, 10);
            EventHubsSource before = rig.started();
            Rig.await(feed, 200, Rig.SOON);
            before.close();

            rig.preload(1, 200, 20, 10);
            rig.server.truncate(Rig.HUB, 0, 30);
            rig.started();
            Rig.await(feed, 300, Rig.SOON);
            assertThat(rig.metrics.of(Count.LOST)).isEqualTo(10);
            assertThat(rig.alarms).extracting(SourceAlarm::kind).contains(SourceAlarm.Kind.RETENTION_GAP);
        }
    }

    @Test
    void aHubThatWasMadeAnewIsLeftAloneUntilSomeoneDecides() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 20, 10);
            EventHubsSource before = rig.started();
            Rig.await(feed, 200, Rig.SOON);
            before.close();

            rig.server.recreateHub(Rig.HUB);
            rig.preload(1, 200, 5, 10);
            EventHubsSource stops = rig.started();
            Rig.await("it has stopped", () -> states(stops).contains(State.FAILED));
            assertThat(rig.alarms).extracting(SourceAlarm::kind).contains(SourceAlarm.Kind.LOG_RECREATED);
            assertThat(feed.read().events()).isEqualTo(200);
            stops.close();

            EventHubsSource resets =
                    rig.source(rig.settings().with(StartPolicy.earliest(), GapPolicy.GO_ON, RecreatedPolicy.RESET));
            resets.start();
            Rig.await(feed, 250, Rig.SOON);
            feed.assertExactlyOnce(1, 250);
        }
    }

    @Test
    void aBodyThatIsNoLogStopsNothing() throws Exception {
        byte[] garbage = new byte[1024 * 1024];
        new Random(7).nextBytes(garbage);
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 5, 10);
            rig.server.preload(
                    Rig.HUB,
                    0,
                    List.of(
                            "{\"records\":".getBytes(UTF_8),
                            "{\"records\":[]}".getBytes(UTF_8),
                            "no log at all".getBytes(UTF_8),
                            garbage,
                            Numbered.body(0, 50, 10_000)));
            rig.preload(1, 10_050, 5, 10);
            rig.started();
            Rig.await(feed, 10_100, Rig.SOON);
            feed.assertExactlyOnce(1, 10_100);
            assertThat(rig.metrics.of(Outcome.EVENT)).isEqualTo(10_100);
            assertThat(rig.metrics.of(UnreadableReason.CUT_JSON)).isPositive();
            assertThat(rig.metrics.of(UnreadableReason.NOT_JSON)).isPositive();
            assertThat(rig.metrics.of(Count.EMPTY_PAYLOADS)).isEqualTo(1);
        }
    }

    private static List<State> states(EventHubsSource source) {
        return source.health().stream().map(SourceHealth::state).toList();
    }
}
