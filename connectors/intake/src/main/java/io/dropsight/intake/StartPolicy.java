package io.dropsight.intake;

import java.time.Instant;

/**
 * Where a source partition starts that has no position yet.
 *
 * @param at only with {@link Kind#TIME}; else the epoch
 */
public record StartPolicy(Kind kind, Instant at) {
    /** Where to start. */
    public enum Kind {
        /** With the oldest body that the log still has: nothing is lost. */
        EARLIEST,
        /** With what comes from now on. */
        LATEST,
        /** With the first body enqueued at a time or after. */
        TIME
    }

    public static StartPolicy earliest() {
        return new StartPolicy(Kind.EARLIEST, Instant.EPOCH);
    }

    public static StartPolicy latest() {
        return new StartPolicy(Kind.LATEST, Instant.EPOCH);
    }

    public static StartPolicy from(Instant at) {
        return new StartPolicy(Kind.TIME, at);
    }
}
