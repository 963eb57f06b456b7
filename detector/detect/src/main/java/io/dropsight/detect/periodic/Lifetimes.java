package io.dropsight.detect.periodic;

/**
 * Connection ages at which tokens usually end, in seconds (azure-domain E.3): a small prior for the test and the names
 * of the alert groups, never a filter.
 */
public final class Lifetimes {
    private static final double[] USUAL =
            minutes(15, 20, 30, 45, 48, 51, 58, 59.5, 60, 65, 70, 120, 125, 1152, 1440, 1445);
    /** A group takes in what lies within this of a usual lifetime; elsewhere groups are 2 % wide. */
    private static final double CLASS_WIDTH = 0.015;

    private Lifetimes() {}

    private static double[] minutes(double... minutes) {
        double[] seconds = minutes.clone();
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] *= 60;
        }
        return seconds;
    }

    static int count() {
        return USUAL.length;
    }

    static double usual(int index) {
        return USUAL[index];
    }

    /** Whether a usual lifetime lies within {@code tolerance} seconds. */
    public static boolean isUsual(double seconds, double tolerance) {
        return Math.abs(nearest(seconds) - seconds) <= tolerance;
    }

    private static double nearest(double seconds) {
        double best = USUAL[0];
        for (double usual : USUAL) {
            if (Math.abs(usual - seconds) < Math.abs(best - seconds)) {
                best = usual;
            }
        }
        return best;
    }

    /** The name of the group of an age: a usual lifetime such as {@code 65m}, else a logarithmic bin such as {@code ~83m}. */
    public static String classOf(double seconds) {
        double nearest = nearest(seconds);
        if (Math.abs(nearest - seconds) <= CLASS_WIDTH * nearest) {
            return name(nearest);
        }
        long bin = Math.round(Math.log(seconds) / 0.02);
        return "~" + name(Math.rint(Math.exp(bin * 0.02) / 6) * 6);
    }

    private static String name(double seconds) {
        double minutes = seconds / 60;
        return minutes == Math.rint(minutes) ? (long) minutes + "m" : Math.round(minutes * 10) / 10.0 + "m";
    }
}
