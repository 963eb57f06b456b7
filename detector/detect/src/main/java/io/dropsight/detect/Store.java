package io.dropsight.detect;

import org.jspecify.annotations.Nullable;

/**
 * Where a detector's state lives: sorted by key (bytes, unsigned), durable as its owner makes it. Not thread-safe.
 */
public interface Store {
    byte @Nullable [] get(byte[] key);

    void put(byte[] key, byte[] value);

    void delete(byte[] key);

    /**
     * Visits entries in key order, from {@code from} to {@code to} (both may be null: from the first, to the last),
     * until the visitor says stop. The visitor may not change the store. Costs time and memory for the whole range.
     */
    void scan(byte @Nullable [] from, byte @Nullable [] to, Visitor visitor);

    /** Sees one entry; returns whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }
}
