package io.dropsight.detect.device;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.HubMetric;
import io.dropsight.detect.Signal;
import io.dropsight.detect.Store;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device stage of one partition: settles late and doubled records, pairs sessions, screens, and lets out signals
 * and watermarks. It knows no clock: its time is the arrival of what comes in, which never falls.
 *
 * <p>Every settle timer up to an arrival fires before the record that brought it, and stamps its signal with its own
 * deadline; so the traffic of other devices, ticks and the number of partitions leave no trace. Not thread-safe.
 *
 * <p>Two lanes: an error drop is told at once ({@link FreshFacts}), for what happens to many at once cannot wait; all
 * else is told once it has settled.
 */
public final class DevicePartition {
    /** A device that was silent for so long (event time) starts anew. */
    static final Duration FORGET_AFTER = Duration.ofDays(14);
    /** One that nothing came from for so long (arrival time) is forgotten: then late records start it anew, too. */
    private static final Duration SWEEP_AFTER = FORGET_AFTER.plusDays(7);
    /** A record cannot have happened later than it arrived; hub clocks differ by less than this. */
    private static final long AHEAD_MILLIS = 15 * 60_000L;

    private static final long SWEEP_EVERY_MILLIS = Duration.ofDays(1).toMillis();
    /** The metric of which a point is a snapshot; its exported forerunner has a dotted name. */
    private static final String POLLED = "connectedDeviceCount";

    /** After the device's last record has settled, which takes ten minutes. */
    private static final long VOICE_SECONDS = 1_200;

    private static final int MOST_SWEPT = 100_000;
    /** Of the settling store: the minute whose census is still to be told. No device has this key. */
    static final byte[] MINUTE_KEY = {0};
    /** Before a hub's name: the records of this minute that were not taken. */
    private static final byte ODD = 2;

    private final Store states;
    private final Store settling;
    private final Output output;
    private final WaitingDevices waiting;
    private final CensusTaker census;
    private final Sources sources;
    private long sweptAt = Long.MIN_VALUE;
    /** Start of the present minute of arrivals, ms. */
    private long minute = Long.MIN_VALUE;

    /** Where the device stage's findings go. */
    public interface Output {
        void signal(Signal signal);

        void count(Outcome outcome);

        /** A record that cannot be analysed any more; to be kept as a dead letter. */
        void refuse(DiagnosticEvent event, Outcome why);

        /**
         * A device dropped; told once, when it has settled, for figures alone.
         *
         * @param sessionSeconds how long it was connected; 0 if its connect was not seen
         */
        default void dropped(String hub, DropKind kind, long sessionSeconds) {}
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

    /**
     * Rebuilds timers and counts from what the stores hold.
     *
     * @param partition of the events topic
     */
    public DevicePartition(int partition, Store states, Store settling, Output output) {
        this.states = states;
        this.settling = settling;
        this.output = output;
        this.waiting = new WaitingDevices(settling);
        this.sources = new Sources(settling);
        this.census = new CensusTaker(partition, sources::name);
        byte[] savedMinute = settling.get(MINUTE_KEY);
        if (savedMinute != null) {
            minute = ByteBuffer.wrap(savedMinute).getLong();
        }
        settling.scan(null, null, (key, value) -> {
            if (key[0] == ODD) {
                ByteBuffer in = ByteBuffer.wrap(value);
                census.odd(
                        new String(key, 1, key.length - 1, StandardCharsets.UTF_8),
                        in.getInt(),
                        in.getInt(),
                        in.getInt());
            } else if (isDevice(key)) {
                DeviceKey device = deviceOf(key);
                SettleBuffer buffer = SettleBuffer.read(value);
                waiting.restore(device, buffer);
                buffer.entries().forEach(entry -> waits(device, entry, 1));
            }
            return true;
        });
        states.scan(null, null, (key, value) -> {
            census.changed(hubOf(key), null, CensusTaker.Entry.of(DeviceState.read(value)));
            return true;
        });
    }

    /** The settling store also holds the minute, {@link #ODD} counts and {@link Sources}; a hub's name is printable. */
    private static boolean isDevice(byte[] key) {
        return key[0] >= ' ' || key[0] < 0;
    }

    private static DeviceKey deviceOf(byte[] key) {
        return DeviceKey.parse(new String(key, StandardCharsets.UTF_8));
    }

