package io.dropsight.detect.device;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.Signal;
import io.dropsight.detect.Store;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The device stage of one partition: settles late and doubled records, pairs sessions, screens, and lets out signals
 * and watermarks. It knows no clock: its time is the arrival of what comes in, which never falls.
 *
 * <p>Every settle timer up to an arrival fires before the record that brought it, and stamps its signal with its own
 * deadline; so the traffic of other devices, ticks and the number of partitions leave no trace. Not thread-safe.
 */
public final class DevicePartition {
    /** A device that was silent for so long (event time) starts anew. */
    static final Duration FORGET_AFTER = Duration.ofDays(14);
    /** One that nothing came from for so long (arrival time) is forgotten: then late records start it anew, too. */
    private static final Duration SWEEP_AFTER = FORGET_AFTER.plusDays(7);
    /** A record cannot have happened later than it arrived; hub clocks differ by less than this. */
    private static final long AHEAD_MILLIS = 15 * 60_000L;

    private static final long SWEEP_EVERY_MILLIS = Duration.ofDays(1).toMillis();
    private static final int MOST_SWEPT = 100_000;

    private final Store states;
    private final Store settling;
    private final Output output;
    private final TreeSet<Timer> timers = new TreeSet<>(Timer.ORDER);
    private long sweptAt = Long.MIN_VALUE;

    /** Where the device stage's findings go. */
    public interface Output {
        void signal(Signal signal);

        void count(Outcome outcome);

        /** A record that cannot be analysed any more; to be kept as a dead letter. */
        void refuse(DiagnosticEvent event, Outcome why);
    }

    /** What became of a record, or of a device. */
    public enum Outcome {
        /** Analysed. */
        SETTLED,
        /** The same record waits or was applied last. */
        DUPLICATE,
        /** A later record of its device has been applied already. */
        TOO_LATE,
        /** Stamped more than 15 minutes after its arrival. */
        AHEAD_OF_ARRIVAL,
        /** Before 2015 or after 2150. */
        TIME_OUT_OF_RANGE,
        /** More than 64 records of one device waited: the oldest was analysed before its time. */
        SETTLED_EARLY,
        /** A device without a record for 14 days was forgotten. */
        FORGOTTEN
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by ORDER alone
    private record Timer(long deadline, byte[] key) {
        static final Comparator<Timer> ORDER =
                Comparator.comparingLong(Timer::deadline).thenComparing(Timer::key, Arrays::compareUnsigned);
    }

    /** Rebuilds the timers from what the stores hold. */
    public DevicePartition(Store states, Store settling, Output output) {
        this.states = states;
        this.settling = settling;
        this.output = output;
        settling.scan(null, null, (key, value) -> {
            timers.add(new Timer(SettleBuffer.read(value).nextDeadline(), key));
            return true;
        });
    }

    /** Takes an event that arrived at {@code arrival} (ms since 1970, not before any earlier one). */
    public void event(long arrival, DiagnosticEvent event) {
        advance(arrival);
        if (!EventTime.holds(event.occurredAt())) {
            refuse(event, Outcome.TIME_OUT_OF_RANGE);
            return;
        }
        if (event.occurredAt().toEpochMilli() > arrival + AHEAD_MILLIS) {
            refuse(event, Outcome.AHEAD_OF_ARRIVAL);
            return;
        }
        byte[] key = event.device().text().getBytes(StandardCharsets.UTF_8);
        SettleBuffer.Entry entry = SettleBuffer.Entry.of(arrival, event, FeedCodec.encodeEvent(event));
        DeviceState state = remembered(key, arrival);
        if (state != null && isPast(state, entry)) {
            if (state.settledHash() == entry.hash() && isAtSettled(state, entry)) {
                output.count(Outcome.DUPLICATE);
            } else {
                refuse(event, Outcome.TOO_LATE);
            }
            return;
        }
        SettleBuffer buffer = SettleBuffer.read(settling.get(key));
        long before = buffer.nextDeadline();
        if (!buffer.add(entry)) {
            output.count(Outcome.DUPLICATE);
            return;
        }
        if (buffer.isOverfull()) {
            output.count(Outcome.SETTLED_EARLY);
            settle(key, buffer.releaseOldest(), arrival);
        }
        keep(key, buffer, before);
    }

