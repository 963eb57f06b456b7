package io.dropsight.detect.random;

import java.time.Duration;
import java.util.Locale;

/**
 * @param falseAlertsPer10kDeviceDays the false-alarm budget; in [0.001, 100]; default 1
 * @param leastDrops          drops in a run, at least 5 minutes apart, before anything is said; in [3, 20]; default 6
 * @param usualDropsPerDay    so many error drops a day are usual for any device, whatever its fleet does; in
 *                            [0.5, 100]; default 3.5
 * @param authFailureConnects connects refused in a row before a device counts as locked out; in [4, 1000]; default 4
 * @param authFailureAfter    time from the first of them on in which the device must not have come back; in
 *                            [1 minute, 24 hours]; default 15 minutes (ADR 6)
 */
public record RandomConfig(
        double falseAlertsPer10kDeviceDays,
        int leastDrops,
        double usualDropsPerDay,
        int authFailureConnects,
        Duration authFailureAfter) {
    public static final RandomConfig DEFAULTS = new RandomConfig(1, 6, 3.5, 4, Duration.ofMinutes(15));

    /** Drops that reach the test, a device and day: what trials on healthy fleets showed. */
    static final double DROPS_PER_DEVICE_DAY = 0.3;

    public RandomConfig {
        require(
                falseAlertsPer10kDeviceDays >= 0.001 && falseAlertsPer10kDeviceDays <= 100, // false for NaN too
                "random.false-alerts-per-10k-device-days is %s: use a number in [0.001, 100], such as 1",
                falseAlertsPer10kDeviceDays);
        require(
                leastDrops >= 3 && leastDrops <= 20,
                "random.least-drops is %s: use 3 to 20, of which the latter is all that is remembered",
                leastDrops);
        require(
                usualDropsPerDay >= 0.5 && usualDropsPerDay <= 100,
                "random.usual-drops-per-day is %s: use a number in [0.5, 100], such as 4",
                usualDropsPerDay);
        require(
                authFailureConnects >= 4 && authFailureConnects <= 1_000,
                "random.auth-failure-connects is %s: use 4 to 1000, fewer are refused now and then",
                authFailureConnects);
        require(
                authFailureAfter.compareTo(Duration.ofMinutes(1)) >= 0
                        && authFailureAfter.compareTo(Duration.ofHours(24)) <= 0,
                "random.auth-failure-after is %s: use a time from PT1M to PT24H, such as PT15M",
                authFailureAfter);
    }

    public RandomConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new RandomConfig(budget, leastDrops, usualDropsPerDay, authFailureConnects, authFailureAfter);
    }

    /**
     * A: the average run length to a false alarm is at least A drops (e-detector: Shin, Ramdas, Rinaldo 2022), so
     * that a device-day costs at most drops/A of the budget.
     */
    double threshold() {
        return Math.max(300, DROPS_PER_DEVICE_DAY * 10_000 / falseAlertsPer10kDeviceDays);
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
