package io.dropsight.simulator.score;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Words in faults. */
final class Texts {
    private Texts() {}

    static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Such as {@code 45 s}, {@code 65.2 min}, {@code 19.2 h}. */
    static String span(double seconds) {
        double size = Math.abs(seconds);
        return size < 120
                ? format("%.0f s", seconds)
                : size < 3 * 3600 ? format("%.1f min", seconds / 60) : format("%.1f h", seconds / 3600);
    }

    static String cohort(String key, String value) {
        return key.isEmpty() ? "the whole hub" : key + " " + value;
    }
}
