package io.dropsight.simulator.world;

import java.time.Duration;
import java.time.Instant;

/**
 * The frame of a world.
 *
 * @param scenario     name of the family
 * @param seed         all chance comes from it and the scenario's name
 * @param hub          name of the IoT hub, lower case
 * @param devices      how many
 * @param start        first event time in the log, a whole second
 * @param span         length of the log
 * @param wholeSeconds whether event times are cut to seconds, as captured; else they have 7 fraction digits
 */
public record WorldSpec(
        String scenario, long seed, String hub, int devices, Instant start, Duration span, boolean wholeSeconds) {
    public double spanSeconds() {
        return span.toMillis() / 1000.0;
    }

    /** Another scenario of the same seed is another world. */
    long chance() {
        return seed * 1_000_003 + scenario.hashCode();
    }

    /** An event time; {@code seconds} count from the start. */
    Instant at(double seconds) {
        double whole = StrictMath.floor(seconds);
        Instant second = start.plusSeconds((long) whole);
        long ticks = (long) ((seconds - whole) * 1e7); // of 100 ns: 7 digits
        return wholeSeconds ? second : second.plusNanos(ticks * 100);
    }
}
