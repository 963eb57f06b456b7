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
    /** Of longer texts only the parts that differ are hashed. */
    private static final int HASHED_WHOLE = 96;

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
        if (entry == null || !same(entry.text, bytes, from, length)) {
            byte[] text = Arrays.copyOfRange(bytes, from, from + length);
            entry = new Entry<>(text, make.apply(new String(text, StandardCharsets.ISO_8859_1)));
            slots[slot] = entry;
        }
        return entry.value;
    }

    private static int slot(byte[] bytes, int from, int length) {
        long hash = length;
        int last = from + length - Long.BYTES;
        int at = from;
        if (length > HASHED_WHOLE) { // a resource id: its subscription is in the middle, its hub at the end
            hash = mixed(hash, word(bytes, from + length / 3));
            at = last - HASHED_WHOLE / 4;
        }
        for (; at < last; at += Long.BYTES) {
            hash = mixed(hash, word(bytes, at));
        }
        hash = mixed(hash, length >= Long.BYTES ? word(bytes, last) : shortWord(bytes, from, length));
        return (int) (hash >>> 54); // the upper 10 bits: one of 1024
    }

    private static boolean same(byte[] text, byte[] bytes, int from, int length) {
        if (text.length != length) {
            return false;
        } else if (length < Long.BYTES) {
            return shortWord(text, 0, length) == shortWord(bytes, from, length);
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (word(text, i) != word(bytes, from + i)) {
                return false;
            }
        }
        return word(text, last) == word(bytes, from + last);
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Of fewer than eight bytes. */
    private static long shortWord(byte[] bytes, int from, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = word << Byte.SIZE | bytes[from + i];
        }
        return word;
    }

    private static long mixed(long hash, long word) {
        long product = (hash ^ word) * MIX;
        return product ^ product >>> 32;
    }
}
