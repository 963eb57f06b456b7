package io.dropsight.azure;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of an input that is in memory. Positions are byte offsets from the input's start; those from
 * {@link #pin} on stay in memory when more is read.
 */
final class Window {
    private static final int FIRST_SIZE = 64 * 1024;

    private final @Nullable InputStream in;
    private boolean ended;
    byte[] bytes;
    /** Index after the last byte in {@link #bytes}. */
    int limit;
    /** Offset of {@code bytes[0]}; negative if the input starts later in the array. */
    long base;

    long pin;

    Window(InputStream in) {
        this.in = in;
        bytes = new byte[FIRST_SIZE];
    }

    Window(byte[] body, int from, int to) {
        in = null;
        ended = true;
        bytes = body;
        limit = to;
        base = -from;
    }

    int index(long offset) {
        return (int) (offset - base);
    }

    byte at(long offset) {
        return bytes[index(offset)];
    }

    /** Whether the input has a byte there; {@code offset} is in memory, or the first one that is not. */
    boolean has(long offset) throws IOException {
        return offset < base + limit || fill();
    }

    /** Reads at least one more byte; false at the end. Indexes taken before are void afterwards. */
    boolean fill() throws IOException {
        if (ended || in == null) {
            return false;
        }
        if (limit == bytes.length) {
            makeRoom();
        }
        int count = in.read(bytes, limit, bytes.length - limit);
        if (count < 0) {
            ended = true;
            return false;
        }
        limit += count;
        return count > 0 || fillOne(in);
    }

    /** For streams that answer a read with 0 bytes. */
    private boolean fillOne(InputStream source) throws IOException {
        int next = source.read();
        if (next < 0) {
            ended = true;
            return false;
        }
        bytes[limit++] = (byte) next;
        return true;
    }

    private void makeRoom() {
        int kept = index(pin);
        byte[] target = limit - kept > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
        System.arraycopy(bytes, kept, target, 0, limit - kept);
        bytes = target;
        limit -= kept;
        base = pin;
    }

    void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}
