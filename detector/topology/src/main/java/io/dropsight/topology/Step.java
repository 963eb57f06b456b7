package io.dropsight.topology;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What leaves a stage: one byte says what it is, so that one stream can be split into its topics. Between the stages
 * go signals, keyed by their device, and, to every hub partition, how far one partition of the events has come.
 */
final class Step {
    static final byte SIGNAL = 1;
    static final byte WATERMARK = 2;
    static final byte DEAD_LETTER = 3;
    static final byte ALERT = 4;
    static final byte VERDICT = 5;

    private Step() {}

    static byte[] of(byte kind, byte[] body) {
        return ByteBuffer.allocate(1 + body.length).put(kind).put(body).array();
    }

    static byte[] watermark(int partition, long arrival, boolean end) {
        return ByteBuffer.allocate(14)
                .put(WATERMARK)
                .putInt(partition)
                .putLong(arrival)
                .put((byte) (end ? 1 : 0))
                .array();
    }

    static boolean is(byte kind, byte[] step) {
        return step[0] == kind;
    }

    static byte[] body(byte[] step) {
        return Arrays.copyOfRange(step, 1, step.length);
    }
}
