package io.dropsight.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One body as it came from a source partition.
 *
 * @param position   rises within the partition, by what steps is the source's affair: a sequence number, a Kafka
 *                   offset; 0 or more
 * @param offset     the source's own text from which to resume after this body; opaque, never parsed
 * @param enqueuedAt when the source took it: the arrival of every record in it
 * @param body       the raw bytes, not changed by anyone
 * @param note       goes with it; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Payload(
        long position,
        String offset,
        Instant enqueuedAt,
        byte[] body,
        @Nullable Note note) {
    public Payload {
        if (position < 0) {
            throw new IllegalArgumentException("position %d: positions start at 0".formatted(position));
        }
    }

    /** Without a note. */
    public Payload(long position, String offset, Instant enqueuedAt, byte[] body) {
        this(position, offset, enqueuedAt, body, null);
    }
}
