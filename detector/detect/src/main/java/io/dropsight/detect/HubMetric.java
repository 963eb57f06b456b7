package io.dropsight.detect;

import java.nio.ByteBuffer;

/**
 * One point of a hub's connected-device count.
 *
 * @param polled whether it is the snapshot that is polled; else the older one that is exported
 * @param at    event time, {@link EventTime} seconds
 * @param value connected devices
 */
public record HubMetric(long stamp, String hub, int number, boolean polled, long at, double value) implements Signal {
    @Override
    public String key() {
        return hub + "//metric";
    }

    @Override
    public byte[] write() {
        ByteBuffer out = ByteBuffer.allocate(HEADER + 13);
        Signal.putHeader(out, HUB_METRIC, this);
        out.put((byte) (polled ? 1 : 0)).putInt((int) at).putDouble(value);
        return out.array();
    }

    static HubMetric read(String key, long stamp, int number, ByteBuffer in) {
        return new HubMetric(
                stamp,
                key.substring(0, key.indexOf('/')),
                number,
                in.get() != 0,
                Integer.toUnsignedLong(in.getInt()),
                in.getDouble());
    }
}
