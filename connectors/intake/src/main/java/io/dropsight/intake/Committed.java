package io.dropsight.intake;

import java.time.Instant;

/**
 * Up to where a source partition has been delivered.
 *
 * @param position of the last body that was delivered; -1 before the first one
 * @param offset   the source's own text from which to resume after it; empty before the first one
 * @param arrival  nothing of this source is written with an earlier arrival any more
 * @param log      identity of the log where the source knows one, such as when it was created; empty if not. A log
 *                 that was deleted and made again has the same name, but another identity
 */
public record Committed(long position, String offset, Instant arrival, String log) {
    public static final long NOTHING = -1;

    public Committed {
        if (position < NOTHING) {
            throw new IllegalArgumentException("position %d: use -1 for nothing delivered yet".formatted(position));
        }
    }

    /** Before the first body of a log. */
    public static Committed nothingOf(String log) {
        return new Committed(NOTHING, "", Instant.EPOCH, log);
    }
}
