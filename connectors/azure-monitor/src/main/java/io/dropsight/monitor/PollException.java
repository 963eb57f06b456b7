package io.dropsight.monitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Azure Monitor gave no counts. The message says what, of which hub, and what to do; it holds no secret. */
final class PollException extends Exception {
    private final PollOutcome outcome;
    private final Duration retryAfter;

    /** @param retryAfter what Azure asks for; zero if it asks for nothing */
    PollException(PollOutcome outcome, String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.retryAfter = retryAfter;
    }

    PollOutcome outcome() {
        return outcome;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
