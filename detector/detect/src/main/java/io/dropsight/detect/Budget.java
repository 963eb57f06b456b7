package io.dropsight.detect;

/**
 * The false-alarm budget of a hub: so many false alerts in 10,000 device-days, and never more than
 * {@value #MOST_A_HUB_DAY} a hub and day. A hub of more than 100 devices (at the default budget) would use up the
 * latter by the former, so its tests ask for more.
 */
public final class Budget {
    /** Law 6 of the design. */
    public static final double MOST_A_HUB_DAY = 0.01;

    private Budget() {}

    /**
     * What the hub's size adds to the log of a test's threshold: a test with threshold A alarms at most once in A drops,
     * so the threshold grows with the devices that share the hub's day.
     *
     * @param per10kDeviceDays the budget
     * @param devices          of the hub
     * @param slack            by how much fewer false alarms were measured than the test's bound allows; at least 1
     * @return natural log; 0 or more
     */
    public static double extra(double per10kDeviceDays, int devices, double slack) {
        double aDay = devices * per10kDeviceDays / 10_000 / slack;
        return Math.max(0, Math.log(Math.max(1e-12, aDay / MOST_A_HUB_DAY)));
    }
}
