package io.dropsight.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.SourceAlarm.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContinuityTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final SourcePartition SOURCE = new SourcePartition("eventhubs", "ns.example", "logs", "$default", 1);

    private final Counts counts = new Counts();
    private final List<SourceAlarm> alarms = new ArrayList<>();

    @Test
    void withoutAPositionThePolicyOfTheStartDecides() {
        assertThat(lenient().resume(SOURCE, Optional.empty(), log(0, 9, "a")))
                .isEqualTo(new Resume.AsPolicy(StartPolicy.latest()));
        assertThat(alarms).isEmpty();
    }

    @Test
    void aPositionThatTheLogStillKnowsIsGoneOnFrom() {
        for (LogState log : List.of(log(0, 9, "a"), log(5, 9, "a"), log(0, 4, "a"), log(5, 4, "a"))) {
            assertThat(lenient().resume(SOURCE, at(4, "a"), log)).isEqualTo(new Resume.After(committed(4, "a")));
        }
        assertThat(lenient().resume(SOURCE, at(Committed.NOTHING, "a"), log(70, 90, "a")))
                .as("nothing was read that could be followed by a gap")
                .isEqualTo(new Resume.After(committed(Committed.NOTHING, "a")));
        assertThat(alarms).isEmpty();
    }

    @Test
    void whatRetentionTookIsCountedAlarmedAndPassedOverIfThePolicySaysSo() {
        assertThat(lenient().resume(SOURCE, at(4, "a"), log(8, 9, "a")))
                .isEqualTo(new Resume.Earliest(committed(4, "a"), false));
        assertThat(counts.of(Count.LOST)).isEqualTo(3);
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Kind.RETENTION_GAP);
            assertThat(alarm.text()).contains("positions 5 to 7 are gone", "3 bodies are lost");
        });
    }

    @Test
    void orItStops() {
        assertThat(strict().resume(SOURCE, at(4, "a"), log(8, 9, "a"))).isInstanceOf(Resume.Stop.class);
        assertThat(kinds()).containsExactly(Kind.RETENTION_GAP, Kind.STOPPED_BY_POLICY);
        assertThat(counts.of(Count.LOST)).isEqualTo(3);
    }

    @Test
    void aLogOfAnotherIdentityIsANewOneHoweverLongItIs() {
        assertThat(lenient().resume(SOURCE, at(4, "a"), log(0, 500, "b")))
                .isEqualTo(new Resume.Earliest(new Committed(Committed.NOTHING, "", AT, "b"), true));
        assertThat(kinds()).containsExactly(Kind.LOG_RECREATED);
        assertThat(counts.of(Count.LOST)).isZero();
    }

    @Test
    void withoutAnIdentityAnEndBeforeThePositionTellsANewLog() {
        assertThat(lenient().resume(SOURCE, at(4, ""), log(0, 3, "b")))
                .isEqualTo(new Resume.Earliest(new Committed(Committed.NOTHING, "", AT, "b"), true));
        assertThat(lenient().resume(SOURCE, at(4, "a"), log(0, -1, "")))
                .isEqualTo(new Resume.Earliest(new Committed(Committed.NOTHING, "", AT, ""), true));
        assertThat(kinds()).containsOnly(Kind.LOG_RECREATED);
    }

    @Test
    void aNewLogIsLeftAloneIfThePolicySaysSo() {
        assertThat(strict().resume(SOURCE, at(4, "a"), log(0, 9, "b"))).isInstanceOf(Resume.Stop.class);
        assertThat(kinds()).containsExactly(Kind.LOG_RECREATED, Kind.STOPPED_BY_POLICY);
    }

    @Test
    void aJumpWithinABatchIsALossToo() {
        assertThat(lenient().mayGoOn(SOURCE, 4, 5)).isTrue();
        assertThat(lenient().mayGoOn(SOURCE, 4, 2)).as("delivered again").isTrue();
        assertThat(lenient().mayGoOn(SOURCE, Committed.NOTHING, 70)).isTrue();
        assertThat(alarms).isEmpty();
        assertThat(lenient().mayGoOn(SOURCE, 4, 7)).isTrue();
        assertThat(strict().mayGoOn(SOURCE, 4, 7)).isFalse();
        assertThat(counts.of(Count.LOST)).isEqualTo(4);
        assertThat(kinds()).containsExactly(Kind.RETENTION_GAP, Kind.RETENTION_GAP, Kind.STOPPED_BY_POLICY);
    }

    private Continuity lenient() {
        return new Continuity(StartPolicy.latest(), GapPolicy.GO_ON, RecreatedPolicy.RESET, counts, alarms::add);
    }

    private Continuity strict() {
        return new Continuity(StartPolicy.latest(), GapPolicy.STOP, RecreatedPolicy.STOP, counts, alarms::add);
    }

    private List<Kind> kinds() {
        return alarms.stream().map(SourceAlarm::kind).toList();
    }

    private static Optional<Committed> at(long position, String log) {
        return Optional.of(committed(position, log));
    }

    private static Committed committed(long position, String log) {
        return new Committed(position, "o" + position, AT, log);
    }

    private static LogState log(long first, long last, String identity) {
        return new LogState(first, last, identity);
    }
}
