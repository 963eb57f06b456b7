package io.dropsight.detect.hub;

import io.dropsight.detect.Census;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.HubMetric;
import io.dropsight.detect.Timers;
import io.dropsight.detect.metric.Dip;
import io.dropsight.detect.metric.MetricConfig;
import io.dropsight.detect.metric.MetricWatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the hub's own count of connected devices says: a second witness of what the log shows, and the only one where
 * there is no log or it is silent. A dip then waits until the log would have told of it, and is an incident if the log
 * has said nothing since. Part of {@link HubBook}; not thread-safe.
 */
final class MetricBook {
    private static final byte VERSION = 1;
    private static final long MINUTE = 60_000;
    /** So long the log may take: the settle buffer's lateness. */
    private static final long HOLD = 10 * MINUTE;
    /** A log that said nothing for so long is none. */
    private static final long LOG_FORGOTTEN = 24 * 60 * MINUTE;

    private static final long METRIC_FORGOTTEN = 24 * 60 * MINUTE;
    private static final long SHORTEST_PAUSE = MINUTE;
    private static final long LONGEST_PAUSE = 15 * MINUTE;
    /** The polled metric is preferred to the exported one while it is so fresh, in minutes. */
    private static final int FRESH = 10;

    private static final double REGAINED = 0.8;
    private static final int EVEN_MINUTES = 60;
    private static final double EVEN = 0.02;
    private static final int RECOVERY = 45;
    private static final int KEPT = 256;
    private static final int MOST_DIPS = 16;
    /** A witness may be off by so many minutes. */
    private static final int NEAR = 3;

    private final MetricConfig config;
    private final Log log;
    private final Explained explained;
    private final MetricAlerts alerts;
    private MetricWatch polled;
    private MetricWatch exported;
    private final int[] left = new int[KEPT];
    private long leftTo = -1;
    private @Nullable Dip held;
    private long dueAt = Timers.NONE;
    private boolean heldPolled;
    private @Nullable MetricIncident incident;
    private int incidents;
    private long earliest;
    private final List<Dip> dips = new ArrayList<>();
    private boolean changed;

    /** What the hub's log has said of late. */
    interface Log {
        boolean isBlind();

        /** When its last record came, ms; 0 if none has. */
        long lastMillis();
    }

    /** What the log has shown by itself. */
    @FunctionalInterface
    interface Explained {
        /** Whether a mass incident covers any of these seconds of {@link EventTime}. */
        boolean isExplained(long fromSecond, long toSecond);
    }

    MetricBook(MetricConfig config, Log log, Explained explained, MetricAlerts alerts) {
        this.config = config;
        this.log = log;
        this.explained = explained;
        this.alerts = alerts;
        this.polled = new MetricWatch(config);
        this.exported = new MetricWatch(config);
    }

    /** The dip that the metric shows about an event minute since 1970; the deepest. */
    Optional<Dip> dipAt(long minute) {
        Dip deepest = null;
        for (Dip dip : dips) {
            if (minute >= dip.fromMinute() - NEAR
                    && minute <= dip.toMinute() + NEAR
                    && (deepest == null || dip.depth() > deepest.depth())) {
                deepest = dip;
            }
        }
        return Optional.ofNullable(deepest);
    }

    void hear(Census census) {
        if (census.cleanDrops() == 0) {
            return;
        }
        long minute = census.stamp() / MINUTE - 1;
        for (long at = Math.max(leftTo + 1, minute - KEPT + 1); at <= minute; at++) {
            left[(int) (at % KEPT)] = 0;
        }
        leftTo = Math.max(leftTo, minute);
        int slot = (int) (minute % KEPT);
        left[slot] = Math.min(0xFFFF, left[slot] + census.cleanDrops());
        changed = true;
    }

    /** Clean disconnects, by when the log told of them. */
    private int leftBetween(long from, long to) {
        int sum = 0;
        for (long at = Math.max(from + 1, leftTo - KEPT + 1); at <= Math.min(to + 1, leftTo); at++) {
            sum += left[(int) (at % KEPT)];
        }
        return sum;
    }

    private boolean teachesNothing(long from, long to) {
        MetricIncident it = incident;
        return it != null && it.touches(from, to, RECOVERY) || held != null || isExplained(from, to);
    }

    private boolean isExplained(long from, long to) {
        return explained.isExplained(EventTime.ofMillis(from * MINUTE), EventTime.ofMillis((to + 1) * MINUTE));
    }

    void hear(HubMetric metric) {
        changed = true;
        long minute = EventTime.toMillis(metric.at()) / MINUTE;
        MetricWatch watch = metric.polled() ? polled : exported;
        watch.point(minute, metric.value(), this::leftBetween, this::teachesNothing);
        if (!metric.polled() && polled.newest() >= minute - FRESH) {
            return;
        }
        MetricIncident it = incident;
        if (it != null && it.open) {
            follow(it, watch, minute, metric.stamp());
            return;
        }
        Dip dip = watch.dip(this::leftBetween, earliest);
        if (dip != null) {
            remember(dip);
            hold(dip, metric.polled(), metric.stamp());
        }
    }

    private void remember(Dip dip) {
        dips.removeIf(old ->
                old.fromMinute() <= dip.toMinute() && dip.fromMinute() <= old.toMinute() && old.depth() <= dip.depth());
        dips.add(dip);
        if (dips.size() > MOST_DIPS) {
            dips.remove(0);
        }
    }

    private boolean isLogKnown(long now) {
        return log.lastMillis() > 0 && now - log.lastMillis() < LOG_FORGOTTEN;
    }

