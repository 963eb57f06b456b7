package io.dropsight.simulator;

/** Refuses settings with a message that says what to use instead. */
public final class Checks {
    private Checks() {}

    /** @throws IllegalArgumentException if the condition does not hold (NaN never does) */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    public static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }

    public static void requireShare(String name, double value, double max, String example) {
        require(
                value >= 0 && value <= max,
                "simulator.%s is %s: use a share in [0, %s], such as %s",
                name,
                value,
                max,
                example);
    }
}
