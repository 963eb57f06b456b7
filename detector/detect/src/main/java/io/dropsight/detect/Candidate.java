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
public record Candidate(
        long stamp,
        DeviceKey device,
        int number,
        DeviceState state,
        long lagSeconds,
        String protocol,
        String sdkVersion,
        String address)
        implements Signal {

    @Override
    public String key() {
        return device.text();
    }

    /** The same, heard of at another time. */
    public Candidate heardAt(long time) {
        return new Candidate(time, device, number, state, lagSeconds, protocol, sdkVersion, address);
    }

    @Override
    public byte[] write() {
        byte[] protocolBytes = text(protocol, 16);
        byte[] sdkBytes = text(sdkVersion, 106);
        byte[] addressBytes = text(address, 24);
        ByteBuffer out = ByteBuffer.allocate(
                Signal.HEADER + 9 + state.bytes() + protocolBytes.length + sdkBytes.length + addressBytes.length);
        Signal.putHeader(out, CANDIDATE, this);
        out.putInt((int) Math.min(lagSeconds, Integer.MAX_VALUE));
        out.putShort((short) state.bytes());
        state.write(out);
        out.put((byte) protocolBytes.length).put(protocolBytes);
        out.put((byte) sdkBytes.length).put(sdkBytes);
        out.put((byte) addressBytes.length).put(addressBytes);
        return out.array();
    }

    static Candidate read(String key, long stamp, int number, ByteBuffer in) {
        int lag = in.getInt();
        int end = in.position() + 2 + in.getShort(in.position());
        in.getShort();
        DeviceState state = DeviceState.read(in);
        in.position(end);
        return new Candidate(stamp, DeviceKey.parse(key), number, state, lag, text(in), text(in), text(in));
    }

    static byte[] text(String text, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, maxBytes);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--; // do not cut a character
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
