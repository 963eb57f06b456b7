package io.dropsight.azure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of a text once and hands it out again while the text comes back: for field names, protocols, SDK
 * versions, hubs and the like, which are few and come in every record. A fixed number of slots; of two texts that
 * share a slot the last one stays. Only ASCII is kept. Not thread-safe.
 */
final class TextCache<V> {
    private static final int SLOTS = 1024;
    private static final int MAX_LENGTH = 512;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** An odd number with well-mixed bits: 2^64 divided by the golden ratio. */
    private static final long MIX = 0x9e3779b97f4a7c15L;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry<V>(byte[] text, V value) {}

    private final @Nullable Entry<?>[] slots = new Entry<?>[SLOTS];
    private final Function<String, V> make;

    TextCache(Function<String, V> make) {
        this.make = make;
    }

    V get(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean ascii = bytes.length == text.length() && text.chars().allMatch(c -> c < 0x80);
        return ascii ? get(bytes, 0, bytes.length) : make.apply(text);
    }

    /** The bytes are ASCII. */
    V get(byte[] bytes, int from, int length) {
        if (length > MAX_LENGTH) {
            return make.apply(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
        }
        int slot = slot(bytes, from, length);
        @SuppressWarnings("unchecked") // only entries of V are put in
        Entry<V> entry = (Entry<V>) slots[slot];
        if (entry == null || !Arrays.equals(entry.text, 0, entry.text.length, bytes, from, from + length)) {
            byte[] text = Arrays.copyOfRange(bytes, from, from + length);
            entry = new Entry<>(text, make.apply(new String(text, StandardCharsets.ISO_8859_1)));
            slots[slot] = entry;
        }
        return entry.value;
    }

    private static int slot(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * MIX;
        }
        return (int) (hash >>> 54); // the upper 10 bits: one of 1024
    }
}
