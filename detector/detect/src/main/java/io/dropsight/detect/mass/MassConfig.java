package io.dropsight.detect.mass;

import java.util.Locale;

/**
 * @param leastDevices    drops beyond the usual ones below which nothing is a mass dip on hubs of 20 devices and more;
 *                        in [3, 1000]; default 5
 * @param leastShare      share of the hub's devices that must drop beyond the usual ones; in (0, 0.5]; default 0.01
 * @param falseAlertsPer10kDeviceDays the false-alarm budget; in [0.001, 100]; default 1, and never more than
 *                        0.01 per hub and day
 */
public record MassConfig(int leastDevices, double leastShare, double falseAlertsPer10kDeviceDays) {
    public static final MassConfig DEFAULTS = new MassConfig(5, 0.01, 1);

    /** Log likelihood ratio that a hub's burst must reach at the default budget: measured, see docs/accuracy.md. */
    private static final double USUAL_THRESHOLD = 16;
    /** More for a cohort: there are many of them. */
    private static final double COHORT_EXTRA = 2;
    /** More for windows of 15 minutes and up: a load that wanders looks like a slow dip. */
    private static final double SLOW_EXTRA = 2;

    public MassConfig {
        require(
                leastDevices >= 3 && leastDevices <= 1000,
                "mass.least-devices is %s: use 3 to 1000, such as 5",
                leastDevices);
        require(
                leastShare > 0 && leastShare <= 0.5, // false for NaN too
                "mass.least-share is %s: use a share in (0, 0.5], such as 0.01",
                leastShare);
        require(
                falseAlertsPer10kDeviceDays >= 0.001 && falseAlertsPer10kDeviceDays <= 100,
                "mass.false-alerts-per-10k-device-days is %s: use a number in [0.001, 100], such as 1",
                falseAlertsPer10kDeviceDays);
    }

    public MassConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new MassConfig(leastDevices, leastShare, budget);
    }

    /**
     * The log likelihood ratio from which a count is no chance. By Chernoff's bound a Poisson count reaches h with a
     * chance of at most exp(-h); a budget ten times smaller therefore asks for ln 10 more. A budget above the default
     * does not lower it: the hub's own limit holds.
     */
    double threshold(int windowMinutes, boolean cohort) {
        double budget = Math.min(1, falseAlertsPer10kDeviceDays);
        return USUAL_THRESHOLD
                - Math.log(budget)
                + (cohort ? COHORT_EXTRA : 0)
                + (windowMinutes >= 15 ? SLOW_EXTRA : 0);
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
