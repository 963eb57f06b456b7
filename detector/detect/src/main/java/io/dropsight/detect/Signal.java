package io.dropsight.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the device stage sends a hub's judge. Signals are merged in the order (stamp, key, number), which no number of
 * partitions changes.
 *
 * <p>Wire form: version, kind, stamp, number, then what the kind has. The key travels beside it.
 */
public sealed interface Signal permits Candidate, DropFact, Census, HubMetric {
    byte VERSION = 2;
    int HEADER = 14;
    byte CANDIDATE = 1;
    byte DROP_FACT = 2;
    byte CENSUS = 3;
    byte HUB_METRIC = 4;

    /** When it became known, ms since 1970 on the arrival axis. */
    long stamp();

    /** The device as {@link io.dropsight.model.DeviceKey#text()}; of a hub's own signals {@code hub//...}. */
    String key();

    /** Tells apart what one key says with one stamp. */
    int number();

    byte[] write();

    default String hub() {
        String key = key();
        return key.substring(0, key.indexOf('/'));
    }

    static void putHeader(ByteBuffer out, byte kind, Signal signal) {
        out.put(VERSION).put(kind).putLong(signal.stamp()).putInt(signal.number());
    }

    /** @throws IllegalArgumentException if the bytes are of a format that this program does not know */
    static Signal read(String key, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("signal of version " + version + ": this program reads " + VERSION);
        }
        byte kind = in.get();
        long stamp = in.getLong();
        int number = in.getInt();
        return switch (kind) {
            case CANDIDATE -> Candidate.read(key, stamp, number, in);
            case DROP_FACT -> DropFact.read(key, stamp, number, in);
            case CENSUS -> Census.read(key, stamp, number, in);
            case HUB_METRIC -> HubMetric.read(key, stamp, number, in);
            default -> throw new IllegalArgumentException("signal of kind " + kind + " is not known to this version");
        };
    }

    /** Only the stamp, of a signal's bytes. */
    static long stampOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(2);
    }

    /** Bytes whose unsigned order is (stamp, key, number): the order in which a hub's judge hears its signals. */
    static byte[] orderKey(byte[] key, byte[] signal) {
        ByteBuffer in = ByteBuffer.wrap(signal);
        ByteBuffer out = ByteBuffer.allocate(8 + key.length + 1 + 4);
        out.putLong(in.getLong(2)).put(key).put((byte) 0).putInt(in.getInt(10));
        return out.array();
    }

    /** Above every {@link #orderKey} with an earlier stamp, below all others. */
    static byte[] orderBound(long stamp) {
        return ByteBuffer.allocate(8).putLong(stamp).array();
    }

    /** The key part of an {@link #orderKey}. */
    static String keyOf(byte[] orderKey) {
        return new String(orderKey, 8, orderKey.length - 13, StandardCharsets.UTF_8);
    }
}
