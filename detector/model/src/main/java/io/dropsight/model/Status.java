package io.dropsight.model;

import java.util.Locale;

/** Whether a verdict or an alert still holds. */
public enum Status {
    OPEN,
    RESOLVED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
