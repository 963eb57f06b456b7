package io.dropsight.simulator.world;

import io.dropsight.simulator.Dice;

/** How long a client waits before it connects again: exponentially longer with jitter, or always the same. */
enum Backoff {
    EXPONENTIAL(1, 30, 0.3),
    EXPONENTIAL_LONG(1, 60, 0.3),
    EXPONENTIAL_SLOW(2, 120, 0.3),
    FIXED(10, 10, 0.02);

    private final double firstSeconds;
    private final double longestSeconds;
    private final double spread;

    /**
     * @param firstSeconds   before the first attempt
     * @param longestSeconds it doubles up to this
     * @param spread         share by which a wait is shorter or longer
     */
    Backoff(double firstSeconds, double longestSeconds, double spread) {
        this.firstSeconds = firstSeconds;
        this.longestSeconds = longestSeconds;
        this.spread = spread;
    }

    /**
     * With the handshake, which takes 0.5 to 3 seconds.
     *
     * @param attempt 0 for the first
     */
    double seconds(int attempt, Dice dice) {
        double doubled = firstSeconds * (1L << Math.min(attempt, 20));
        double usual = Math.min(longestSeconds, doubled);
        return usual * dice.between(1 - spread, 1 + spread) + dice.between(0.5, 3);
    }
}
