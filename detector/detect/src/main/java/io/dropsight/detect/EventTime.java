package io.dropsight.detect;

import java.time.Instant;

/**
 * Event times as whole seconds since 2015-01-01 (before which there was no IoT Hub): 4 bytes last until 2151. A
 * second is also what the log itself resolves.
 */
public final class EventTime {
    private static final long EPOCH_SECOND = 1_420_070_400L;

    /** The largest number that fits 4 bytes, unsigned. */
    private static final long MAX = 0xFFFF_FFFFL;

    private EventTime() {}

    /** Whether the time can be held at all: from 2015 to 2151. */
    public static boolean holds(Instant instant) {
        long seconds = instant.getEpochSecond() - EPOCH_SECOND;
        return seconds > 0 && seconds <= MAX;
    }

    /** Seconds since 2015, rounded down. */
    public static long ofInstant(Instant instant) {
        return instant.getEpochSecond() - EPOCH_SECOND;
    }

    public static long ofMillis(long epochMillis) {
        return Math.floorDiv(epochMillis, 1000) - EPOCH_SECOND;
    }

    public static long toMillis(long seconds) {
        return (seconds + EPOCH_SECOND) * 1000;
    }

    public static Instant toInstant(long seconds) {
        return Instant.ofEpochSecond(seconds + EPOCH_SECOND);
    }
}
