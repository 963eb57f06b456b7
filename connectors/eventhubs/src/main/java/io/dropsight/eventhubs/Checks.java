package io.dropsight.eventhubs;

import java.time.Duration;

/** Bounds of settings. */
final class Checks {
    private Checks() {}

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of ours
    static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }

    static void positive(String key, Duration value) {
        require(value.compareTo(Duration.ZERO) > 0, "%s is %s: use a positive duration, such as 5 s", key, value);
    }
}
