package io.dropsight.files;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets a listener be told at most every 100 ms. */
final class Throttle {
    private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

    private final Progress listener;
    private final LongSupplier nanoTime;
    private long lastTold;

    Throttle(Progress listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.lastTold = nanoTime.getAsLong() - STEP_NANOS;
    }

    void at(Progress.Phase phase, long done, long total, long records) {
        long now = nanoTime.getAsLong();
        if (now - lastTold >= STEP_NANOS) {
            lastTold = now;
            listener.at(phase, done, total, records);
        }
    }

    /** Always told: a reader should not be left at 99 %. */
    void end(Progress.Phase phase, long done, long total, long records) {
        listener.at(phase, done, total, records);
    }
}
