package io.dropsight.detect.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds dips in one series of a hub's connected devices: falls over 2, 5, 15 or 30 minutes by at least a share and a
 * number of devices, deeper than 1.2 times the worst of the last 7 days. Two counts must show it. A minute without a
 * point is unknown, never zero; points may come late and in any order within an hour.
 *
 * <p>Event time alone. O(1) a point, about 700 bytes. Not thread-safe.
 */
public final class MetricWatch {
    private static final byte VERSION = 1;
    private static final int[] SPANS = {2, 5, 15, 30};
    private static final int KEPT = 128;
    /** A count may be so many minutes older than wanted. */
    private static final int NEAREST = 3;
    /** New points make falls of the last minutes visible. */
    private static final int LATEST = 10;

    private static final int LEARNT_AFTER = 45;
    private static final int DAYS = 8;
    private static final int DAY = 1440;
    /** Until a whole day is known an evening may come: a dip is then half of the devices, or a tenth within minutes. */
    private static final double UNKNOWN_EVENING = 0.5;

    private static final double SHARP = 0.1;
    private static final int SHARP_MINUTES = 5;
    private static final int LEAST_MINUTES = 180;

    private static final int FALLS = 8;
    private static final int SAME_TIME = 60;

    private final MetricConfig config;
    private final float[] values = new float[KEPT];
    private long first = -1;
    private long newest = -1;
    private long learntTo = -1;
    private final float[] worst = new float[SPANS.length * DAYS];
    private long ringDay;
    /** Dips that were told: at the same time of another day it is a habit. */
    private final long[] toldAt = new long[FALLS];

    private final float[] toldDepth = new float[FALLS];
    private int told;

    /** Devices that left cleanly; of a hub without a log, none. */
    public interface Departures {
        Departures NONE = (from, to) -> 0;

        /** After the first minute, up to the second. */
        int between(long fromMinute, long toMinute);
    }

    /** Minutes that teach nothing. */
    public interface Incidents {
        boolean cover(long fromMinute, long toMinute);
    }

    public MetricWatch(MetricConfig config) {
        this.config = config;
        Arrays.fill(values, Float.NaN);
    }

    /** The minute of the newest point; -1 without one. */
    public long newest() {
        return newest;
    }

    /** The count of that minute or of up to three before; NaN if there is none. */
    public double valueAt(long minute) {
        for (long at = minute; at > minute - 1 - NEAREST; at--) {
            float value = exactlyAt(at);
            if (!Float.isNaN(value)) {
                return value;
            }
        }
        return Double.NaN;
    }

    private float exactlyAt(long minute) {
        return minute < 0 || minute > newest || minute <= newest - KEPT ? Float.NaN : values[(int) (minute % KEPT)];
    }

    /** Takes a point, in any order within the last hour. */
    public void point(long minute, double value, Departures left, Incidents incidents) {
        if (!(value >= 0) || minute <= newest - KEPT / 2) {
            return;
        }
        if (minute > newest) {
            for (long at = Math.max(newest + 1, minute - KEPT + 1); at <= minute; at++) {
                values[(int) (at % KEPT)] = Float.NaN;
            }
            newest = minute;
            first = first < 0 ? minute : first;
        }
        values[(int) (minute % KEPT)] = (float) value;
        learn(left, incidents);
    }

    private void learn(Departures left, Incidents incidents) {
        long to = newest - LEARNT_AFTER;
        for (long at = Math.max(learntTo + 1, newest - KEPT + 40); at <= to; at++) {
            turnDays(at / DAY);
            for (int i = 0; i < SPANS.length; i++) {
                Dip fall = fall(at, SPANS[i], left);
                if (fall != null && !incidents.cover(fall.fromMinute(), at)) {
                    int slot = i * DAYS + (int) (at / DAY % DAYS);
                    worst[slot] = Math.max(worst[slot], (float) fall.depth());
                }
            }
        }
        learntTo = Math.max(learntTo, to);
    }

    private void turnDays(long day) {
        while (ringDay < day) {
            ringDay = Math.max(ringDay + 1, day - DAYS + 1);
            for (int i = 0; i < SPANS.length; i++) {
                worst[i * DAYS + (int) (ringDay % DAYS)] = 0;
            }
        }
    }