    /** Fires all that is due by {@code arrival}; {@code Long.MAX_VALUE} at the end of the feed. */
    public void advance(long arrival) {
        while (!timers.isEmpty() && timers.first().deadline() <= arrival) {
            Timer timer = timers.first();
            SettleBuffer buffer = SettleBuffer.read(settling.get(timer.key()));
            settle(timer.key(), buffer.release(timer.deadline()), timer.deadline());
            keep(timer.key(), buffer, timer.deadline());
        }
        if (arrival == Long.MAX_VALUE) {
            return;
        }
        if (sweptAt == Long.MIN_VALUE) {
            sweptAt = arrival;
        } else if (arrival - sweptAt >= SWEEP_EVERY_MILLIS) {
            sweptAt = arrival;
            sweep(arrival);
        }
    }

    private void refuse(DiagnosticEvent event, Outcome why) {
        output.count(why);
        output.refuse(event, why);
    }

    private static boolean isPast(DeviceState state, SettleBuffer.Entry entry) {
        return entry.second() < state.settledSecond()
                || entry.second() == state.settledSecond() && entry.nano() <= state.settledNano();
    }

    private static boolean isAtSettled(DeviceState state, SettleBuffer.Entry entry) {
        return entry.second() == state.settledSecond() && entry.nano() == state.settledNano();
    }

    private void keep(byte[] key, SettleBuffer buffer, long deadlineBefore) {
        long deadline = buffer.nextDeadline();
        if (deadlineBefore != SettleBuffer.NONE && deadlineBefore != deadline) {
            timers.remove(new Timer(deadlineBefore, key));
        }
        if (buffer.isEmpty()) {
            settling.delete(key);
        } else {
            settling.put(key, buffer.write());
            if (deadlineBefore != deadline) {
                timers.add(new Timer(deadline, key));
            }
        }
    }

    private void settle(byte[] key, List<SettleBuffer.Entry> entries, long stamp) {
        if (entries.isEmpty()) {
            return;
        }
        DeviceKey device = DeviceKey.parse(new String(key, StandardCharsets.UTF_8));
        DeviceState known = remembered(key, stamp);
        DeviceState state = known == null ? DeviceState.fresh() : known;
        boolean changed = false;
        boolean dropped = false;
        DiagnosticEvent last = null;
        for (int from = 0; from < entries.size(); ) {
            int to = from + 1;
            while (to < entries.size() && sameTime(entries.get(from), entries.get(to))) {
                to++;
            }
            if (entries.get(from).second() - state.settledSecond() > FORGET_AFTER.toSeconds()) {
                state = state.startAnew();
            }
            List<DiagnosticEvent> ties = new ArrayList<>(to - from);
            for (SettleBuffer.Entry entry : entries.subList(from, to)) {
                ties.add(entry.decode(device));
            }
            int drops = state.drops();
            while (!ties.isEmpty()) {
                last = ties.remove(Sessions.nextOfTie(state, ties));
                changed |= Sessions.apply(state, last);
                output.count(Outcome.SETTLED);
            }
            dropped |= state.drops() > drops;
            SettleBuffer.Entry settled = entries.get(to - 1);
            state.settled(settled.second(), settled.nano(), settled.hash(), EventTime.ofMillis(stamp));
            from = to;
        }
        if (changed && last != null && Screen.passes(state, dropped)) {
            output.signal(new Signal(
                    stamp,
                    device,
                    state.nextSignal(),
                    state,
                    entries.get(entries.size() - 1).lagSeconds(),
                    last.protocol(),
                    last.sdkVersion(),
                    last.maskedAddress()));
        }
        states.put(key, state.write());
    }

    private static boolean sameTime(SettleBuffer.Entry a, SettleBuffer.Entry b) {
        return a.second() == b.second() && a.nano() == b.nano();
    }

    /** What is known of a device; null once it is forgotten, whether the sweep has come by or not. */
    private @Nullable DeviceState remembered(byte[] key, long at) {
        DeviceState state = DeviceState.readOrNull(states.get(key));
        return state == null || isForgotten(state, at) ? null : state;
    }

    private static boolean isForgotten(DeviceState state, long at) {
        return EventTime.ofMillis(at) - state.heardAt() > SWEEP_AFTER.toSeconds();
    }

    /** Drops the bytes of forgotten devices. */
    private void sweep(long arrival) {
        List<byte[]> silent = new ArrayList<>();
        states.scan(null, null, (key, value) -> {
            if (isForgotten(DeviceState.read(value), arrival)) {
                silent.add(key);
            }
            return silent.size() < MOST_SWEPT;
        });
        for (byte[] key : silent) {
            states.delete(key);
            output.count(Outcome.FORGOTTEN);
        }
    }
}