    private static String hubOf(byte[] key) {
        int length = 0;
        while (key[length] != '/') {
            length++;
        }
        return new String(key, 0, length, StandardCharsets.UTF_8);
    }

    private void waits(DeviceKey device, SettleBuffer.Entry entry, int by) {
        if (entry.arrival() >= minute) {
            census.waits(device.hub(), entry, CensusTaker.isCleanDrop(entry.decode(device)), by);
        }
    }

    /** Takes a point of a hub's count of connected devices, with its arrival. */
    public void metric(long arrival, MetricSample sample) {
        advance(arrival);
        if (EventTime.holds(sample.at())) {
            int number = Long.hashCode(
                    sample.at().toEpochMilli() * 31 + sample.name().hashCode());
            output.signal(new HubMetric(
                    arrival,
                    sample.hub(),
                    number,
                    sample.name().startsWith(POLLED),
                    EventTime.ofInstant(sample.at()),
                    sample.value()));
        }
    }

    /** Takes an event of a source that has no name. */
    public void event(long arrival, DiagnosticEvent event) {
        event(arrival, "", event);
    }

    /** Takes an event that arrived at {@code arrival} (ms since 1970, not before any earlier one). */
    public void event(long arrival, String source, DiagnosticEvent event) {
        advance(arrival);
        if (!EventTime.holds(event.occurredAt())) {
            refuse(event, Outcome.TIME_OUT_OF_RANGE);
            return;
        }
        if (event.occurredAt().toEpochMilli() > arrival + AHEAD_MILLIS) {
            refuse(event, Outcome.AHEAD_OF_ARRIVAL);
            return;
        }
        WaitingDevices.Device device = waiting.of(event.device());
        DeviceState state = remembered(device, arrival);
        if (state != null && isPast(state, event)) {
            if (isLastSettled(state, event)) {
                duplicate(event);
            } else {
                refuse(event, Outcome.TOO_LATE);
            }
            return;
        }
        SettleBuffer buffer = waiting.bufferOf(device);
        if (buffer.holds(event)) {
            duplicate(event);
            return;
        }
        boolean voice = buffer.isEmpty() && isFirstWord(state, arrival);
        SettleBuffer.Entry entry = SettleBuffer.Entry.of(arrival, sources.id(source), voice, event);
        buffer.add(entry);
        census.waits(event.device().hub(), entry, CensusTaker.isCleanDrop(event), 1);
        FreshFacts.of(arrival, event, entry, state, buffer).ifPresent(output::signal);
        if (buffer.isOverfull()) {
            output.count(Outcome.SETTLED_EARLY);
            List<SettleBuffer.Entry> oldest = buffer.releaseOldest();
            oldest.forEach(early -> waits(event.device(), early, -1));
            settle(device, oldest, arrival, buffer);
        }
        waiting.keep(device, buffer);
    }

    /** Devices whose state is kept. */
    public int known() {
        return census.known();
    }

    /** Records that wait to settle. */
    public int waiting() {
        return waiting.records();
    }

    /** Fires all that is due by {@code arrival}; {@code Long.MAX_VALUE} at the end of the feed. */
    public void advance(long arrival) {
        for (long due = waiting.nextDeadline();
                due <= arrival && due != SettleBuffer.NONE;
                due = waiting.nextDeadline()) {
            turnMinute(due);
            WaitingDevices.Device device = waiting.first();
            SettleBuffer buffer = waiting.bufferOf(device);
            settle(device, buffer.release(due), due, buffer);
            waiting.keep(device, buffer);
        }
        if (arrival == Long.MAX_VALUE) {
            return;
        }
        turnMinute(arrival);
        if (sweptAt == Long.MIN_VALUE) {
            sweptAt = arrival;
        } else if (arrival - sweptAt >= SWEEP_EVERY_MILLIS) {
            sweptAt = arrival;
            sweep(arrival);
        }
    }

    /** At a time in a later minute the census of the present one is told, as of its end. */
    private void turnMinute(long at) {
        long now = Math.floorDiv(at, CensusTaker.MINUTE_MILLIS) * CensusTaker.MINUTE_MILLIS;
        if (now <= minute) {
            return;
        }
        if (minute != Long.MIN_VALUE && census.hasNews()) {
            census.news().forEach(hub -> settling.delete(oddKey(hub)));
            census.tell(minute + CensusTaker.MINUTE_MILLIS, output::signal);
        }
        minute = now;
        settling.put(MINUTE_KEY, ByteBuffer.allocate(8).putLong(now).array());
    }

