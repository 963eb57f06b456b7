package io.dropsight.azure;

import java.util.Arrays;

/** Collects the first bytes of a stretch that cannot be read. */
final class Garbage {
    static final int MAX_BYTES = 64 * 1024;

    private final UnreadableReason reason;
    private final String detail;
    private final long offset;
    private byte[] bytes = new byte[256];
    private int length;
    private boolean sealed;

    Garbage(UnreadableReason reason, String detail, long offset) {
        this.reason = reason;
        this.detail = detail;
        this.offset = offset;
    }

    void add(byte[] source, int from, int to) {
        int count = Math.min(to - from, MAX_BYTES - length);
        if (count > 0 && !sealed) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, Math.max(length + count, 2 * bytes.length)));
            }
            System.arraycopy(source, from, bytes, length, count);
            length += count;
        }
    }

    /** Adds the head of something skipped; keeps no more, as what follows is not adjacent. */
    void addSkipped(byte[] head) {
        add(head, 0, head.length);
        sealed = true;
    }

    Decoded.Unreadable unreadable() {
        int end = length;
        while (end > 0 && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        return new Decoded.Unreadable(Arrays.copyOf(bytes, end), reason.label(), detail, offset);
    }
}
