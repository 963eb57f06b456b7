package io.dropsight.intake;

import io.dropsight.azure.UnreadableReason;
import java.time.Duration;

/**
 * Hears what is delivered, from any thread, once it is committed: what was aborted and done again counts once.
 * Methods return soon and never throw.
 */
public interface IntakeMetrics {
    /** What became of a record that could be read. */
    enum Outcome {
        EVENT,
        METRIC,
        /** Of a kind that nothing is used of. */
        IGNORED
    }

    /** What else is counted. */
    enum Count {
        PAYLOADS,
        /** Of {@link #PAYLOADS}: bodies without a single record, such as an empty list. */
        EMPTY_PAYLOADS,
        BYTES,
        /** Bodies that had been delivered before. */
        DUPLICATES,
        /** Positions that the log lost before they were read. */
        LOST,
        COMMITS,
        /** Transactions that were given up, to be done again or not. */
        ABORTS,
        FENCED,
        TICKS,
        /** Records whose arrival was raised because it fell. */
        CLAMPED,
        /** Positions committed again only to keep them. */
        KEPT_ALIVE,
        /** Milliseconds in which something waited because other source partitions were behind. */
        HELD_MILLIS
    }

    IntakeMetrics NONE = new IntakeMetrics() {
        @Override
        public void records(SourcePartition from, Outcome outcome, long records) {}

        @Override
        public void deadLetters(SourcePartition from, UnreadableReason reason, long records) {}

        @Override
        public void count(SourcePartition from, Count what, long by) {}

        @Override
        public void committed(SourcePartition from, Duration took) {}
    };

    void records(SourcePartition from, Outcome outcome, long records);

    void deadLetters(SourcePartition from, UnreadableReason reason, long records);

    void count(SourcePartition from, Count what, long by);

    /** @param took from the begin of the transaction (or the first send) to its end */
    void committed(SourcePartition from, Duration took);
}
