package io.dropsight.detect.device;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Traits;
import io.dropsight.model.Auth;
import java.time.Instant;

/** A device's past, told session by session, as the device stage remembers it. */
public final class History {
    public static final long START = EventTime.ofInstant(Instant.parse("2026-03-02T00:00:00Z"));
    public static final int CLOSED = Drop.CLOSED_REMOTELY;
    public static final int UNAUTHORIZED = Drop.UNAUTHORIZED;
    public static final int CLEAN = Drop.CLEAN;

    private final DeviceState state = DeviceState.fresh();
    private long now;

    private History(long start) {
        now = start;
        state.connect(start);
    }

    /** A device with a token that connects on 2026-03-02, midnight. */
    public static History begin() {
        return withoutAuth().as(Auth.SAS);
    }

    /** The same device, but no record ever says how it authenticates. */
    public static History withoutAuth() {
        return new History(START);
    }

    public History as(Auth auth) {
        state.setAuth(auth);
        return this;
    }

    /** Stays connected so long, drops, and connects again after a while. All in seconds. */
    public History session(long length, int bits, long back) {
        now += length;
        state.addDrop(now, length, bits);
        now += back;
        state.connect(now);
        return this;
    }

    /** Drops so long after its last connect, which was not seen. */
    public History dropOfUnknownSession(long after, int bits, long back) {
        now += after;
        state.addDrop(now, 0, bits);
        now += back;
        state.connect(now);
        return this;
    }

    public History sessions(int bits, long back, long... lengths) {
        for (long length : lengths) {
            session(length, bits, back);
        }
        return this;
    }

    public History repeat(int count, long length, int bits, long back) {
        for (int i = 0; i < count; i++) {
            session(length, bits, back);
        }
        return this;
    }

    /** Drops at these times (seconds since the start), each time back after a while. */
    public History dropsAt(int bits, long back, long... times) {
        for (long time : times) {
            session(START + time - now, bits, back);
        }
        return this;
    }

    /** Was first heard of so many seconds before its first connect. */
    public History knownFor(long seconds) {
        state.heardOf(START - seconds);
        return this;
    }

    /** Another connection took over, this many seconds after the start; each time. */
    public History takenOver(long... times) {
        for (long time : times) {
            state.takenOver(START + time);
        }
        return this;
    }

    /** Connects are refused, this many seconds after the start; each time. The device is not connected. */
    public History refused(int code, long... times) {
        state.disconnect();
        for (long time : times) {
            state.refused(START + time, Refusal.ofCode(code));
        }
        return this;
    }

    /** Was seen at an address. */
    public History at(String maskedAddress) {
        state.describe(new Traits(0, 0, Cohort.network24(maskedAddress), Auth.UNKNOWN));
        return this;
    }

    /** Is gone after its last drop. */
    public History away() {
        state.disconnect();
        return this;
    }

    public DeviceState state() {
        return state;
    }
}
