package io.dropsight.detect.hub;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.periodic.Clock;
import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Pattern;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a hub's judge has decided about one device. Exists from a device's first verdict on, until nothing of what that
 * verdict used is left in the device's ring, or 30 days after it resolved. At most {@value #MAX_BYTES} bytes serialized; times in
 * {@link io.dropsight.detect.EventTime} seconds unless named millis. Fractions are floats, as they are saved, so that a
 * restart goes on with the very numbers.
 */
final class DeviceCase extends Case {
    static final int MAX_BYTES = 300;
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 101;

    Clock clock = Clock.SESSION;
    Cause alternative = Cause.SCHEDULED;
    boolean connected;
    float period;
    float openedPeriod;
    float tolerance;
    float mad;
    float secondPeriod;
    long lastMatch;
    long lastConnect;
    long lastDrop;
    int matches;
    int clean;
    int strangers;
    int survivals;
    /** Whether its drops are known to be out of the fleet's rates; not saved, for it costs little to find out again. */
    boolean isOutOfRates;

    DeviceCase(DeviceKey device) {
        super(device, Cause.SCHEDULED);
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
    public List<Alert.Alternative> alternatives() {
        return alternative == cause ? List.of() : List.of(new Alert.Alternative(alternative, (1 - confidence) * 0.8));
    }

    @Override
    public long lastSeen() {
        return lastMatch;
    }

    @Override
    Pattern pattern() {
        return Pattern.PERIODIC;
    }

    @Override
    byte[] write() {
        byte[][] texts = texts();
        byte[] bytes = sized(FIXED_BYTES, texts);
        ByteBuffer out = ByteBuffer.wrap(bytes);
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
        put(out, texts);
        return bytes;
    }

    static DeviceCase read(DeviceKey device, byte[] bytes) {
        ByteBuffer in = open(bytes, VERSION, "device case");
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
        it.onset = time(in);
        it.lastMatch = time(in);
        it.lastSession = time(in);
        it.lastConnect = time(in);
        it.lastDrop = time(in);
        it.resolvedAt = time(in);
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
        it.readTexts(in);
        return it;
    }
}
