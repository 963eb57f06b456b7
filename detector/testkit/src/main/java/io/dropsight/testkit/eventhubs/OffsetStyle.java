package io.dropsight.testkit.eventhubs;

/**
 * How the offset of an event is written. Offsets rise with the sequence numbers and differ from them, so that a client
 * that takes one for the other is found out.
 */
public enum OffsetStyle {
    /** A whole number, as most namespaces have it. */
    NUMERIC(""),
    /** A text that is no number, as namespaces with geo-replication have it: to be kept as it is, never parsed. */
    GEO_REPLICATED("geo-1:");

    private static final long BYTES_PER_EVENT = 104;

    private final String prefix;

    OffsetStyle(String prefix) {
        this.prefix = prefix;
    }

    /** The offset of the event with this sequence number; "-1", which is before all events, for -1. */
    String of(long sequence) {
        return sequence < 0 ? "-1" : prefix + sequence * BYTES_PER_EVENT;
    }

    /** A number that orders offsets of this style. @throws IllegalArgumentException if it is none of this style */
    long rank(String offset) {
        if (offset.equals("-1")) {
            return -1;
        }
        if (!offset.startsWith(prefix)) {
            throw new IllegalArgumentException("Offset '" + offset + "' is not of style " + this);
        }
        return Long.parseLong(offset.substring(prefix.length()));
    }
}
