package io.dropsight.simulator.score;

import java.util.OptionalDouble;

/** How many of how many. */
public record Ratio(int right, int of) {
    public static final Ratio NONE = new Ratio(0, 0);

    Ratio and(boolean isRight) {
        return new Ratio(right + (isRight ? 1 : 0), of + 1);
    }

    public Ratio plus(Ratio other) {
        return new Ratio(right + other.right, of + other.of);
    }

    /** In [0, 1]; empty where nothing was judged. */
    public OptionalDouble value() {
        return of == 0 ? OptionalDouble.empty() : OptionalDouble.of(right / (double) of);
    }
}
