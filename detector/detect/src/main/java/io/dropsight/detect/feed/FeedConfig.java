package io.dropsight.detect.feed;

import java.time.Duration;
import java.util.Locale;

/**
 * @param falseAlertsPer10kDeviceDays the false-alarm budget; in [0.001, 100]; default 1. It is never more than 0.01 a
 *                                    hub and day
 * @param minSilence a shorter silence is never a gap, for Azure promises no promptness; 5 minutes to 1 day; default 15
 *                   minutes
 * @param lateShare  share of records later than the settle buffer waits (8 min 45 s) from which the log is late; in
 *                   [0.05, 1]; default 0.25
 * @param calm       the log is in time again after so long without such a share; 1 minute to 6 hours; default 15 minutes
 */
public record FeedConfig(double falseAlertsPer10kDeviceDays, Duration minSilence, double lateShare, Duration calm) {
    public static final FeedConfig DEFAULTS = new FeedConfig(1, Duration.ofMinutes(15), 0.25, Duration.ofMinutes(15));

    /** False alerts a hub and day, whatever the number of its devices. */
    private static final double MOST_A_HUB_DAY = 0.01;
    /** Looks at the feed in a day that are as good as independent: minutes, and silences between them. */
    private static final double LOOKS_A_DAY = 500;

    public FeedConfig {
        require(
                falseAlertsPer10kDeviceDays >= 0.001 && falseAlertsPer10kDeviceDays <= 100, // false for NaN too
                "feed.false-alerts-per-10k-device-days is %s: use a number in [0.001, 100], such as 1",
                falseAlertsPer10kDeviceDays);
        require(
                isWithin(minSilence, Duration.ofMinutes(5), Duration.ofDays(1)),
                "feed.min-silence is %s: use 5 minutes to 1 day, such as PT15M",
                minSilence);
        require(
                lateShare >= 0.05 && lateShare <= 1,
                "feed.late-share is %s: use a ratio in [0.05, 1], such as 0.25",
                lateShare);
        require(
                isWithin(calm, Duration.ofMinutes(1), Duration.ofHours(6)),
                "feed.calm is %s: use 1 minute to 6 hours, such as PT15M",
                calm);
    }

    public FeedConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new FeedConfig(budget, minSilence, lateShare, calm);
    }

    /** How improbable a look at a hub of so many devices must be, as a natural logarithm. */
    double improbable(int devices) {
        double aDay = Math.min(MOST_A_HUB_DAY, Math.max(1, devices) * falseAlertsPer10kDeviceDays / 10_000);
        return Math.log(LOOKS_A_DAY / aDay);
    }

    private static boolean isWithin(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