    private double usual(int span) {
        double most = 0;
        for (int d = 0; d < DAYS; d++) {
            most = Math.max(most, worst[span * DAYS + d]);
        }
        return most;
    }

    /** What the count at a minute, and the one before it, fell by; null if unknown or not at all. */
    private @Nullable Dip fall(long minute, int span, Departures left) {
        float now = exactlyAt(minute);
        double previous = valueAt(minute - 1);
        double before = valueAt(minute - span);
        if (Float.isNaN(now) || Double.isNaN(previous) || Double.isNaN(before)) {
            return null;
        }
        double after = Math.max(now, previous) + left.between(minute - span - NEAREST, minute);
        return after >= before ? null : new Dip(minute - span, minute, before, after, 0);
    }

    /** The deepest dip of the last minutes that begins at {@code earliest} or later; null if there is none. */
    public @Nullable Dip dip(Departures left, long earliest) {
        Dip deepest = null;
        for (long at = Math.max(earliest, newest - LATEST); at <= newest; at++) {
            for (int i = 0; i < SPANS.length; i++) {
                Dip fall = at - SPANS[i] < earliest ? null : fall(at, SPANS[i], left);
                if (fall != null
                        && isDip(fall, usual(i))
                        && (deepest == null || fall.depth() > deepest.depth() + 1e-9)) {
                    deepest = new Dip(fall.fromMinute(), at, fall.before(), fall.after(), usual(i));
                }
            }
        }
        return deepest;
    }

    private boolean isDip(Dip fall, double usual) {
        double least = Math.max(config.leastDevices(), config.leastShare() * fall.before());
        return fall.before() >= config.leastFleet()
                && fall.lost() >= least
                && fall.depth() > config.beyondUsual() * usual
                && isNoEvening(fall)
                && !isHabit(fall);
    }

    private boolean isNoEvening(Dip fall) {
        long known = fall.toMinute() - first;
        boolean sharp = fall.toMinute() - fall.fromMinute() <= SHARP_MINUTES && fall.depth() >= SHARP;
        return known >= DAY || fall.depth() >= UNKNOWN_EVENING || known >= LEAST_MINUTES && sharp;
    }

    private boolean isHabit(Dip fall) {
        for (int i = 0; i < FALLS; i++) {
            long apart = fall.toMinute() - toldAt[i];
            long off = Math.floorMod(apart + SAME_TIME, (long) DAY) - SAME_TIME;
            if (apart > DAY / 2
                    && apart <= 7L * DAY + SAME_TIME
                    && Math.abs(off) <= SAME_TIME
                    && fall.depth() <= config.beyondUsual() * toldDepth[i]) {
                return true;
            }
        }
        return false;
    }

    /** This dip was told; at the same time of the next days it is no news. */
    public void told(Dip dip) {
        toldAt[told] = dip.toMinute();
        toldDepth[told] = (float) dip.depth();
        told = (told + 1) % FALLS;
    }

    /** For a restart; versioned. */
    public byte[] write() {
        ByteBuffer out = ByteBuffer.allocate(1 + 4 * 8 + 4 * KEPT + 4 * worst.length + 12 * FALLS + 4);
        out.put(VERSION).putLong(first).putLong(newest).putLong(learntTo).putLong(ringDay);
        for (float value : values) {
            out.putFloat(value);
        }
        for (float fall : worst) {
            out.putFloat(fall);
        }
        for (int i = 0; i < FALLS; i++) {
            out.putLong(toldAt[i]).putFloat(toldDepth[i]);
        }
        out.putInt(told);
        return out.array();
    }

    /** Takes back what {@link #write} gave. */
    public static MetricWatch read(MetricConfig config, ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "metric state of version " + version + ": this program reads " + VERSION);
        }
        MetricWatch it = new MetricWatch(config);
        it.first = in.getLong();
        it.newest = in.getLong();
        it.learntTo = in.getLong();
        it.ringDay = in.getLong();
        for (int i = 0; i < KEPT; i++) {
            it.values[i] = in.getFloat();
        }
        for (int i = 0; i < it.worst.length; i++) {
            it.worst[i] = in.getFloat();
        }
        for (int i = 0; i < FALLS; i++) {
            it.toldAt[i] = in.getLong();
            it.toldDepth[i] = in.getFloat();
        }
        it.told = in.getInt();
        return it;
    }
}
