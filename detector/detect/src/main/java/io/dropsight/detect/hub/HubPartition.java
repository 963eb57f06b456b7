package io.dropsight.detect.hub;

import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.Signal;
import io.dropsight.detect.Store;
import io.dropsight.detect.Timers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hub stage of one partition: merges the signals of all upstream partitions by their watermarks, and lets each
 * hub's book hear them in the order (stamp, device, number), with timers between.
 *
 * <p>A watermark W of a partition promises that its later signals have stamps of W or more. Signals are released
 * strictly below the smallest watermark, so neither partitions nor their speed leave a trace. Not thread-safe.
 */
public final class HubPartition {
    private static final int BATCH = 1_000;
    private static final long NOTHING_YET = Long.MIN_VALUE;

    private final Store merge;
    private final Store book;
    private final Store marks;
    private final HubOutput output;
    private final DetectConfig config;
    private final TreeMap<String, Hub> hubs = new TreeMap<>();
    private final Timers<Hub> timers = new Timers<>(Comparator.comparing(hub -> hub.name));
    private final TreeSet<Hub> changed = new TreeSet<>(Comparator.comparing(hub -> hub.name));
    /** The one that spoke last: most partitions have but one hub. */
    private @Nullable Hub latest;

    private final long[] watermarks;
    private long horizon = Long.MAX_VALUE;
    private long released = NOTHING_YET;
    private boolean ended;
    private int waiting;

    /** A hub's book, and when it is to be looked at next. */
    private static final class Hub extends Timers.Timed {
        final String name;
        final byte[] nameBytes;
        final HubBook book;
        boolean isChanged;
        private long next = Timers.NONE;

        Hub(String name, HubBook book) {
            this.name = name;
            this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
            this.book = book;
        }

        @Override
        protected long deadline() {
            return next;
        }
    }

    /**
     * Takes back what the stores hold.
     *
     * @param sources upstream partitions; none may be left out, and their number may not change over the stores' life
     */
    public HubPartition(int sources, Store merge, Store book, Store marks, DetectConfig config, HubOutput output) {
        this.merge = merge;
        this.book = book;
        this.marks = marks;
        this.output = output;
        this.config = config;
        this.watermarks = new long[sources];
        Arrays.fill(watermarks, NOTHING_YET);
        book.scan(null, null, (key, value) -> {
            restore(key, value);
            return true;
        });
        hubs.values().forEach(hub -> {
            hub.book.restored();
            hub.next = hub.book.nextDeadline();
            timers.update(hub);
        });
        marks.scan(null, null, (key, value) -> {
            int source = ByteBuffer.wrap(key).getInt();
            ByteBuffer in = ByteBuffer.wrap(value);
            int known = in.getInt();
            if (known != sources) {
                throw new IllegalStateException(
                        "the state was written with %d partitions of the events topic, which has %d now: changing"
                                        .formatted(known, sources)
                                + " their number needs a reset of the application");
            }
            watermarks[source] = in.getLong();
            raiseHorizon(in.getLong());
            return true;
        });
        merge.scan(null, null, (key, value) -> {
            waiting++;
            return true;
        });
        released = smallest();
        ended = released == Long.MAX_VALUE;
    }

    private void restore(byte[] key, byte[] value) {
        int hubLength = ByteBuffer.wrap(key).getShort() & 0xFFFF;
        String hub = new String(key, 3, hubLength, StandardCharsets.UTF_8);
        String rest = new String(key, 3 + hubLength, key.length - 3 - hubLength, StandardCharsets.UTF_8);
        hub(hub).book.restore(key[2], rest, value);
    }

    private static byte[] bookKey(byte[] hubBytes, byte kind, String rest) {
        byte[] restBytes = rest.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(3 + hubBytes.length + restBytes.length);
        out.putShort((short) hubBytes.length).put(kind).put(hubBytes).put(restBytes);
        return out.array();
    }

    private Hub hub(String name) {
        return hubs.computeIfAbsent(name, n -> new Hub(n, new HubBook(n, config, output)));
    }

