package io.dropsight.simulator.score;

/**
 * One thing that a detector got wrong.
 *
 * @param scenario of the log
 * @param seed     of the log
 * @param pattern  in which it counts: periodic, random, mass, echo or feed
 * @param text     what was wrong and what the truth is; holds device ids as they came
 */
public record Fault(String scenario, long seed, Kind kind, String pattern, String text) {
    public enum Kind {
        /** There was something, and nothing was said. */
        MISSED,
        /** Something was said, and there was nothing of the kind. */
        FALSE,
        /** It was found, under another cause. */
        CAUSE,
        /** It was found, at another cohort. */
        COHORT,
        /** It was found later than it should be. */
        LATE,
        /** It was over, and was not taken back in time, or was given up while it went on. */
        UNRESOLVED,
        /** An echo was foretold for another time, or for another number of devices. */
        FORECAST
    }
}
