package io.dropsight.intake;

import io.dropsight.intake.IntakeMetrics.Count;
import java.time.Duration;
import java.time.Instant;

/** Where the delivery of one source partition waits until the others are near enough. One thread, but for {@link #open}. */
final class Gate {
    private static final Duration STEP = Duration.ofMillis(100);

    private final SourcePartition partition;
    private final Alignment alignment;
    private final IntakeMetrics metrics;
    private volatile boolean waitNoMore;

    Gate(SourcePartition partition, Alignment alignment, IntakeMetrics metrics) {
        this.partition = partition;
        this.alignment = alignment;
        this.metrics = metrics;
    }

    /** Called after each step of waiting. */
    @FunctionalInterface
    interface Meanwhile {
        /** @param waited so far */
        void after(Duration waited);
    }

    void opened(Instant arrival) {
        alignment.opened(partition, arrival);
    }

    void reached(Instant arrival) {
        alignment.reached(partition, arrival);
    }

    void standAside() {
        alignment.standAside(partition);
    }

    Instant limit() {
        return alignment.limit(partition);
    }

    /** From any thread: who waits stops waiting, and so does who comes later. */
    void open() {
        waitNoMore = true;
    }

    /**
     * Waits until something with this arrival may be delivered.
     *
     * @return up to which arrival more may be
     * @throws DeliveryException if it is told to wait no more
     */
    Instant pass(Instant arrival, Meanwhile meanwhile) {
        Instant limit = limit();
        if (!arrival.isAfter(limit)) {
            return limit;
        }
        long began = System.nanoTime();
        long told = 0;
        alignment.waits(partition, arrival);
        try {
            while (true) {
                limit = alignment.limit(partition, arrival, STEP);
                long waited = System.nanoTime() - began;
                told += tell(waited, told);
                if (!arrival.isAfter(limit)) {
                    return limit;
                } else if (waitNoMore) {
                    throw new DeliveryException(
                            "%s: stopped while it was held back for sources that are behind".formatted(partition),
                            null);
                }
                meanwhile.after(Duration.ofNanos(waited));
            }
        } finally {
            alignment.waitsNoMore(partition);
        }
    }

    private long tell(long waitedNanos, long toldMillis) {
        long more = waitedNanos / 1_000_000 - toldMillis;
        metrics.count(partition, Count.HELD_MILLIS, more);
        return more;
    }
}
