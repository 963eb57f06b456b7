package io.dropsight.detect.periodic;

import java.util.Arrays;

/**
 * A second null hypothesis: a timer that ends sessions on a grid of 5 or 10 minutes. Its law has no density, so equal
 * values say much less than {@link KernelTest} takes them to. Where the values beside the mode are on such a grid, the
 * chance of a value is bounded by that of its cell, {@code grid * k0/(e s)}, and each that is not of the mode counts
 * against it. Stateless.
 */
final class GridNull {
    private static final double[] GRIDS_SECONDS = {600, 300};
    private static final double NEAR_SECONDS = 10;
    /** Of fewer strangers the grid may be chance. */
    private static final int LEAST_STRANGERS = 2;
    /** Share of the drops that one age is taken to explain, if it is the truth. */
    private static final double OF_MODE = 0.6;

    private GridNull() {}

    /**
     * @param values    sessions or gaps, seconds
     * @param center    of the mode
     * @param tolerance within which a value belongs to it
     * @param nullShape k0
     * @return natural log of the evidence against a timer on a grid; infinite if there is no sign of one
     */
    static double logEvidence(double[] values, double center, double tolerance, double nullShape) {
        for (double grid : GRIDS_SECONDS) {
            double[] strangers = Arrays.stream(values)
                    .filter(value -> Math.abs(value - center) > grid + NEAR_SECONDS)
                    .toArray();
            if (strangers.length >= LEAST_STRANGERS
                    && Arrays.stream(strangers).allMatch(value -> isOn(grid, value - center))) {
                long members = Arrays.stream(values)
                        .filter(value -> Math.abs(value - center) <= tolerance)
                        .count();
                double chance = Math.min(1, grid * nullShape / (Math.E * center));
                return Math.max(0, members - 1) * Math.log(Math.max(1, OF_MODE / chance))
                        + strangers.length * Math.log(1 - OF_MODE);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static boolean isOn(double grid, double seconds) {
        return Math.abs(seconds - Math.rint(seconds / grid) * grid) <= NEAR_SECONDS;
    }
}
