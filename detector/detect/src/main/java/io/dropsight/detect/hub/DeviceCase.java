package io.dropsight.detect.hub;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.periodic.Clock;
import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a hub's judge has decided about one device. Exists from a device's first verdict on, until nothing of what that
 * verdict used is left in the device's ring, or 30 days after it resolved. At most {@value #MAX_BYTES} bytes serialized; times in
 * {@link io.dropsight.detect.EventTime} seconds unless named millis. Fractions are floats, as they are saved, so that a
 * restart goes on with the very numbers.
 */
final class DeviceCase implements Member {
    static final int MAX_BYTES = 300;
    private static final byte VERSION = 1;

    final DeviceKey device;
    boolean open;
    Clock clock = Clock.SESSION;
    Cause cause = Cause.SCHEDULED;
    Cause alternative = Cause.SCHEDULED;
    Cause doubt = Cause.SCHEDULED;
    Auth auth = Auth.UNKNOWN;
    boolean connected;
    float period;
    float openedPeriod;
    float tolerance;
    float mad;
    float secondPeriod;
    float confidence;
    float logEvidence;
    float returnSeconds;
    long onset;
    long lastMatch;
    long lastSession;
    long lastConnect;
    long lastDrop;
    long resolvedAt;
    long detectedAtMillis;
    long deadlineMillis = Long.MAX_VALUE;
    int judgedDrops;
    int closedAtDrop;
    int matches;
    int recent;
    int unauthorized;
    int clean;
    int strangers;
    int survivals;
    long lagSeconds;
    String group = "";
    String alertId = "";
    String protocol = "";
    String sdkVersion = "";
    String address = "";

    DeviceCase(DeviceKey device) {
        this.device = device;
    }

    /** Whether a drop is one of those that the verdict tells of, or a little beside them. */
    boolean explains(int session, long at) {
        double near = 1.5 * tolerance + 5;
        for (int times = 1; times <= 3 && session > 0; times++) {
            if (Math.abs(session - times * (double) period) <= near) {
                return true;
            }
        }
        if (session > 0 && secondPeriod > 0 && Math.abs(session - secondPeriod) <= near) {
            return true;
        }
        double lags = Math.rint((at - lastMatch) / (double) period);
        return clock == Clock.LAG
                && Math.abs(lags) <= DeviceState.RING
                && Math.abs(at - lastMatch - lags * period) <= Math.min(near + 15, 0.1 * period);
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
    public List<Alert.Alternative> alternatives() {
        return alternative == cause ? List.of() : List.of(new Alert.Alternative(alternative, (1 - confidence) * 0.8));
    }

    @Override
    public long onset() {
        return onset;
    }

    @Override
    public long lastSeen() {
        return lastMatch;
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

    byte[] write() {
        byte[][] texts = {bytes(group), bytes(alertId), bytes(protocol), bytes(sdkVersion), bytes(address)};
        int size = 101;
        for (byte[] text : texts) {
            size += 1 + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION);
        out.put((byte) ((open ? 1 : 0) | (connected ? 2 : 0) | (clock == Clock.LAG ? 4 : 0)));
        out.put((byte) cause.wire());
        out.put((byte) alternative.wire());
        out.put((byte) doubt.wire());
        out.put((byte) auth.wire());
        out.putFloat(period).putFloat(openedPeriod).putFloat(tolerance).putFloat(mad);
        out.putFloat(secondPeriod).putFloat(confidence).putFloat(logEvidence);
        out.putFloat(returnSeconds);
        out.putInt((int) onset)
                .putInt((int) lastMatch)
                .putInt((int) lastSession)
                .putInt((int) lastConnect);
        out.putInt((int) lastDrop).putInt((int) resolvedAt);
        out.putLong(detectedAtMillis).putLong(deadlineMillis);
        out.putInt(judgedDrops)
                .putInt(closedAtDrop)
                .putInt(matches)
                .put((byte) recent)
                .put((byte) unauthorized)
                .put((byte) clean);
        out.putShort((short) strangers).putShort((short) survivals).putInt((int) lagSeconds);
        for (byte[] text : texts) {
            out.put((byte) text.length).put(text);
        }
        return out.array();
    }

    static DeviceCase read(DeviceKey device, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("device case of version " + version + ": this program reads " + VERSION);
        }
        DeviceCase it = new DeviceCase(device);
        int flags = in.get();
        it.open = (flags & 1) != 0;
        it.connected = (flags & 2) != 0;
        it.clock = (flags & 4) != 0 ? Clock.LAG : Clock.SESSION;
        it.cause = Cause.ofWire(in.get());
        it.alternative = Cause.ofWire(in.get());
        it.doubt = Cause.ofWire(in.get());
        it.auth = Auth.ofWire(in.get());
        it.period = in.getFloat();
        it.openedPeriod = in.getFloat();
        it.tolerance = in.getFloat();
        it.mad = in.getFloat();
        it.secondPeriod = in.getFloat();
        it.confidence = in.getFloat();
        it.logEvidence = in.getFloat();
        it.returnSeconds = in.getFloat();
        it.onset = Integer.toUnsignedLong(in.getInt());
        it.lastMatch = Integer.toUnsignedLong(in.getInt());
        it.lastSession = Integer.toUnsignedLong(in.getInt());
        it.lastConnect = Integer.toUnsignedLong(in.getInt());
        it.lastDrop = Integer.toUnsignedLong(in.getInt());
        it.resolvedAt = Integer.toUnsignedLong(in.getInt());
        it.detectedAtMillis = in.getLong();
        it.deadlineMillis = in.getLong();
        it.judgedDrops = in.getInt();
        it.closedAtDrop = in.getInt();
        it.matches = in.getInt();
        it.recent = in.get();
        it.unauthorized = in.get();
        it.clean = in.get();
        it.strangers = in.getShort();
        it.survivals = in.getShort();
        it.lagSeconds = in.getInt();
        it.group = text(in);
        it.alertId = text(in);
        it.protocol = text(in);
        it.sdkVersion = text(in);
        it.address = text(in);
        return it;
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
