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
     * Visits entries in key order, from {@code from} on (null: from the first), until the visitor says stop. The
     * store may be changed by the visitor only after it returned false.
     */
    void scan(byte @Nullable [] from, Visitor visitor);

    /** Sees one entry; returns whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }
}
