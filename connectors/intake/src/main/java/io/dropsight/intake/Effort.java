package io.dropsight.intake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How long to go on with something that fails: for a time without progress, or until it is cancelled. Cancelled from any
 * thread.
 */
final class Effort {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final long giveUpNanos;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private long progressAt;
    private long pause = FIRST_PAUSE_MILLIS;

    Effort(Duration giveUpAfter) {
        this.giveUpNanos = giveUpAfter.toNanos();
        progress();
    }

    void progress() {
        progressAt = System.nanoTime();
        pause = FIRST_PAUSE_MILLIS;
    }

    void cancel() {
        cancelled.countDown();
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    boolean isHopeless() {
        return isCancelled() || System.nanoTime() - progressAt >= giveUpNanos;
    }

    /** Waits before the next attempt, longer each time. */
    void pause() {
        try {
            if (!cancelled.await(pause, TimeUnit.MILLISECONDS)) {
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
