package io.dropsight.intake;

import org.jspecify.annotations.Nullable;

/**
 * What a source remembers beside its position, such as how far it is in one of many files: written in the transaction
 * of the body that it comes with, and read back by {@link Deliveries#notes}. The newest of a key counts.
 *
 * @param key   of the source's own
 * @param value null to forget the key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Note(String key, byte @Nullable [] value) {}
