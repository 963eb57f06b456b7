package io.dropsight.detect.periodic;

import io.dropsight.detect.device.DeviceState;
import java.util.Arrays;

/**
 * The commonest value among sessions or lags.
 *
 * @param center       median of the members, seconds
 * @param mad          median absolute deviation of the members, seconds
 * @param maxDeviation largest deviation of a member, seconds
 * @param members      how many values lie in it
 */
record Mode(double center, double mad, double maxDeviation, int members) {

    /** The fullest window of {@code width} seconds plus 0.5 %;. */
    static Mode of(double[] values, double width) {
        double[] sorted = values.clone();
        sort(sorted, sorted.length);
        int bestFrom = 0;
        int bestTo = 0;
        for (int from = 0, to = 0; from < sorted.length; from++) {
            to = Math.max(to, from);
            while (to < sorted.length && sorted[to] - sorted[from] <= width + 0.005 * sorted[from]) {
                to++;
            }
            if (to - from > bestTo - bestFrom) {
                bestFrom = from;
                bestTo = to;
            }
        }
        return around(Arrays.copyOfRange(sorted, bestFrom, bestTo), bestTo - bestFrom);
    }

    /** With the first {@code n} as members; overwrites them. */
    static Mode ofAll(double[] values, int n) {
        sort(values, n);
        return around(values, n);
    }

    private static Mode around(double[] sorted, int n) {
        if (n == 0) {
            return new Mode(0, 0, 0, 0);
        }
        double center = median(sorted, n);
        double mad = spread(sorted, n);
        return new Mode(center, mad, sorted[n - 1], n);
    }

    /** Median absolute deviation of the first {@code n}, which it overwrites by their deviations, sorted. */
    static double spread(double[] sorted, int n) {
        double center = median(sorted, n);
        for (int i = 0; i < n; i++) {
            sorted[i] = Math.abs(sorted[i] - center);
        }
        sort(sorted, n);
        return median(sorted, n);
    }

    /** Of a ring's few values none of which is NaN or -0, so that no care need be taken of those. */
    static void sort(double[] values, int n) {
        if (n > 2 * DeviceState.RING) {
            Arrays.sort(values, 0, n);
            return;
        }
        for (int i = 1; i < n; i++) {
            double value = values[i];
            int at = i;
            while (at > 0 && values[at - 1] > value) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = value;
        }
    }

    /** Seconds around the center that a regular drop may miss it by. */
    double tolerance() {
        double wide = Math.max(Math.max(12, 4.5 * mad), Math.max(1.5 * maxDeviation, 0.005 * center));
        return Math.min(wide, 0.10 * center);
    }

    static double median(double[] sorted) {
        return median(sorted, sorted.length);
    }

    static double median(double[] sorted, int n) {
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
