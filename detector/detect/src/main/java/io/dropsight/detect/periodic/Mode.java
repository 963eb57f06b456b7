package io.dropsight.detect.periodic;

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
        Arrays.sort(sorted);
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
        return around(Arrays.copyOfRange(sorted, bestFrom, bestTo));
    }

    /** With all of them as members; sorts them. */
    static Mode ofAll(double[] values) {
        Arrays.sort(values);
        return around(values);
    }

    private static Mode around(double[] sorted) {
        if (sorted.length == 0) {
            return new Mode(0, 0, 0, 0);
        }
        double center = median(sorted);
        double[] deviations = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            deviations[i] = Math.abs(sorted[i] - center);
        }
        Arrays.sort(deviations);
        return new Mode(center, median(deviations), deviations[deviations.length - 1], sorted.length);
    }

    /** Seconds around the center that a regular drop may miss it by. */
    double tolerance() {
        double wide = Math.max(Math.max(12, 4.5 * mad), Math.max(1.5 * maxDeviation, 0.005 * center));
        return Math.min(wide, 0.10 * center);
    }

    static double median(double[] sorted) {
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
