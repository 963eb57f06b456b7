package io.dropsight.detect;

import java.nio.ByteBuffer;

/**
 * One point of a hub's connected-device count.
 *
 * @param at    event time, {@link EventTime} seconds
 * @param value connected devices
 */
public record HubMetric(long stamp, String hub, int number, long at, double value) implements Signal {
    @Override
    public String key() {
        return hub + "//metric";
    }

    @Override
    public byte[] write() {
        ByteBuffer out = ByteBuffer.allocate(HEADER + 12);
        Signal.putHeader(out, HUB_METRIC, this);
        out.putInt((int) at).putDouble(value);
        return out.array();
    }

    static HubMetric read(String key, long stamp, int number, ByteBuffer in) {
        return new HubMetric(
                stamp, key.substring(0, key.indexOf('/')), number, Integer.toUnsignedLong(in.getInt()), in.getDouble());
    }
}
