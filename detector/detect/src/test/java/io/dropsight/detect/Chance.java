package io.dropsight.detect;

/** How far a measured figure may lie from what it should be, if chance alone is at work. */
final class Chance {
    /** A figure that chance brings about less often than this is no longer put down to chance. */
    static final double LEAST = 0.001;

    private Chance() {}

    /** Probability of at most {@code right} of {@code of}, if each is right with probability {@code share}. */
    static double atMost(int right, int of, double share) {
        double sum = 0;
        double log = of * Math.log(1 - share);
        for (int i = 0; i <= right; i++) {
            sum += Math.exp(log);
            log += Math.log((of - i) / (i + 1.0) * share / (1 - share));
        }
        return Math.min(1, sum);
    }

    /** Probability of at least {@code count} events where so many are expected (Poisson). */
    static double atLeast(int count, double expected) {
        double below = 0;
        double log = -expected;
        for (int i = 0; i < count; i++) {
            below += Math.exp(log);
            log += Math.log(expected / (i + 1));
        }
        return Math.max(0, 1 - below);
    }

    /** The most events that chance still explains where so many are expected. */
    static int most(double expected) {
        int most = (int) expected;
        while (atLeast(most + 1, expected) >= LEAST) {
            most++;
        }
        return most;
    }
}
