package io.dropsight.detect.device;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Traits;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fast lane: what one record, just arrived, means for its hub, as far as the device's state and the records that
 * wait tell. The slow lane says it again, with hindsight. A device that flaps says little: at most five drops and one
 * refusal in the ten minutes that records wait.
 */
final class FreshFacts {
    private static final int MOST_DROPS = 4;
    private static final int TURN_SECONDS = 600;

    private FreshFacts() {}

    /**
     * Of the refused connects of a device one is told in ten minutes: the first of each turn. Turns begin at another time
     * for each device, so that of many devices something is heard all the time.
     */
    static boolean isSameTurn(DeviceKey device, long second, long other) {
        int phase = Math.floorMod(device.text().hashCode(), TURN_SECONDS);
        return (second + phase) / TURN_SECONDS == (other + phase) / TURN_SECONDS;
    }

    static Traits traitsOf(DiagnosticEvent event) {
        return new Traits(
                Cohort.idOf(event.protocol()),
                Cohort.idOf(event.sdkVersion()),
                Cohort.network24(event.maskedAddress()),
                event.auth());
    }

    /** What a device shares, by its state, or else by what it says when it is back. */
    static Traits withWaiting(Traits known, DeviceKey device, SettleBuffer waiting) {
        Traits traits = known;
        for (SettleBuffer.Entry entry : waiting.entries()) {
            if (traits.sdk() == 0) {
                traits = traits.orElse(entry.traits(device));
            }
        }
        return traits;
    }

    /**
     * @param state  of the device, without the records that wait; null if it is new
     * @param buffer the records that wait, this one among them
     */
    static Optional<DropFact> of(
            long arrival,
            DiagnosticEvent event,
            SettleBuffer.Entry entry,
            @Nullable DeviceState state,
            SettleBuffer buffer) {
        boolean accepted = !event.error() && event.code() == 0;
        Waiting waiting;
        switch (event.operation()) {
            case DISCONNECT -> {
                int bits = Drop.bits(event.error(), event.code());
                if (!Drop.isError(bits) || Drop.isTakeOver(event.code())) {
                    return Optional.empty();
                }
                waiting = new Waiting(event, entry, state, buffer);
                if (waiting.isToldAlready || waiting.drops >= MOST_DROPS) {
                    return Optional.empty();
                }
                return Optional.of(waiting.fact(arrival, DropFact.Kind.FRESH, waiting.session(), bits));
            }
            case CONNECT -> {
                if (!accepted && Drop.isOfHub(event.code())) {
                    waiting = new Waiting(event, entry, state, buffer);
                    return waiting.refusals > 0
                            ? Optional.empty()
                            : Optional.of(waiting.fact(
                                    arrival, DropFact.Kind.REFUSED, 0, Drop.bits(event.error(), event.code())));
                }
                int now = entry.traits(event.device()).sdk();
                return accepted && now != 0
                        ? back(arrival, new Waiting(event, entry, state, buffer), now)
                        : Optional.empty();
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    /** A device is back, and says what it runs. */
    private static Optional<DropFact> back(long arrival, Waiting waiting, int sdk) {
        if (waiting.sameSdk > 0) {
            return Optional.empty();
        }
        if (waiting.sdkBefore != 0) {
            return waiting.sdkBefore == sdk
                    ? Optional.empty()
                    : Optional.of(waiting.fact(arrival, DropFact.Kind.MOVED, waiting.sdkBefore, 0));
        }
        return waiting.dropBefore == 0
                ? Optional.empty()
                : Optional.of(waiting.factAt(waiting.dropBefore, arrival, DropFact.Kind.NAMED, 0, 0));
    }

    /** What the other records that wait say about one of them. */
    private static final class Waiting {
        private static final long ONE_DROP_SECONDS = 30;

        private final DiagnosticEvent event;
        private final SettleBuffer.Entry entry;
        private final @Nullable DeviceState state;
        private final long at;
        boolean isToldAlready;
        int drops;
        int refusals;
        int sameSdk;
        /** The version that the device said last before; 0 if none. */
        int sdkBefore;
        /** The last error drop before that waits; 0 if none. */
        long dropBefore;

        private long sdkBeforeAt;
        private long connect;
        private long lastEnd;
        private Traits traits;

        Waiting(DiagnosticEvent event, SettleBuffer.Entry entry, @Nullable DeviceState state, SettleBuffer buffer) {
            this.event = event;
            this.entry = entry;
            this.state = state;
            this.at = EventTime.ofInstant(event.occurredAt());
            this.traits = entry.traits(event.device());
            if (state != null) {
                connect = state.lastConnect() <= at ? state.lastConnect() : state.previousConnect();
                lastEnd = state.lastDrop() <= at ? state.lastDrop() : 0;
                isToldAlready = !state.isConnected() && isNear(state.lastDrop());
                sdkBefore = state.sdk();
            }
            for (SettleBuffer.Entry other : buffer.entries()) {
                if (!other.isSameRecordAs(entry)) {
                    hear(event.device(), other);
                }
            }
            if (isToldAlready && connect > lastEnd) {
                isToldAlready = false; // it was back in between
            }
            if (state != null) {
                traits = traits.orElse(state.traits());
            }
        }

        private boolean isNear(long second) {
            return Math.abs(second - at) <= ONE_DROP_SECONDS;
        }

        private void hear(DeviceKey device, SettleBuffer.Entry other) {
            DiagnosticEvent that = other.decode(device);
            long when = EventTime.ofInstant(that.occurredAt());
            boolean accepted = !that.error() && that.code() == 0;
            int sdk = other.traits(device).sdk();
            if (sdk != 0 && when <= at && when >= sdkBeforeAt) {
                sdkBefore = sdk;
                sdkBeforeAt = when;
            }
            if (that.operation() == Operation.CONNECT) {
                refusals += !accepted && Drop.isOfHub(that.code()) && isSameTurn(device, when, at) ? 1 : 0;
                sameSdk += accepted && that.sdkVersion().equals(event.sdkVersion()) ? 1 : 0;
                if (accepted && when <= at) {
                    connect = Math.max(connect, when);
                }
                traits = traits.orElse(other.traits(device));
            } else if (that.operation() == Operation.DISCONNECT) {
                boolean drop = Drop.isError(Drop.bits(that.error(), that.code())) && !Drop.isTakeOver(that.code());
                drops += drop ? 1 : 0;
                dropBefore = drop && when <= at ? Math.max(dropBefore, when) : dropBefore;
                isToldAlready |= drop && isNear(when);
                if (when <= at) {
                    lastEnd = Math.max(lastEnd, when);
                }
            }
        }

        /** Seconds; 0 if its connect was not seen. */
        int session() {
            return connect == 0 || lastEnd > connect ? 0 : (int) Math.max(1, Math.min(at - connect, 0xFF_FFFF));
        }

        DropFact fact(long arrival, DropFact.Kind kind, int detail, int bits) {
            return factAt(at, arrival, kind, detail, bits);
        }

        DropFact factAt(long when, long arrival, DropFact.Kind kind, int detail, int bits) {
            int number = 31 * (31 * Long.hashCode(entry.second()) + entry.nano()) + entry.hash();
            return new DropFact(
                    arrival,
                    event.device(),
                    number | Integer.MIN_VALUE, // apart from the device's own counter
                    kind,
                    when,
                    detail,
                    event.code(),
                    bits,
                    kind == DropFact.Kind.FRESH && state != null
                            ? Screen.habit(state, at, detail)
                            : DropFact.Habit.NONE,
                    (int) Math.min(entry.lagSeconds(), Integer.MAX_VALUE),
                    traits);
        }
    }
}
