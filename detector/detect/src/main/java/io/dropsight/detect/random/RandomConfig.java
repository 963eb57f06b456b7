package io.dropsight.detect.random;

import java.util.Locale;

/**
 * @param falseAlertsPer10kDeviceDays the false-alarm budget; in [0.001, 100]; default 1
 */
public record RandomConfig(double falseAlertsPer10kDeviceDays) {
    public static final RandomConfig DEFAULTS = new RandomConfig(1);

    public RandomConfig {
        require(
                falseAlertsPer10kDeviceDays >= 0.001 && falseAlertsPer10kDeviceDays <= 100, // false for NaN too
                "random.false-alerts-per-10k-device-days is %s: use a number in [0.001, 100], such as 1",
                falseAlertsPer10kDeviceDays);
    }

    public RandomConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new RandomConfig(budget);
    }

    private static void require(boolean holds, String message, double value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
