package io.dropsight.detect.periodic;

import java.util.Locale;

/**
 * @param nullShape    k0 of the null hypothesis: any session law with s * density(s) &lt;= k0/e; 1 is every exponential,
 *                     1.5 also every decreasing hazard and Weibull shapes to 1.5; in [1, 4]; default 1.5
 * @param falseAlertsPer10kDeviceDays the false-alarm budget; in [0.001, 100]; default 1
 */
public record PeriodicConfig(double nullShape, double falseAlertsPer10kDeviceDays) {
    public static final PeriodicConfig DEFAULTS = new PeriodicConfig(1.5, 1);

    /** Drops that reach the test, a device and day: what trials on healthy fleets showed. */
    private static final double DROPS_PER_DEVICE_DAY = 0.3;

    public PeriodicConfig {
        require(
                nullShape >= 1 && nullShape <= 4, // false for NaN too
                "periodic.null-shape is %s: use a number in [1, 4], such as 1.5",
                nullShape);
        require(
                falseAlertsPer10kDeviceDays >= 0.001 && falseAlertsPer10kDeviceDays <= 100,
                "periodic.false-alerts-per-10k-device-days is %s: use a number in [0.001, 100], such as 1",
                falseAlertsPer10kDeviceDays);
    }

    /**
     * A: the average run length to a false alarm is at least A drops (e-detector: Shin, Ramdas, Rinaldo 2022), so
     * that a device-day costs at most drops/A of the budget.
     */
    double threshold() {
        return Math.max(300, DROPS_PER_DEVICE_DAY * 10_000 / falseAlertsPer10kDeviceDays);
    }

    public PeriodicConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new PeriodicConfig(nullShape, budget);
    }

    private static void require(boolean holds, String message, double value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
