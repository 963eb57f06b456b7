package io.dropsight.intake;

import io.dropsight.azure.UnreadableReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metrics as a map. */
final class Counts implements IntakeMetrics {
    private final Map<Enum<?>, Long> counts = new ConcurrentHashMap<>();

    long of(Enum<?> what) {
        return counts.getOrDefault(what, 0L);
    }

    @Override
    public void records(SourcePartition from, Outcome outcome, long records) {
        counts.merge(outcome, records, Long::sum);
    }

    @Override
    public void deadLetters(SourcePartition from, UnreadableReason reason, long records) {
        counts.merge(reason, records, Long::sum);
    }

    @Override
    public void count(SourcePartition from, Count what, long by) {
        counts.merge(what, by, Long::sum);
    }

    @Override
    public void committed(SourcePartition from, Duration took) {}
}
