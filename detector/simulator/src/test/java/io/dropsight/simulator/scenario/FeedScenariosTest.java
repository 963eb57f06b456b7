package io.dropsight.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.FeedMessage;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedScenariosTest {
    @ParameterizedTest
    @ValueSource(strings = {"feed-gap-delayed", "feed-gap-lost", "dirty-feed", "outage-in-gap"})
    void nothingArrivesInAGap(String name) {
        Told told = Told.of(ScenarioSpec.of(name, 51));
        List<Truth.Incident> gaps = told.truth().incidents().stream()
                .filter(incident -> incident.pattern().equals("feed"))
                .toList();

        assertThat(gaps).isNotEmpty().allMatch(Truth.Incident::detectable);
        for (Truth.Incident gap : gaps) {
            assertThat(told.events())
                    .noneMatch(e -> !e.arrival().at().isBefore(gap.start().plusMillis(1_000))
                            && e.arrival().at().isBefore(gap.end()));
            // The devices go on, and so does the metric.
            assertThat(told.metrics())
                    .filteredOn(m -> m.arrival().at().isAfter(gap.start())
                            && m.arrival().at().isBefore(gap.end()))
                    .hasSizeGreaterThan(15);
        }
    }

    @Test
    void heldRecordsComeInOneBurst() {
        Told told = Told.easy("feed-gap-delayed", 52);
        Truth.Incident gap = told.incident("feed-1");

        List<FeedMessage.Event> burst = told.events().stream()
                .filter(e -> !e.arrival().at().isBefore(gap.end())
                        && !e.arrival().at().isAfter(gap.recovered()))
                .toList();
        assertThat(burst).hasSizeGreaterThan(200);
        assertThat(burst)
                .filteredOn(e -> e.event().occurredAt().isBefore(gap.start().plusSeconds(1_200)))
                .hasSizeGreaterThan(50);
    }

    @Test
    void lostRecordsNeverCome() {
        Told told = Told.easy("feed-gap-lost", 53);
        Truth.Incident gap = told.incident("feed-1");

        assertThat(told.events())
                .noneMatch(e -> e.event().occurredAt().isAfter(gap.start())
                        && e.event().occurredAt().isBefore(gap.end().minusSeconds(30)));
    }

    @Test
    void delaysGrowAndShrink() {
        Told told = Told.easy("feed-delay", 54);
        Truth.Incident delay = told.incident("feed-1");

        assertThat(delay.cause()).isEqualTo("feed_delay");
        Duration longest = told.events().stream()
                .map(e -> Duration.between(e.event().occurredAt(), e.arrival().at()))
                .max(Duration::compareTo)
                .orElseThrow();
        assertThat(longest).isBetween(Duration.ofMinutes(18), Duration.ofMinutes(21));
        assertThat(told.events())
                .filteredOn(e -> e.event().occurredAt().isBefore(delay.start().minusSeconds(60))
                        || e.event().occurredAt().isAfter(delay.end()))
                .isNotEmpty()
                .allMatch(e -> Told.seconds(e.event().occurredAt(), e.arrival().at()) < 20);
    }

    @Test
    void oneSourceIsSilentAndTheOthersAreNot() {
        Told told = Told.easy("one-source-silent", 55);
        Truth.Incident gap = told.incident("feed-1");

        assertThat(told.events())
                .filteredOn(e -> e.arrival().at().isAfter(gap.start().plusSeconds(1))
                        && e.arrival().at().isBefore(gap.end()))
                .extracting(e -> e.arrival().source())
                .contains("connections-0", "connections-2", "connections-3")
                .doesNotContain("connections-1");
        assertThat(told.events()).extracting(e -> e.arrival().source()).contains("connections-1");
    }

    @Test
    void aFifthComesTwice() {
        Told told = Told.of(ScenarioSpec.of("duplicates", 56));
        int distinct = new HashSet<>(
                        told.events().stream().map(FeedMessage.Event::event).toList())
                .size();

        assertThat(told.events().size() / (double) distinct).isBetween(1.17, 1.24);
    }

    @Test
    void aClockStepShiftsStampsAndNotArrivals() {
        Told told = Told.easy("clock-step", 57);
        List<Double> delays = told.events().stream()
                .map(e -> Told.seconds(e.event().occurredAt(), e.arrival().at()))
                .toList();

        assertThat(delays).anyMatch(delay -> delay < -10 || delay > 30);
        assertThat(delays).filteredOn(delay -> delay > 1 && delay < 17).hasSizeGreaterThan(delays.size() / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {57, 58, 59, 60})
    void aClockStepIsADelayThatNobodyMustTellOf(long seed) {
        Told told = Told.of(ScenarioSpec.of("clock-step", seed).withDifficulty(2));
        Truth.Incident step = told.incident("clock-1");

        assertThat(step.cause()).isEqualTo("feed_delay");
        assertThat(step.detectable()).isFalse();
        assertThat(told.events())
                .filteredOn(
                        e -> Told.seconds(e.event().occurredAt(), e.arrival().at()) < -1)
                .allMatch(e -> isDuring(step, e.event().occurredAt()));
        // A late record takes at most 10 minutes; one stamped 5 minutes late may seem to take 15.
        assertThat(told.events())
                .filteredOn(
                        e -> Told.seconds(e.event().occurredAt(), e.arrival().at()) > 605)
                .allMatch(e -> isDuring(step, e.event().occurredAt()));
    }

    private static boolean isDuring(Truth.Incident incident, Instant at) {
        return !at.isBefore(incident.start()) && !at.isAfter(incident.end());
    }

    @Test
    void aQuietHubIsQuiet() {
        Told told = Told.of(ScenarioSpec.of("quiet-small-hub", 58));

        assertThat(told.truth().incidents()).isEmpty();
        assertThat(told.events().size()).isBetween(4, 200);
        assertThat(told.metrics()).hasSizeGreaterThan(5_000);
    }

    @Test
    void anOutageInAGapIsInTheLogLaterOrInTheMetricAlone() {
        Told told = Told.easy("outage-in-gap", 59);
        Truth.Incident held = told.incident("outage-held");
        Truth.Incident lost = told.incident("outage-lost");

        assertThat(told.dropsOf(held)).hasSizeGreaterThanOrEqualTo(held.drops());
        assertThat(told.dropsOf(lost)).isEmpty();
        assertThat(lost.detectable()).isFalse();
        Instant before = lost.start().minusSeconds(120);
        assertThat(told.connectedAt(before) - told.connectedAt(lost.start().plusSeconds(90)))
                .isGreaterThan(0.5 * lost.drops());
    }
}
