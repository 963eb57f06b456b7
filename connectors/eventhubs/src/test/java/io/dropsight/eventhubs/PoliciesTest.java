package io.dropsight.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.StartPolicy;
import io.dropsight.testkit.eventhubs.OffsetStyle;
import io.dropsight.testkit.eventhubs.ServerOptions;
import io.dropsight.testkit.eventhubs.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where reading starts, what is done when the log has changed meanwhile, and bodies that are none. */
@ExtendWith(SharedKafka.class)
@Tag("faults")
class PoliciesTest {
    @Test
    void startsAtTheEndAndSkipsNothingAfterARestart() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 10, 1);
            EventHubsSettings latest = rig.settings().with(StartPolicy.latest(), GapPolicy.GO_ON, RecreatedPolicy.STOP);
            EventHubsSource first = rig.source(latest);
            first.start();
            Rig.await("caught up", () -> state(first) == State.CAUGHT_UP);
            assertThat(first.health().get(0).position()).isEqualTo(9);
            first.stop(Duration.ofSeconds(15));

            rig.preload(1, 10, 5, 1);
            rig.source(latest).start();
            Rig.await(feed, 5, Rig.SOON);
            assertThat(feed.read().events()).isEqualTo(5);
        }
    }

    @Test
    void startsAtATime() throws Exception {
        Instant from = Instant.now().minus(Duration.ofHours(1));
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.server.preload(Rig.HUB, 0, Numbered.bodies(0, 0, 10, 1), from.minusSeconds(5), Duration.ofSeconds(1));
            rig.source(rig.settings().with(StartPolicy.from(from), GapPolicy.GO_ON, RecreatedPolicy.STOP))
                    .start();
            Rig.await(feed, 5, Rig.SOON);
            assertThat(feed.read().events())
                    .as("that of the very moment, and the four after")
                    .isEqualTo(5);
        }
    }

    @Test
    void countsWhatRetentionHasTakenAndGoesOn() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            stopAfterTenAndTruncateTo(25, rig, feed);
            EventHubsSource source = rig.started();
            Rig.await(feed, 15, Rig.SOON);
            assertThat(feed.read().events())
                    .as("ten before, and the five that are left")
                    .isEqualTo(15);
            assertThat(rig.metrics.of(Count.LOST)).isEqualTo(15);
            assertThat(rig.alarms)
                    .filteredOn(alarm -> alarm.kind() == SourceAlarm.Kind.RETENTION_GAP)
                    .singleElement()
                    .satisfies(alarm -> assertThat(alarm.text()).contains("positions 10 to 24 are gone"));
            Rig.await("caught up", () -> state(source) == State.CAUGHT_UP);
        }
    }

    @Test
    void stopsAPartitionWhoseEventsWereLostIfThatIsThePolicy() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            stopAfterTenAndTruncateTo(25, rig, feed);
            EventHubsSource source =
                    rig.source(rig.settings().with(StartPolicy.earliest(), GapPolicy.STOP, RecreatedPolicy.STOP));
            source.start();
            Rig.await("failed", () -> state(source) == State.FAILED);
            assertThat(source.health().get(0).lastError()).contains("stopped by the gap policy");
            assertThat(rig.alarms).extracting(SourceAlarm::kind).contains(SourceAlarm.Kind.STOPPED_BY_POLICY);
            assertThat(feed.read().events()).isEqualTo(10);
        }
    }

    @Test
    void leavesARecreatedHubAloneUntilThePolicySaysReset() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 10, 1);
            EventHubsSource first = rig.started();
            Rig.await(feed, 10, Rig.SOON);
            first.stop(Duration.ofSeconds(15));
            rig.server.recreateHub(Rig.HUB);
            // More than before: numbers alone would not tell.
            rig.preload(1, 10, 30, 1);

            EventHubsSource stops = rig.started();
            Rig.await("failed", () -> state(stops) == State.FAILED);
            assertThat(stops.health().get(0).lastError()).contains("deleted and made again");
            assertThat(rig.alarms).extracting(SourceAlarm::kind).contains(SourceAlarm.Kind.LOG_RECREATED);
            stops.stop(Duration.ofSeconds(15));
            assertThat(feed.read().events()).isEqualTo(10);

            rig.source(rig.settings().with(StartPolicy.earliest(), GapPolicy.GO_ON, RecreatedPolicy.RESET))
                    .start();
            Rig.await(feed, 40, Rig.SOON);
            feed.assertExactlyOnce(1, 40);
        }
    }

    @Test
    void noticesThatTheHubIsMadeAnewWhileItIsRead() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 10, 1);
            EventHubsSource source = rig.started();
            Rig.await(feed, 10, Rig.SOON);
            rig.server.recreateHub(Rig.HUB);
            rig.preload(1, 10, 30, 1);
            // For a moment it is not there at all.
            Rig.await("failed", () -> source.health().get(0).lastError().contains("deleted and made again"));
            assertThat(state(source)).isEqualTo(State.FAILED);
            assertThat(rig.alarms)
                    .extracting(SourceAlarm::kind)
                    .contains(SourceAlarm.Kind.LOG_RECREATED, SourceAlarm.Kind.STOPPED_BY_POLICY);
            assertThat(feed.read().events()).isEqualTo(10);
        }
    }

    @Test
    void readsOnWhenTheHubIsMadeAnewIfThatIsThePolicy() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 1);
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 10, 1);
            EventHubsSource source =
                    rig.source(rig.settings().with(StartPolicy.earliest(), GapPolicy.GO_ON, RecreatedPolicy.RESET));
            source.start();
            Rig.await(feed, 10, Rig.SOON);
            rig.server.recreateHub(Rig.HUB);
            rig.preload(1, 10, 30, 1);
            Rig.await(feed, 40, Rig.SOON);
            feed.assertExactlyOnce(1, 40);
            assertThat(rig.alarms).extracting(SourceAlarm::kind).contains(SourceAlarm.Kind.LOG_RECREATED);
            Rig.await("caught up", () -> state(source) == State.CAUGHT_UP);
        }
    }

    @Test
    void keepsOffsetsThatAreNoNumbers() throws Exception {
        try (Rig rig = new Rig(
                        SharedKafka.connection(), 1, ServerOptions.DEFAULTS.withOffsets(OffsetStyle.GEO_REPLICATED));
                Feed feed = rig.feed()) {
            rig.preload(1, 0, 10, 1);
            EventHubsSource first = rig.started();
            Rig.await(feed, 10, Rig.SOON);
            first.stop(Duration.ofSeconds(15));
            rig.server.clearTrace();
            rig.preload(1, 10, 10, 1);
            rig.started();
            Rig.await(feed, 20, Rig.SOON);
            feed.assertExactlyOnce(1, 20);
            assertThat(rig.server.trace(TraceEvent.Kind.READER_ATTACHED))
                    .extracting(event -> event.detail("filter"))
                    .containsExactly("amqp.annotation.x-opt-offset > 'geo-1:936'");
        }
    }

    @Test
    void putsAsideWhatIsNoLogAndDeliversTheRest() throws Exception {
        long seed = System.nanoTime();
        System.out.println("garbage seed " + seed);
        byte[] garbage = new byte[1024 * 1024 - 1024];
        new Random(seed).nextBytes(garbage);
        byte[] whole = Numbered.body(0, 10, 2);
        try (Rig rig = new Rig(
                        SharedKafka.connection(), 1, ServerOptions.DEFAULTS.withMaxMessageBytes(8L * 1024 * 1024));
                Feed feed = rig.feed()) {
            rig.server.preload(
                    Rig.HUB,
                    0,
                    List.of(
                            Numbered.body(0, 0, 10),
                            "{\"records\":[{\"time\":12},".getBytes(UTF_8),
                            "{\"records\":[]}".getBytes(UTF_8),
                            garbage,
                            "no log at all".getBytes(UTF_8),
                            Arrays.copyOf(whole, whole.length - 20),
                            Numbered.body(0, 11, 10_000)));
            EventHubsSource source = rig.started();
            Rig.await(feed, 10_011, Rig.SOON);
            feed.assertExactlyOnce(1, 10_011);

            List<ConsumerRecord<byte[], byte[]>> letters = Feed.all(rig.kafka, rig.delivery.deadLettersTopic());
            String partition =
                    PartitionOpener.source(rig.settings().address(), 0).text();
            assertThat(letters)
                    .extracting(letter -> header(letter, "origin"))
                    .allSatisfy(origin -> assertThat(origin).startsWith(partition))
                    .anySatisfy(origin -> assertThat(origin).contains("@1"))
                    .anySatisfy(origin -> assertThat(origin).contains("@3"))
                    .anySatisfy(origin -> assertThat(origin).contains("@4"))
                    .anySatisfy(origin -> assertThat(origin).contains("@5"));
            List<String> reasons = Arrays.stream(UnreadableReason.values())
                    .map(UnreadableReason::label)
                    .toList();
            assertThat(letters).extracting(letter -> header(letter, "reason")).isSubsetOf(reasons);
            assertThat(letters)
                    .filteredOn(letter -> header(letter, "reason").equals("empty"))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(header(letter, "source-partition")).isEqualTo(partition);
                        assertThat(header(letter, "source-position")).isEqualTo("2");
                        assertThat(letter.value()).asString(UTF_8).isEqualTo("{\"records\":[]}");
                    });
            assertThat(rig.metrics.of(Count.EMPTY_PAYLOADS)).isEqualTo(1);
            assertThat(state(source)).isIn(State.CAUGHT_UP, State.RUNNING);
        }
    }

    private static void stopAfterTenAndTruncateTo(long first, Rig rig, Feed feed) {
        rig.preload(1, 0, 10, 1);
        EventHubsSource source = rig.started();
        Rig.await(feed, 10, Rig.SOON);
        source.stop(Duration.ofSeconds(15));
        rig.preload(1, 10, 20, 1);
        rig.server.truncate(Rig.HUB, 0, first);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    private static State state(EventHubsSource source) {
        return source.health().stream().map(SourceHealth::state).findFirst().orElseThrow();
    }
}
