package io.dropsight.service.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the values of a label bounded: what comes after the first {@value #MOST} is called {@code other}. */
final class Labels {
    static final int MOST = 500;
    private static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        if (known.size() >= MOST) {
            return OTHER;
        }
        known.add(value);
        return value;
    }
}