    /** Whether nothing has come of the device for about half an hour: its chatter says little about the log. */
    private static boolean isFirstWord(@Nullable DeviceState state, long arrival) {
        return state == null || EventTime.ofMillis(arrival) - state.heardAt() > VOICE_SECONDS;
    }

    private void duplicate(DiagnosticEvent event) {
        output.count(Outcome.DUPLICATE);
        odd(event.device().hub(), 1, 0, 0);
    }

    private void odd(String hub, int duplicates, int refused, int ahead) {
        ByteBuffer counts = ByteBuffer.allocate(4 * CensusTaker.ODD);
        for (int count : census.odd(hub, duplicates, refused, ahead)) {
            counts.putInt(count);
        }
        settling.put(oddKey(hub), counts.array());
    }

    private static byte[] oddKey(String hub) {
        byte[] name = hub.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + name.length).put(ODD).put(name).array();
    }

    private void refuse(DiagnosticEvent event, Outcome why) {
        odd(event.device().hub(), 0, 1, why == Outcome.AHEAD_OF_ARRIVAL ? 1 : 0);
        output.count(why);
        output.refuse(event, why);
    }

    private static boolean isPast(DeviceState state, DiagnosticEvent event) {
        Instant at = event.occurredAt();
        return at.getEpochSecond() < state.settledSecond()
                || at.getEpochSecond() == state.settledSecond() && at.getNano() <= state.settledNano();
    }

    private static boolean isLastSettled(DeviceState state, DiagnosticEvent event) {
        return state.settledHash() == SettleBuffer.Entry.hashOf(event)
                && event.occurredAt().getEpochSecond() == state.settledSecond()
                && event.occurredAt().getNano() == state.settledNano();
    }

    /**
     * @param entries in event-time order
     * @param later   what is not due yet
     */
    private void settle(WaitingDevices.Device it, List<SettleBuffer.Entry> entries, long stamp, SettleBuffer later) {
        if (entries.isEmpty()) {
            return;
        }
        DeviceKey device = it.id;
        DeviceState stored = stored(it);
        CensusTaker.Entry before = CensusTaker.Entry.of(stored);
        DeviceState state = stored == null || isForgotten(stored, stamp) ? DeviceState.fresh() : stored;
        Settlement settlement = new Settlement(device, state, stamp, later, census, output);
        boolean candidate = settlement.apply(entries);
        state = settlement.state();
        states.put(it.key, state.write());
        it.state = candidate ? null : state; // whom it was told to may go on looking at it
        census.changed(device.hub(), before, CensusTaker.Entry.of(state));
    }

    /** What is known of a device; null once it is forgotten, whether the sweep has come by or not. */
    private @Nullable DeviceState remembered(WaitingDevices.Device device, long at) {
        DeviceState state = stored(device);
        return state == null || isForgotten(state, at) ? null : state;
    }

    private @Nullable DeviceState stored(WaitingDevices.Device device) {
        if (device.state == null) {
            device.state = DeviceState.readOrNull(states.get(device.key));
        }
        return device.state;
    }

    private static boolean isForgotten(DeviceState state, long at) {
        return isForgotten(state.heardAt(), at);
    }

    private static boolean isForgotten(long heardAt, long at) {
        return EventTime.ofMillis(at) - heardAt > SWEEP_AFTER.toSeconds();
    }

    /** Drops the bytes of forgotten devices. */
    private void sweep(long arrival) {
        List<byte[]> silent = new ArrayList<>();
        states.scan(null, null, (key, value) -> {
            if (isForgotten(DeviceState.heardAt(value), arrival)) {
                silent.add(key);
            }
            return silent.size() < MOST_SWEPT;
        });
        for (byte[] key : silent) {
            census.changed(hubOf(key), CensusTaker.Entry.of(DeviceState.readOrNull(states.get(key))), null);
            states.delete(key);
            waiting.forgetState(deviceOf(key));
            output.count(Outcome.FORGOTTEN);
        }
    }
}
