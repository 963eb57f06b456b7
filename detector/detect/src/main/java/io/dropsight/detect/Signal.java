package io.dropsight.detect;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a device sends its hub's judge: a candidate, that is all that the device remembers, while something about it is
 * worth judging.
 *
 * @param stamp      when it became known, ms since 1970 on the arrival axis: the deadline of the settle timer
 * @param number     the device's own signal counter; with stamp and device a total order that no number of partitions
 *                   changes
 * @param lagSeconds what the record behind it took to arrive
 * @param protocol   of the record behind it, or empty
 * @param sdkVersion of the record behind it, or empty
 * @param address    masked, of the record behind it, or empty
 */
public record Signal(
        long stamp,
        DeviceKey device,
        int number,
        DeviceState state,
        long lagSeconds,
        String protocol,
        String sdkVersion,
        String address) {
    private static final byte VERSION = 1;

    /** The value; the key is {@link #orderKey} or the device. */
    public byte[] write() {
        byte[] stateBytes = state.write();
        byte[] protocolBytes = text(protocol, 16);
        byte[] sdkBytes = text(sdkVersion, 106);
        byte[] addressBytes = text(address, 24);
        ByteBuffer out = ByteBuffer.allocate(
                22 + stateBytes.length + protocolBytes.length + sdkBytes.length + addressBytes.length);
        out.put(VERSION).putLong(stamp).putInt(number).putInt((int) Math.min(lagSeconds, Integer.MAX_VALUE));
        out.putShort((short) stateBytes.length).put(stateBytes);
        out.put((byte) protocolBytes.length).put(protocolBytes);
        out.put((byte) sdkBytes.length).put(sdkBytes);
        out.put((byte) addressBytes.length).put(addressBytes);
        return out.array();
    }

    public static Signal read(String device, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("signal of version " + version + ": this program reads " + VERSION);
        }
        long stamp = in.getLong();
        int number = in.getInt();
        int lag = in.getInt();
        byte[] state = new byte[in.getShort()];
        in.get(state);
        return new Signal(
                stamp, DeviceKey.parse(device), number, DeviceState.read(state), lag, text(in), text(in), text(in));
    }

    /** Only the stamp, of a signal's bytes. */
    public static long stampOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(1);
    }

    /** Bytes whose unsigned order is (stamp, device, number): the order in which a hub's judge hears its devices. */
    public static byte[] orderKey(byte[] device, byte[] signal) {
        ByteBuffer in = ByteBuffer.wrap(signal);
        ByteBuffer out = ByteBuffer.allocate(8 + device.length + 1 + 4);
        out.putLong(in.getLong(1)).put(device).put((byte) 0).putInt(in.getInt(9));
        return out.array();
    }

    /** Above every {@link #orderKey} with an earlier stamp, below all others. */
    public static byte[] orderBound(long stamp) {
        return ByteBuffer.allocate(8).putLong(stamp).array();
    }

    /** The device part of an {@link #orderKey}. */
    public static String deviceOf(byte[] orderKey) {
        return new String(orderKey, 8, orderKey.length - 13, StandardCharsets.UTF_8);
    }

    private static byte[] text(String text, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, maxBytes);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--; // do not cut a character
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