    /** The hub of a signal's key. */
    private Hub hubOf(String key) {
        Hub it = latest;
        if (it == null || !key.startsWith(it.name) || key.charAt(it.name.length()) != '/') {
            it = hub(key.substring(0, key.indexOf('/')));
            latest = it;
        }
        return it;
    }

    /** Whether everything was said already, before a restart. */
    public boolean hasEnded() {
        return ended;
    }

    /** Signals that wait for the watermarks; one that came twice, as after a crash with at least once, counts twice. */
    public int waiting() {
        return waiting;
    }

    /** Takes a signal; it waits for the watermarks. */
    public void signal(byte[] key, byte[] signal) {
        if (Signal.stampOf(signal) < released) {
            output.brokenPromise();
        }
        merge.put(Signal.orderKey(key, signal), signal);
        waiting++;
    }

    /**
     * Takes a watermark of an upstream partition.
     *
     * @param end     whether nothing comes any more from there; then {@code arrival} is the last arrival of the feed,
     *                beyond which no timer fires
     */
    public void watermark(int source, long arrival, boolean end) {
        long mark = end ? Long.MAX_VALUE : arrival;
        if (mark <= watermarks[source]) {
            return;
        }
        watermarks[source] = mark;
        if (end) {
            raiseHorizon(arrival);
        }
        long smallest = smallest();
        if (smallest > released || end) {
            saveMark(source);
        }
        if (smallest > released) {
            for (int other = 0; other < watermarks.length; other++) {
                saveMark(other);
            }
            release(smallest);
            released = smallest;
        }
    }

    private void raiseHorizon(long lastArrival) {
        if (lastArrival != Long.MAX_VALUE) {
            horizon = horizon == Long.MAX_VALUE ? lastArrival : Math.max(horizon, lastArrival);
        }
    }

    private long smallest() {
        return Arrays.stream(watermarks).min().orElse(NOTHING_YET);
    }

    private void saveMark(int source) {
        marks.put(
                ByteBuffer.allocate(4).putInt(source).array(),
                ByteBuffer.allocate(20)
                        .putInt(watermarks.length)
                        .putLong(watermarks[source])
                        .putLong(horizon)
                        .array());
    }

    private void release(long before) {
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        do {
            keys.clear();
            values.clear();
            merge.scan(null, Signal.orderBound(before), (key, value) -> {
                keys.add(key);
                values.add(value);
                return keys.size() < BATCH;
            });
            for (int i = 0; i < keys.size(); i++) {
                String key = Signal.keyOf(keys.get(i));
                Signal signal = Signal.read(key, values.get(i));
                fire(signal.stamp());
                Hub hub = hubOf(key);
                hub.book.hear(signal);
                heard(hub);
                merge.delete(keys.get(i));
                waiting--;
            }
        } while (!keys.isEmpty());
        fire(before == Long.MAX_VALUE ? horizon : before - 1);
        if (before == Long.MAX_VALUE) {
            hubs.values().forEach(hub -> {
                hub.book.end(horizon);
                heard(hub);
            });
        }
        save(before == Long.MAX_VALUE ? horizon : before);
        if (before == Long.MAX_VALUE) {
            ended = true;
            output.ended();
        }
    }

    /** Fires the timers up to and with {@code until}, those of one time in the order of their hubs. */
    private void fire(long until) {
        long last = Math.min(until, horizon);
        while (timers.next() <= last && timers.next() != Timers.NONE) {
            Hub hub = timers.first();
            hub.book.fire(timers.next());
            heard(hub);
        }
    }

    /** A hub's book has changed: it is to be saved, and its next timer may be another. */
    private void heard(Hub hub) {
        long next = hub.book.nextDeadline();
        if (next != hub.next) {
            hub.next = next;
            timers.update(hub);
        }
        if (!hub.isChanged) {
            hub.isChanged = true;
            changed.add(hub);
        }
    }

    private void save(long at) {
        for (Hub hub : changed) {
            hub.isChanged = false;
            hub.book.save((kind, rest, value) -> {
                byte[] key = bookKey(hub.nameBytes, kind, rest);
                if (value == null) {
                    book.delete(key);
                } else {
                    book.put(key, value);
                }
            });
            output.level(hub.book.level(at));
        }
        changed.clear();
    }
}
