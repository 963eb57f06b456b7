package io.dropsight.detect.device;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.Traits;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one device that wait until nothing that belongs before them can come any more.
 *
 * <p>A record with event time t that arrived at a settles at {@code max(t + 10 min, a + 75 s)}, and takes with it
 * whatever waits with an earlier event time. So a record that is at most 8 min 45 s late settles at a time that its
 * arrival has no part in: order within that lateness changes nothing. The 75 s put a burst after a feed gap in order.
 * At most {@value #CAPACITY} records wait.
 */
final class SettleBuffer {
    static final long LATENESS_MILLIS = 600_000;
    static final long HOLD_MILLIS = 75_000;
    static final int CAPACITY = 64;
    /** No deadline: nothing waits. */
    static final long NONE = Long.MAX_VALUE;

    private static final Comparator<Entry> BY_EVENT_TIME = Comparator.comparingLong(Entry::second)
            .thenComparingInt(Entry::nano)
            .thenComparingInt(Entry::hash);

    private final List<Entry> entries;

    private SettleBuffer(List<Entry> entries) {
        this.entries = entries;
    }

    /** A record that waits. What it was decoded to is kept with it, for it is asked for several times. */
    static final class Entry {
        private final long arrival;
        /** Of the feed, by the hash of its name; 0 if not known. */
        private final int source;
        /** Whether nothing had come of its device for half an hour. */
        private final boolean voice;

        private final long second;
        private final int nano;
        /** Of the record's identity: a record has no id of its own. */
        private final int hash;

        private final byte[] event;
        private @Nullable DiagnosticEvent decoded;
        private @Nullable Traits traits;

        private Entry(long arrival, int source, boolean voice, long second, int nano, int hash, byte[] event) {
            this.arrival = arrival;
            this.source = source;
            this.voice = voice;
            this.second = second;
            this.nano = nano;
            this.hash = hash;
            this.event = event;
        }

        /** @param voice whether nothing had come of its device for half an hour */
        static Entry of(long arrival, int source, boolean voice, DiagnosticEvent event) {
            Instant at = event.occurredAt();
            byte[] bytes = FeedCodec.encodeEvent(event);
            Entry entry = new Entry(arrival, source, voice, at.getEpochSecond(), at.getNano(), hashOf(event), bytes);
            entry.decoded = event;
            return entry;
        }

        static int hashOf(DiagnosticEvent event) {
            int hash = event.operation().wire();
            hash = 31 * hash + event.code();
            return 31 * hash + event.maskedAddress().hashCode();
        }

        int source() {
            return source;
        }

        boolean voice() {
            return voice;
        }

        long arrival() {
            return arrival;
        }

        long second() {
            return second;
        }

        int nano() {
            return nano;
        }

        int hash() {
            return hash;
        }

        boolean isSameRecordAs(Entry other) {
            return second == other.second && nano == other.nano && hash == other.hash;
        }

        long deadline() {
            return Math.max(second * 1000 + nano / 1_000_000 + LATENESS_MILLIS, arrival + HOLD_MILLIS);
        }

        DiagnosticEvent decode(DeviceKey device) {
            DiagnosticEvent known = decoded;
            if (known != null) {
                return known;
            }
            try {
                known = FeedCodec.decodeEvent(device, event);
                decoded = known;
                return known;
            } catch (IOException e) {
                throw new UncheckedIOException("a waiting record of " + device.hub() + " cannot be read back", e);
            }
        }

        /** What it says of what its device shares. */
        Traits traits(DeviceKey device) {
            Traits known = traits;
            if (known == null) {
                known = FreshFacts.traitsOf(decode(device));
                traits = known;
            }
            return known;
        }

        /** Whether it is stamped a minute or more after its arrival. */
        boolean isAhead() {
            return second * 1000 >= arrival + 60_000;
        }

        /** Seconds that the record took to arrive. */
        long lagSeconds() {
            return Math.max(0, EventTime.ofMillis(arrival) - EventTime.ofMillis(second * 1000));
        }
    }

    static SettleBuffer read(byte @Nullable [] bytes) {
        List<Entry> entries = new ArrayList<>(4);
        if (bytes != null) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (in.hasRemaining()) {
                long arrival = in.getLong();
                int source = in.getInt();
                boolean voice = in.get() != 0;
                long second = in.getLong();
                int nano = in.getInt();
                int hash = in.getInt();
                byte[] event = new byte[in.getShort() & 0xFFFF];
                in.get(event);
                entries.add(new Entry(arrival, source, voice, second, nano, hash, event));
            }
        }
        return new SettleBuffer(entries);
    }

    byte[] write() {
        int size = 0;
        for (Entry entry : entries) {
            size += 31 + entry.event.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (Entry entry : entries) {
            out.putLong(entry.arrival())
                    .putInt(entry.source())
                    .put((byte) (entry.voice() ? 1 : 0))
                    .putLong(entry.second())
                    .putInt(entry.nano())
                    .putInt(entry.hash())
                    .putShort((short) entry.event.length)
                    .put(entry.event);
        }
        return out.array();
    }

    List<Entry> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether this very record waits already. */
    boolean holds(DiagnosticEvent event) {
        Instant at = event.occurredAt();
        for (Entry waiting : entries) {
            if (waiting.second == at.getEpochSecond()
                    && waiting.nano == at.getNano()
                    && waiting.hash == Entry.hashOf(event)) {
                return true;
            }
        }
        return false;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    boolean isOverfull() {
        return entries.size() > CAPACITY;
    }

    /** Milliseconds since 1970 on the arrival axis, or {@link #NONE}. */
    long nextDeadline() {
        long next = NONE;
        for (Entry entry : entries) {
            next = Math.min(next, entry.deadline());
        }
        return next;
    }

    /** Takes out, in event-time order, what is due at {@code deadline} and all that belongs before it. */
    List<Entry> release(long deadline) {
        Entry last = null;
        for (Entry entry : entries) {
            if (entry.deadline() <= deadline && (last == null || BY_EVENT_TIME.compare(entry, last) > 0)) {
                last = entry;
            }
        }
        return last == null ? List.of() : takeUpTo(last);
    }

    /** Takes out the oldest record (with all of the same event time), due or not. */
    List<Entry> releaseOldest() {
        return takeUpTo(entries.stream().min(BY_EVENT_TIME).orElseThrow());
    }

    private List<Entry> takeUpTo(Entry last) {
        if (entries.size() == 1) {
            List<Entry> only = List.of(last);
            entries.clear();
            return only;
        }
        List<Entry> taken = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.second() < last.second() || entry.second() == last.second() && entry.nano() <= last.nano()) {
                taken.add(entry);
            }
        }
        entries.removeAll(taken);
        taken.sort(BY_EVENT_TIME);
        return taken;
    }
}
