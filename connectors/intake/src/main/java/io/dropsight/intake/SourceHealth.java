package io.dropsight.intake;

import java.time.Duration;

/**
 * How a source partition is.
 *
 * @param position   of the last delivered body; -1 if there is none
 * @param lagRecords bodies that the log has beyond it; -1 if not known
 * @param lag        how long ago the last delivered body was enqueued, zero when caught up
 * @param lastError  in words, without secrets; empty if there was none
 */
public record SourceHealth(
        SourcePartition partition, State state, long position, long lagRecords, Duration lag, String lastError) {
    /** In which state. */
    public enum State {
        STARTING,
        /** Working off a backlog. */
        RUNNING,
        CAUGHT_UP,
        /** The log has more, and nothing comes: red. */
        STALLED,
        /** Another instance reads it. */
        ELSEWHERE,
        /** It cannot go on by itself: red. */
        FAILED
    }
}
