package io.dropsight.simulator;

import java.time.Duration;

/**
 * When a judge that sees the whole log must find something. The rules speak of what is in view alone, never of a
 * method. What is less may be found, and is no false alarm.
 */
public final class Fairness {
    private static final Duration LONG = Duration.ofHours(12);
    private static final int FEWEST_DROPS = 6;
    private static final int FEWEST_LONG_DROPS = 4;
    private static final double MOST_JITTER = 0.02;
    private static final int FEWEST_RANDOM_DROPS = 12;
    private static final double LEAST_PER_DAY = 8;
    private static final double TIMES_THE_FLEET = 3;
    private static final int FEWEST_DEVICES = 5;
    private static final int FEWEST_OF_SMALL = 3;
    private static final int SMALL_HUB = 20;
    private static final double LEAST_SHARE = 0.02;
    private static final int FEWEST_RECORDS = 20;
    private static final Duration SHORTEST_GAP = Duration.ofMinutes(15);

    private Fairness() {}

    /**
     * At least 6 periodic drops in view (4 of ages of 12 hours and more), whose jitter (standard deviation) is at most
     * 2 % of the age, and at most twice as many drops without a reason beside them.
     */
    public static boolean periodic(Duration age, double jitterSeconds, int drops, int otherDrops) {
        int fewest = age.compareTo(LONG) >= 0 ? FEWEST_LONG_DROPS : FEWEST_DROPS;
        return drops >= fewest && jitterSeconds <= MOST_JITTER * age.toSeconds() && otherDrops <= 2 * drops;
    }

    /**
     * At least 12 drops, 8 a day while it has the trouble, and three times as many (and one more) as nine in ten devices
     * of its fleet have.
     *
     * @param usualPerDay drops a day that nine in ten devices of the fleet do not exceed
     */
    public static boolean random(int drops, double days, double usualPerDay) {
        return drops >= FEWEST_RANDOM_DROPS
                && drops >= LEAST_PER_DAY * days
                && drops >= (TIMES_THE_FLEET * usualPerDay + 1) * days;
    }

    /**
     * At least 5 devices (3 on a hub of fewer than 20), and 2 % of the scope, within 30 minutes; errors, not clean
     * disconnects, unless it is a rollout.
     *
     * @param devicesAtOnce the most that dropped within 30 minutes
     */
    public static boolean mass(int devicesAtOnce, int scope, int hubSize) {
        int fewest = hubSize < SMALL_HUB ? FEWEST_OF_SMALL : FEWEST_DEVICES;
        return devicesAtOnce >= fewest && devicesAtOnce >= LEAST_SHARE * scope;
    }

    /** At least 15 minutes, and 20 records that did not come when they should. */
    public static boolean feed(Duration length, int records) {
        return length.compareTo(SHORTEST_GAP) >= 0 && records >= FEWEST_RECORDS;
    }
}
