package io.dropsight.intake;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.IntakeMetrics.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts of what is not committed yet. */
final class Tally {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<UnreadableReason, Long> reasons = new EnumMap<>(UnreadableReason.class);
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private long records;

    void add(Outcome outcome) {
        records++;
        outcomes.merge(outcome, 1L, Long::sum);
    }

    void add(UnreadableReason reason) {
        records++;
        reasons.merge(reason, 1L, Long::sum);
    }

    void add(Count what, long by) {
        if (by > 0) {
            counts.merge(what, by, Long::sum);
        }
    }

    long records() {
        return records;
    }

    void clear() {
        outcomes.clear();
        reasons.clear();
        counts.clear();
        records = 0;
    }

    void publish(IntakeMetrics to, SourcePartition from) {
        outcomes.forEach((outcome, n) -> to.records(from, outcome, n));
        reasons.forEach((reason, n) -> to.deadLetters(from, reason, n));
        counts.forEach((what, n) -> to.count(from, what, n));
        clear();
    }
}
