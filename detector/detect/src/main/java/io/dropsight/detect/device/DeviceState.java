package io.dropsight.detect.device;

import io.dropsight.detect.Traits;
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

    /** Take-overs kept. */
    public static final int TAKE_OVERS = 4;

    private static final byte VERSION = 2;
    private static final int HEADER = 99;
    private static final int ENTRY = 7;
    private static final int HEARD_AT = 22;
    private static final int U24 = 0xFF_FFFF;

    private static final int CONNECTED = 1;
    private static final int DOUBLED = 1 << 1;
    private static final int AUTH_SHIFT = 2;
    private static final int TROUBLED = 1 << 4;
    private static final int REFUSAL_NEWS = 1 << 5;

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
    private long firstHeard;
    private int errorDrops;
    private final long[] takeOvers = new long[TAKE_OVERS];
    private Refusal refusal = Refusal.NONE;
    private int refusals;
    private long firstRefused;
    private long lastRefused;
    private int protocol;
    private int sdk;
    private int network24;
    private int otherNetwork24;
    private int size;
    private final int[] gaps = new int[RING];
    private final int[] sessions = new int[RING];
    private final byte[] bits = new byte[RING];
    /** Null until they are asked for. */
    private long @Nullable [] times;

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
        return read(ByteBuffer.wrap(bytes));
    }

    /** The same, from where the buffer stands. */
    public static DeviceState read(ByteBuffer in) {
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
        state.firstHeard = Integer.toUnsignedLong(in.getInt());
        state.errorDrops = in.getInt();
        for (int i = 0; i < TAKE_OVERS; i++) {
            state.takeOvers[i] = Integer.toUnsignedLong(in.getInt());
        }
        state.refusal = Refusal.ofWire(in.get());
        state.refusals = Short.toUnsignedInt(in.getShort());
        state.firstRefused = Integer.toUnsignedLong(in.getInt());
        state.lastRefused = Integer.toUnsignedLong(in.getInt());
        state.protocol = in.getInt();
        state.sdk = in.getInt();
        state.network24 = in.getInt();
        state.otherNetwork24 = in.getInt();
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
        byte[] bytes = new byte[bytes()];
        write(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** How many {@link #write} gives. */
    public int bytes() {
        return HEADER + size * ENTRY;
    }

    public void write(ByteBuffer out) {
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
        out.putInt((int) firstHeard);
        out.putInt(errorDrops);
        for (long takeOver : takeOvers) {
            out.putInt((int) takeOver);
        }
        out.put((byte) refusal.wire());
        out.putShort((short) refusals);
        out.putInt((int) firstRefused);
        out.putInt((int) lastRefused);
        out.putInt(protocol).putInt(sdk).putInt(network24).putInt(otherNetwork24);
        out.put((byte) 0); // length of what a later version puts between header and ring
        out.put((byte) size);
        for (int i = 0; i < size; i++) {
            putU24(out, gaps[i]);
            putU24(out, sessions[i]);
            out.put(bits[i]);
        }
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
        errorDrops += Drop.isError(dropBits) ? 1 : 0;
        lastDrop = at;
        times = null;
    }

    private static int clamp(long seconds) {
        return (int) Math.max(0, Math.min(seconds, U24));
    }

    void mergeIntoLastDrop(int dropBits) {
        if (size > 0) {
            int merged = bits(size - 1) | dropBits;
            // An error beside a clean record is an error.
            merged = merged == Drop.CLEAN ? merged : merged & ~Drop.CLEAN;
            errorDrops += Drop.isError(merged) && !Drop.isError(bits(size - 1)) ? 1 : 0;
            bits[size - 1] = (byte) merged;
        }
    }

    void connect(long at) {
        refusal = Refusal.NONE;
        refusals = 0;
        flags &= ~REFUSAL_NEWS;
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

    /** A connect was refused; those of one kind in a row, without an accepted one between, are a run. */
    void refused(long at, Refusal kind) {
        if (kind != refusal) {
            refusal = kind;
            refusals = 0;
            firstRefused = at;
            lastRefused = at;
        }
        long before = lastRefused - firstRefused;
        refusals = Math.min(refusals + 1, 0xFFFF);
        lastRefused = at;
        if (Screen.isRefusalWorthTelling(kind, refusals, before, at - firstRefused)) {
            flags |= REFUSAL_NEWS;
        }
    }

    /** Whether there is more to tell of refused connects than the hub was told. */
    boolean hasRefusalNews() {
        return (flags & REFUSAL_NEWS) != 0;
    }

    void toldRefusals() {
        flags &= ~REFUSAL_NEWS;
    }

    void takenOver(long at) {
        System.arraycopy(takeOvers, 1, takeOvers, 0, TAKE_OVERS - 1);
        takeOvers[TAKE_OVERS - 1] = at;
        errorDrops++;
    }

    /** What a record told of the device; what it does not tell stays. */
    void describe(Traits told) {
        setAuth(told.auth());
        protocol = told.protocol() != 0 ? told.protocol() : protocol;
        sdk = told.sdk() != 0 ? told.sdk() : sdk;
        if (told.network24() != 0 && told.network24() != network24) {
            otherNetwork24 = network24;
            network24 = told.network24();
        }
    }

    void heardOf(long at) {
        firstHeard = firstHeard == 0 ? at : firstHeard;
    }

    /** Whether the hub was told that the device's connects are refused, and not yet that it is back. */
    boolean isTroubled() {
        return (flags & TROUBLED) != 0;
    }

    void setTroubled(boolean troubled) {
        flags = troubled ? flags | TROUBLED : flags & ~TROUBLED;
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

    /** Only {@link #heardAt()}, of a state's bytes.
     *
     * @throws IllegalArgumentException if they are of a format that this program does not know
     */
    static long heardAt(byte[] bytes) {
        return bytes[0] == VERSION
                ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(HEARD_AT))
                : read(bytes).heardAt;
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

    /** Error drops ever, take-overs among them. */
    public int errorDrops() {
        return errorDrops;
    }

    /** Event time of the first record since the device is remembered. */
    public long firstHeard() {
        return firstHeard;
    }

    /** Event times of the last {@value #TAKE_OVERS} records that said another connection took over; 0 for none. */
    public long[] takeOvers() {
        return takeOvers.clone();
    }

    /** One of {@link #takeOvers}. */
    public long takeOver(int index) {
        return takeOvers[index];
    }

    /** Why the connects since the last accepted one were refused. */
    public Refusal refusal() {
        return refusal;
    }

    /** Refused connects in the present run, at most 65,535. */
    public int refusals() {
        return refusals;
    }

    public long firstRefused() {
        return firstRefused;
    }

    public long lastRefused() {
        return lastRefused;
    }

    public Traits traits() {
        return new Traits(protocol, sdk, network24, auth());
    }

    /** {@link Traits#sdk}. */
    int sdk() {
        return sdk;
    }

    /** The /24 before the present one; 0 if the device was only seen in one. */
    public int otherNetwork24() {
        return otherNetwork24;
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
        return bits[index] & 0xFF;
    }

    /** Times of the ring's drops, oldest first; not to be changed: it is the same array until the next drop. */
    public long[] times() {
        long[] known = times;
        if (known == null) {
            known = new long[size];
            long at = lastDrop;
            for (int i = size - 1; i >= 0; i--) {
                known[i] = at;
                at -= gaps[i];
            }
            times = known;
        }
        return known;
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
