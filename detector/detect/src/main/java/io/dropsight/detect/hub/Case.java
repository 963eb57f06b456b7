package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Timers;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a hub's judge has decided about one device, as far as all patterns share it. Times are
 * {@link io.dropsight.detect.EventTime} seconds unless named millis. Fractions are floats, as they are saved, so that a
 * restart goes on with the very numbers.
 */
abstract class Case extends Timers.Timed implements Member {
    final DeviceKey device;
    boolean open;
    Cause cause;
    /** What was last said of the cause; another one is believed when it is said twice. */
    Cause doubt;

    Auth auth = Auth.UNKNOWN;
    float confidence;
    float logEvidence;
    float returnSeconds;
    long onset;
    long resolvedAt;
    long lastSession;
    long detectedAtMillis;
    long deadlineMillis = Timers.NONE;
    int judgedDrops;
    int closedAtDrop;
    int recent;
    int unauthorized;
    long lagSeconds;
    String group = "";
    String alertId = "";
    String protocol = "";
    String sdkVersion = "";
    String address = "";

    /** Whether it is on the list of what is to be saved. */
    boolean isToBeSaved;

    private long idOnset;
    private String id = "";
    /** Of the address; null until they are asked for. */
    private @Nullable String network24;

    private @Nullable String network16;

    Case(DeviceKey device, Cause cause) {
        this.device = device;
        this.cause = cause;
        this.doubt = cause;
    }

    @Override
    public DeviceKey device() {
        return device;
    }

    @Override
    public Cause cause() {
        return cause;
    }

    @Override
    public double confidence() {
        return confidence;
    }

    @Override
    public long onset() {
        return onset;
    }

    @Override
    public double logEvidence() {
        return logEvidence;
    }

    @Override
    public long lagSeconds() {
        return lagSeconds;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public String sdkVersion() {
        return sdkVersion;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String network24() {
        String known = network24;
        if (known == null) {
            known = Cohorts.network(address, 3);
            network24 = known;
        }
        return known;
    }

    @Override
    public String network16() {
        String known = network16;
        if (known == null) {
            known = Cohorts.network(address, 2);
            network16 = known;
        }
        return known;
    }

    @Override
    public Auth auth() {
        return auth;
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public void joined(String newGroup, String newAlertId) {
        group = newGroup;
        alertId = newAlertId;
    }

    @Override
    protected long deadline() {
        return deadlineMillis;
    }

    /**
     * As it is told.
     *
     * @param ageSeconds of a periodic one
     * @param next       event time of the next drop, if one is expected
     */
    Verdict verdict(@Nullable Double ageSeconds, @Nullable Instant next) {
        return new Verdict(
                verdictId(),
                open ? Status.OPEN : Status.RESOLVED,
                device,
                pattern(),
                cause,
                confidence,
                EventTime.toInstant(onset),
                Instant.ofEpochMilli(detectedAtMillis),
                EventTime.toInstant(lastSeen()),
                open ? null : EventTime.toInstant(resolvedAt),
                ageSeconds,
                next,
                alertId);
    }

    /** The hash of device, pattern and onset, which costs more than all else that is done with most signals. */
    private String verdictId() {
        if (id.isEmpty() || idOnset != onset) {
            id = Ids.of(device.text(), pattern().label(), onset);
            idOnset = onset;
        }
        return id;
    }

    abstract Pattern pattern();

    abstract byte[] write();

    /** What the latest record says of the device; what it does not say stays. */
    void describe(Candidate signal) {
        auth = signal.state().auth();
        lagSeconds = signal.lagSeconds();
        protocol = told(protocol, signal.protocol());
        sdkVersion = told(sdkVersion, signal.sdkVersion());
        setAddress(told(address, signal.address()));
    }

    /** The very object while it says the same: texts are compared often. */
    private static String told(String before, String now) {
        return now.isEmpty() || now.equals(before) ? before : now;
    }

    private void setAddress(String now) {
        if (!now.equals(address)) {
            address = now;
            network24 = null;
            network16 = null;
        }
    }

    void forgetDescription() {
        protocol = "";
        sdkVersion = "";
        setAddress("");
    }

    /** Of so many bytes and the texts, which go behind. */
    static byte[] sized(int bytes, byte[][] texts) {
        int size = bytes;
        for (byte[] text : texts) {
            size += 1 + text.length;
        }
        return new byte[size];
    }

    byte[][] texts() {
        return new byte[][] {bytes(group), bytes(alertId), bytes(protocol), bytes(sdkVersion), bytes(address)};
    }

    static void put(ByteBuffer out, byte[][] texts) {
        for (byte[] text : texts) {
            out.put((byte) text.length).put(text);
        }
    }

    void readTexts(ByteBuffer in) {
        group = text(in);
        alertId = text(in);
        protocol = text(in);
        sdkVersion = text(in);
        address = text(in);
    }

    static long time(ByteBuffer in) {
        return Integer.toUnsignedLong(in.getInt());
    }

    static ByteBuffer open(byte[] bytes, byte version, String what) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte found = in.get();
        if (found != version) {
            throw new IllegalArgumentException(what + " of version " + found + ": this program reads " + version);
        }
        return in;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
