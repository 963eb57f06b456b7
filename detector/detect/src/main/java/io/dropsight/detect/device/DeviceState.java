package io.dropsight.detect.device;

import io.dropsight.model.Auth;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one device: its session, and a ring of its last {@value #RING} drops. At most
 * {@value #MAX_BYTES} bytes serialized; times in {@link io.dropsight.detect.EventTime} seconds, 0 for "never".
 *
 * <p>A ring entry is a drop: the gap to the drop before it, the length of the session that it ended (0 if the connect
 * was not seen) and what its records said ({@link Drop}). Absolute times follow from {@link #lastDrop()}. Mutable,
 * one instance serves one device; not thread-safe.
 */
public final class DeviceState {
    /** Drops kept: enough that a device with as many foreign drops as expiries still shows several of the latter. */
    public static final int RING = 20;
    /** Law 4 of the design. The ring needs 7 bytes an entry. */
    public static final int MAX_BYTES = 256;

    private static final byte VERSION = 1;
    private static final int HEADER = 48;
    private static final int ENTRY = 7;
    private static final int U24 = 0xFF_FFFF;

    private static final int CONNECTED = 1;
    private static final int DOUBLED = 1 << 1;
    private static final int AUTH_SHIFT = 2;

    private int flags;
    private int signals;
    private long settledSecond;
    private int settledNano;
    private int settledHash;
    private long heardAt;
    private long lastConnect;
    private long previousConnect;
    private long lastDrop;
    private int drops;
    private int screenedAt;
    private int size;
    private final int[] gaps = new int[RING];
    private final int[] sessions = new int[RING];
    private final byte[] bits = new byte[RING];

    public static DeviceState fresh() {
        return new DeviceState();
    }

    /** Forgets all but the number of its signals, whose order within one stamp must hold. */
    DeviceState startAnew() {
        DeviceState anew = new DeviceState();
        anew.signals = signals;
        return anew;
    }

    /** @throws IllegalArgumentException if the bytes are of a format that this program does not know */
    public static DeviceState read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "device state of version %d: this program reads %d; reset the".formatted(version, VERSION)
                            + " application or run the version that wrote it");
        }
        DeviceState state = new DeviceState();
        state.flags = in.get();
        state.signals = in.getInt();
        state.settledSecond = in.getLong();
        state.settledNano = in.getInt();
        state.settledHash = in.getInt();
        state.heardAt = Integer.toUnsignedLong(in.getInt());
        state.lastConnect = Integer.toUnsignedLong(in.getInt());
        state.previousConnect = Integer.toUnsignedLong(in.getInt());
        state.lastDrop = Integer.toUnsignedLong(in.getInt());
        state.drops = in.getInt();
        state.screenedAt = in.getInt();
        int reserved = Byte.toUnsignedInt(in.get());
        state.size = Byte.toUnsignedInt(in.get());
        in.position(in.position() + reserved);
        for (int i = 0; i < state.size; i++) {
            state.gaps[i] = getU24(in);
            state.sessions[i] = getU24(in);
            state.bits[i] = in.get();
        }
        return state;
    }

    public byte[] write() {
        ByteBuffer out = ByteBuffer.allocate(HEADER + size * ENTRY);
        out.put(VERSION);
        out.put((byte) flags);
        out.putInt(signals);
        out.putLong(settledSecond);
        out.putInt(settledNano);
        out.putInt(settledHash);
        out.putInt((int) heardAt);
        out.putInt((int) lastConnect);
        out.putInt((int) previousConnect);
        out.putInt((int) lastDrop);
        out.putInt(drops);
        out.putInt(screenedAt);
        out.put((byte) 0); // length of what a later version puts between header and ring
        out.put((byte) size);
        for (int i = 0; i < size; i++) {
            putU24(out, gaps[i]);
            putU24(out, sessions[i]);
            out.put(bits[i]);
        }
        return out.array();
    }

    private static int getU24(ByteBuffer in) {
        return (in.get() & 0xFF) << 16 | (in.get() & 0xFF) << 8 | (in.get() & 0xFF);
    }

    private static void putU24(ByteBuffer out, int value) {
        out.put((byte) (value >>> 16));
        out.put((byte) (value >>> 8));
        out.put((byte) value);
    }

    /** Adds a drop. A session or gap of more than 194 days is kept as 194 days. */
    void addDrop(long at, long session, int dropBits) {
        if (size == RING) {
            System.arraycopy(gaps, 1, gaps, 0, RING - 1);
            System.arraycopy(sessions, 1, sessions, 0, RING - 1);
            System.arraycopy(bits, 1, bits, 0, RING - 1);
            size--;
        }
        gaps[size] = lastDrop == 0 ? 0 : clamp(at - lastDrop);
        sessions[size] = clamp(session);
        bits[size] = (byte) dropBits;
        size++;
        drops++;
        lastDrop = at;
    }

    private static int clamp(long seconds) {
        return (int) Math.max(0, Math.min(seconds, U24));
    }

    void mergeIntoLastDrop(int dropBits) {
        if (size > 0) {
            int merged = bits[size - 1] | dropBits;
            // An error beside a clean record is an error.
            bits[size - 1] = (byte) (merged == Drop.CLEAN ? merged : merged & ~Drop.CLEAN);
        }
    }

    void connect(long at) {
        previousConnect = lastConnect;
        lastConnect = at;
        flags |= CONNECTED;
    }

    void disconnect() {
        flags &= ~(CONNECTED | DOUBLED);
    }

    void setDoubled(boolean doubled) {
        flags = doubled ? flags | DOUBLED : flags & ~DOUBLED;
    }

    void setAuth(Auth auth) {
        if (auth != Auth.UNKNOWN) {
            flags = flags & ~(3 << AUTH_SHIFT) | auth.wire() << AUTH_SHIFT;
        }
    }

    /** @param at when that was, on the arrival axis */
    void settled(long epochSecond, int nano, int hash, long at) {
        heardAt = at;
        settledSecond = epochSecond;
        settledNano = nano;
        settledHash = hash;
    }

    int nextSignal() {
        return signals++;
    }

    void markScreened() {
        screenedAt = drops;
    }

    /** Drops since the screen last passed; meaningless before it ever did. */
    int dropsSinceScreened() {
        return drops - screenedAt;
    }

    boolean everScreened() {
        return screenedAt > 0;
    }

    /** When a record was last settled, on the arrival axis. */
    long heardAt() {
        return heardAt;
    }

    long settledSecond() {
        return settledSecond;
    }

    int settledNano() {
        return settledNano;
    }

    int settledHash() {
        return settledHash;
    }

    /** Whether two connects came in a row and the next record must say what that was. */
    boolean isDoubled() {
        return (flags & DOUBLED) != 0;
    }

    public boolean isConnected() {
        return (flags & CONNECTED) != 0;
    }

    /** The last one that a record told. */
    public Auth auth() {
        return Auth.ofWire(flags >>> AUTH_SHIFT & 3);
    }

    public long lastConnect() {
        return lastConnect;
    }

    long previousConnect() {
        return previousConnect;
    }

    public long lastDrop() {
        return lastDrop;
    }

    /** All drops ever, of which the ring holds the last. */
    public int drops() {
        return drops;
    }

    /** Entries in the ring; 0 is the oldest. */
    public int size() {
        return size;
    }

    /** Seconds, 0 if unknown. */
    public int session(int index) {
        return sessions[index];
    }

    /** Seconds since the drop before; 0 for the device's first. */
    public int gap(int index) {
        return gaps[index];
    }

    public int bits(int index) {
        return bits[index];
    }

    /** Times of the ring's drops, oldest first. */
    public long[] times() {
        long[] times = new long[size];
        long at = lastDrop;
        for (int i = size - 1; i >= 0; i--) {
            times[i] = at;
            at -= gaps[i];
        }
        return times;
    }

    /** Seconds from drop to the next accepted connect; -1 if not known (yet). */
    public long returnDelay(int index) {
        if (index == size - 1) {
            return isConnected() && lastConnect >= lastDrop ? lastConnect - lastDrop : -1;
        }
        return sessions[index + 1] == 0 ? -1 : gaps[index + 1] - sessions[index + 1];
    }

    static @Nullable DeviceState readOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : read(bytes);
    }
}
