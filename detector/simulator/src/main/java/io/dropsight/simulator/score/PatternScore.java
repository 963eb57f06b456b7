package io.dropsight.simulator.score;

/**
 * How well one pattern was found.
 *
 * @param wanted         troubles that a fair judge must find
 * @param found          of them; they are the true positives, each counted once however often it was told
 * @param falsePositives verdicts or alerts that say what is not so
 * @param causes         of what was found, the cause named right
 * @param resolved       of what was found and ended early enough in the log to tell, taken back in time
 * @param reopened       times that something found was told of anew, as if it were another
 */
public record PatternScore(int wanted, int found, int falsePositives, Ratio causes, Ratio resolved, int reopened) {
    public static final PatternScore NONE = new PatternScore(0, 0, 0, Ratio.NONE, Ratio.NONE, 0);

    public PatternScore plus(PatternScore other) {
        return new PatternScore(
                wanted + other.wanted,
                found + other.found,
                falsePositives + other.falsePositives,
                causes.plus(other.causes),
                resolved.plus(other.resolved),
                reopened + other.reopened);
    }

    /** Of what was said, what is so. */
    public Ratio precision() {
        return new Ratio(found, found + falsePositives);
    }

    /** Of what is so, what was said. */
    public Ratio recall() {
        return new Ratio(found, wanted);
    }
}
