package io.dropsight.azure;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of a text once and hands it out again while the text comes back: for protocols, SDK versions, hubs
 * and the like, which are few and come in every record. A fixed number of slots; of two texts that share a slot the
 * last one stays. Not thread-safe.
 */
final class TextCache<V> {
    private static final int SLOTS = 1024;
    private static final int MAX_LENGTH = 512;
    /** The texts differ towards their ends, as resource ids do. */
    private static final int HASHED = 32;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry<V>(char[] text, V value) {}

    private final @Nullable Entry<?>[] slots = new Entry<?>[SLOTS];
    private final Function<String, V> make;

    TextCache(Function<String, V> make) {
        this.make = make;
    }

    V get(String text) {
        return get(text.toCharArray(), 0, text.length());
    }

    V get(char[] text, int from, int length) {
        if (length > MAX_LENGTH) {
            return make.apply(new String(text, from, length));
        }
        int hash = length;
        for (int i = Math.max(0, length - HASHED); i < length; i++) {
            hash = hash * 31 + text[from + i];
        }
        int slot = (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
        @SuppressWarnings("unchecked") // only entries of V are put in
        Entry<V> entry = (Entry<V>) slots[slot];
        if (entry == null || !Arrays.equals(entry.text, 0, entry.text.length, text, from, from + length)) {
            char[] copy = Arrays.copyOfRange(text, from, from + length);
            entry = new Entry<>(copy, make.apply(new String(copy)));
            slots[slot] = entry;
        }
        return entry.value;
    }
}