    private void hold(Dip dip, boolean fromPolled, long now) {
        Dip known = held;
        if (known == null) {
            dueAt = isLogKnown(now) ? Math.max(now, (dip.toMinute() + 1) * MINUTE + HOLD) : now;
        }
        if (known == null || dip.depth() > known.depth()) {
            held = dip;
            heldPolled = fromPolled;
        }
        if (dueAt <= now) {
            decide(now);
        }
    }

    private void decide(long now) {
        Dip dip = held;
        held = null;
        dueAt = Timers.NONE;
        if (dip == null) {
            return;
        }
        boolean told = log.lastMillis() >= (dip.toMinute() + 1) * MINUTE && !log.isBlind();
        if (told || isExplained(dip.fromMinute(), dip.toMinute())) {
            earliest = dip.toMinute(); // the log has spoken since: it is the better judge
            return;
        }
        MetricWatch watch = heldPolled ? polled : exported;
        watch.told(dip);
        MetricIncident it = MetricIncident.of(dip, ++incidents, now, isLogKnown(now));
        incident = it;
        publish(it, now);
        follow(it, watch, watch.newest(), now);
    }

    private void follow(MetricIncident it, MetricWatch watch, long minute, long now) {
        double value = watch.valueAt(minute);
        it.last = Math.max(it.last, minute);
        if (value + leftBetween(it.from, minute) < it.lowest) {
            it.lowest = value + leftBetween(it.from, minute);
            it.lowestAt = minute;
        }
        if (isExplained(it.from, it.lowestAt)) {
            close(it, MetricIncident.EXPLAINED, minute, now);
        } else if (value >= it.before - (1 - REGAINED) * it.lost() && minute >= it.lowestAt) {
            close(it, MetricIncident.RECOVERED, minute, now);
        } else if (minute - it.lowestAt >= EVEN_MINUTES && isEven(it, watch, minute)) {
            close(it, MetricIncident.NEW_NORMAL, minute, now);
        } else if (it.lost() >= 2 * it.told && now - it.publishedAt >= SHORTEST_PAUSE
                || it.lost() > it.told && now - it.publishedAt >= LONGEST_PAUSE) {
            publish(it, now);
        }
    }

    /** For an hour it neither rose nor fell: that is how many there are now. */
    private static boolean isEven(MetricIncident it, MetricWatch watch, long minute) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (long at = minute - EVEN_MINUTES; at <= minute; at++) {
            double value = watch.valueAt(at);
            if (!Double.isNaN(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        return most - least <= EVEN * it.before;
    }

    private void close(MetricIncident it, byte how, long minute, long now) {
        it.open = false;
        it.end = how;
        it.over = Math.max(minute, it.from);
        earliest = it.over;
        publish(it, now);
    }

    private void publish(MetricIncident it, long now) {
        it.version++;
        it.publishedAt = now;
        it.told = it.lost();
        alerts.publish(it, now);
    }

    long nextDeadline() {
        MetricIncident it = incident;
        long forgotten = it != null && it.open ? forgottenAt(it) : Timers.NONE;
        return Math.min(dueAt, forgotten);
    }

    private static long forgottenAt(MetricIncident it) {
        return Math.max(it.openedAt, (it.last + 1) * MINUTE) + METRIC_FORGOTTEN;
    }

    void fire(long deadline) {
        if (dueAt <= deadline) {
            changed = true;
            decide(deadline);
        }
        MetricIncident it = incident;
        if (it != null && it.open && forgottenAt(it) <= deadline) {
            changed = true;
            close(it, MetricIncident.FORGOTTEN, it.last, deadline);
        }
    }

    void save(Shelf shelf) {
        if (changed) {
            changed = false;
            shelf.keep(Shelf.METRIC, "", write());
        }
    }

    private byte[] write() {
        byte[] first = polled.write();
        byte[] second = exported.write();
        ByteBuffer out = ByteBuffer.allocate(
                64 + 4 * KEPT + 40 * (MOST_DIPS + 1) + MetricIncident.BYTES + first.length + second.length);
        out.put(VERSION).putInt(incidents).putLong(earliest).putLong(dueAt).putLong(leftTo);
        boolean departures = leftTo >= 0;
        for (int i = 0; departures && i < KEPT; i++) {
            out.putShort((short) Math.min(0xFFFF, left[i]));
        }
        Dip waits = held;
        out.put((byte) (waits == null ? 0 : heldPolled ? 2 : 1));
        if (waits != null) {
            writeDip(out, waits);
        }
        out.put((byte) dips.size());
        dips.forEach(dip -> writeDip(out, dip));
        MetricIncident it = incident;
        out.put((byte) (it == null ? 0 : 1));
        if (it != null) {
            it.write(out);
        }
        out.put(first).put(second);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void writeDip(ByteBuffer out, Dip dip) {
        out.putLong(dip.fromMinute()).putLong(dip.toMinute());
        out.putDouble(dip.before()).putDouble(dip.after()).putDouble(dip.usual());
    }

    private static Dip readDip(ByteBuffer in) {
        return new Dip(in.getLong(), in.getLong(), in.getDouble(), in.getDouble(), in.getDouble());
    }

    void restore(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("metric book of version " + version + ": this program reads " + VERSION);
        }
        incidents = in.getInt();
        earliest = in.getLong();
        dueAt = in.getLong();
        leftTo = in.getLong();
        for (int i = 0; leftTo >= 0 && i < KEPT; i++) {
            left[i] = in.getShort() & 0xFFFF;
        }
        byte waits = in.get();
        heldPolled = waits == 2;
        held = waits == 0 ? null : readDip(in);
        dips.clear();
        for (int size = in.get(); size > 0; size--) {
            dips.add(readDip(in));
        }
        incident = in.get() == 0 ? null : MetricIncident.read(in);
        polled = MetricWatch.read(config, in);
        exported = MetricWatch.read(config, in);
    }
}
