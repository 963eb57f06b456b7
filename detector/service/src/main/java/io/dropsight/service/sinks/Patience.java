package io.dropsight.service.sinks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a sink bears with its receiver.
 *
 * @param first       pause after the first failure; each further one is twice as long
 * @param longest     pause
 * @param giveUpAfter after which a version becomes a dead letter
 * @param within      of one request
 * @param resendEvery how often Alertmanager is told what is open
 */
record Patience(Duration first, Duration longest, Duration giveUpAfter, Duration within, Duration resendEvery) {
    private static final int MOST_DOUBLINGS = 20;

    static Patience standard(Duration giveUpAfter) {
        return new Patience(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                giveUpAfter,
                Duration.ofSeconds(10),
                Duration.ofMinutes(1));
    }

    /**
     * With jitter, so that several senders do not knock together: half of it is chance.
     *
     * @param failures in a row, 1 or more
     */
    Duration pause(int failures, RandomGenerator random) {
        long full = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long bounded = Math.min(full, longest.toMillis());
        return Duration.ofMillis(bounded / 2 + (long) (random.nextDouble() * bounded / 2));
    }
}
