package io.dropsight.intake;

import java.time.Duration;
import java.util.List;

/** An outside log that is being delivered. */
public interface Source extends AutoCloseable {
    /** Returns at once; {@link #health()} tells how it goes. */
    void start();

    /** One entry a partition that is known of, in their order. From any thread; asks nobody and never throws. */
    List<SourceHealth> health();

    /** Stops reading, waits for what is under way, and releases everything; no longer than {@code within}. */
    void stop(Duration within);

    /** {@link #stop} within 15 seconds. */
    @Override
    default void close() {
        stop(Duration.ofSeconds(15));
    }
}
