package io.dropsight.model;

/** The way in which devices drop. */
public enum Pattern {
    /** One device's drops come at one connection age, or at one lag, again and again. */
    PERIODIC("periodic"),
    /** A device drops more often than its fleet and its own past. */
    RANDOM("random"),
    /** Many devices of a hub drop at once. */
    MASS("mass"),
    /** The log itself is late or has a gap. */
    FEED("feed");

    private final String label;

    Pattern(String label) {
        this.label = label;
    }

    /** The name in topics and reports. */
    public String label() {
        return label;
    }
}
