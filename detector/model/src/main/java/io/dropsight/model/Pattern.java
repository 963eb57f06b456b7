package io.dropsight.model;

/** The way in which devices drop. */
public enum Pattern {
    PERIODIC("periodic");

    private final String label;

    Pattern(String label) {
        this.label = label;
    }

    /** The name in topics and reports. */
    public String label() {
        return label;
    }
}
