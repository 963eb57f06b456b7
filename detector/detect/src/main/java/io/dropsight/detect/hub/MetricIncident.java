package io.dropsight.detect.hub;

import io.dropsight.detect.metric.Dip;
import java.nio.ByteBuffer;

/** A dip that only the metric shows; minutes are event time since 1970. Not thread-safe. */
final class MetricIncident {
    static final int BYTES = 107;

    boolean open;
    int ordinal;
    int version;
    long publishedAt;
    long openedAt;
    /** Minute of the last count before the fall, and that of the latest one. */
    long from;

    long last;
    /** Minute of the lowest count; 0 if unknown. */
    long lowestAt;
    /** Minute from which it is over; 0 while it is not. */
    long over;

    double before;
    double lowest;
    double usual;
    double told;
    boolean logKnown;
    /** How it ended. */
    byte end;

    static final byte GOES_ON = 0;
    static final byte RECOVERED = 1;
    static final byte NEW_NORMAL = 2;
    static final byte EXPLAINED = 3;
    static final byte FORGOTTEN = 4;

    static MetricIncident of(Dip dip, int ordinal, long openedAt, boolean logKnown) {
        MetricIncident it = new MetricIncident();
        it.open = true;
        it.ordinal = ordinal;
        it.openedAt = openedAt;
        it.from = dip.fromMinute();
        it.last = dip.toMinute();
        it.lowestAt = dip.toMinute();
        it.before = dip.before();
        it.lowest = dip.after();
        it.usual = dip.usual();
        it.logKnown = logKnown;
        return it;
    }

    double lost() {
        return before - lowest;
    }

    double depth() {
        return before <= 0 ? 0 : Math.min(1, Math.max(0, lost() / before));
    }

    /** Whether anything between these minutes is of it, or of its recovery. */
    boolean touches(long fromMinute, long toMinute, int recoveryMinutes) {
        return toMinute >= from && (open || fromMinute <= over + recoveryMinutes);
    }

    void write(ByteBuffer out) {
        out.put((byte) (open ? 1 : 0))
                .putInt(ordinal)
                .putInt(version)
                .putLong(publishedAt)
                .putLong(openedAt);
        out.putLong(from).putLong(last).putLong(lowestAt).putLong(over);
        out.putDouble(before).putDouble(lowest).putDouble(usual).putDouble(told);
        out.put((byte) (logKnown ? 1 : 0)).put(end);
    }

    static MetricIncident read(ByteBuffer in) {
        MetricIncident it = new MetricIncident();
        it.open = in.get() != 0;
        it.ordinal = in.getInt();
        it.version = in.getInt();
        it.publishedAt = in.getLong();
        it.openedAt = in.getLong();
        it.from = in.getLong();
        it.last = in.getLong();
        it.lowestAt = in.getLong();
        it.over = in.getLong();
        it.before = in.getDouble();
        it.lowest = in.getDouble();
        it.usual = in.getDouble();
        it.told = in.getDouble();
        it.logKnown = in.get() != 0;
        it.end = in.get();
        return it;
    }
}
