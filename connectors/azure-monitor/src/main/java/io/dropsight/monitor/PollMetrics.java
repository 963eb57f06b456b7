package io.dropsight.monitor;

import java.time.Duration;

/** Hears how polling goes, from any thread. Methods return soon and never throw. */
public interface PollMetrics {
    /** What became of minutes. */
    enum Minutes {
        DELIVERED,
        /** Azure had no point for it until it was given up; it is unknown, never zero. */
        MISSING,
        /** Longer ago than is looked back, so it was never asked for. */
        LOST
    }

    PollMetrics NONE = new PollMetrics() {
        @Override
        public void asked(String hub, PollOutcome outcome, Duration took) {}

        @Override
        public void minutes(String hub, Minutes what, long count) {}
    };

    void asked(String hub, PollOutcome outcome, Duration took);

    void minutes(String hub, Minutes what, long count);
}
