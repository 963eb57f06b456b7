package io.dropsight.intake;

import java.time.Duration;

/**
 * How close together source partitions stay in arrival time.
 *
 * @param within   how far one may be ahead of the slowest; 10 s to 5 minutes, default 1 minute: above what partitions
 *                 that are caught up differ by (ticks, questions to the source, a look: some 25 s), and well below the
 *                 8 min 45 s by which a record may be late
 * @param patience for so long the others wait for one that gives no sign of life, then it is left out; 1 s to 1 h,
 *                 default 5 minutes: above a takeover after a crash, a broker's restart, and the minutes in which the
 *                 watchdog makes new clients
 */
public record AlignmentSettings(Duration within, Duration patience) {
    public static final AlignmentSettings DEFAULTS =
            new AlignmentSettings(Duration.ofMinutes(1), Duration.ofMinutes(5));

    public AlignmentSettings {
        within("within", within, Duration.ofSeconds(10), Duration.ofMinutes(5));
        within("patience", patience, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("alignment.%s is %s: use %s to %s".formatted(key, value, least, most));
        }
    }
}
