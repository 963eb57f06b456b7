package io.dropsight.model;

import java.util.Locale;

/** How soon somebody should look. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
