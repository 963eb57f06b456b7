package io.dropsight.detect.hub;

import io.dropsight.detect.random.Opinion;
import io.dropsight.detect.random.RandomJudge.Rule;
import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub's judge has decided about a device that drops too often or does not come back; or that it waits whether a
 * refused device comes back. Exists until nothing of what the verdict used is left in the device's ring, or 30 days
 * after it resolved. At most {@value #MAX_BYTES} bytes serialized; times in {@link io.dropsight.detect.EventTime} seconds
 * unless named millis. Fractions are floats, as they are saved, so that a restart goes on with the very numbers.
 */
final class RandomCase implements Member {
    static final int MAX_BYTES = 300;
    private static final byte VERSION = 1;
    private static final int MOST_ALTERNATIVES = 3;
    private static final int FIXED_BYTES = 89;

    final DeviceKey device;
    boolean open;
    /** Refused often, but it may still come back. */
    boolean suspect;

    Rule rule = Rule.RATE;
    Cause cause = Cause.UNKNOWN;
    /** What was last said of the cause; another one is believed when it is said twice. */
    Cause doubt = Cause.UNKNOWN;

    List<Alert.Alternative> alternatives = List.of();
    Auth auth = Auth.UNKNOWN;
    float confidence;
    float logEvidence;
    float perDay;
    float usual;
    float returnSeconds = -1;
    long onset;
    long lastSeen;
    long lastSession;
    long resolvedAt;
    long quietSeconds;
    long detectedAtMillis;
    long deadlineMillis = Long.MAX_VALUE;
    int judgedDrops;
    int closedAtDrop;
    /** Drops, take-overs or refusals that it rests on. */
    int drops;

    int recent;
    int closed;
    int unauthorized;
    int server;
    int throttled;
    int brief;
    int otherNetwork;
    long lagSeconds;
    String group = "";
    String alertId = "";
    String protocol = "";
    String sdkVersion = "";
    String address = "";

    RandomCase(DeviceKey device) {
        this.device = device;
    }

    /** Takes over what is thought of the cause, in the precision in which it is saved. */
    void take(Opinion opinion) {
        cause = opinion.cause();
        doubt = cause;
        confidence = (float) opinion.confidence();
        alternatives = opinion.alternatives().stream()
                .limit(MOST_ALTERNATIVES)
                .map(a -> new Alert.Alternative(a.cause(), (float) a.confidence()))
                .toList();
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
        return alternatives;
    }

    @Override
    public long onset() {
        return onset;
    }

    @Override
    public long lastSeen() {
        return lastSeen;
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
        int size = FIXED_BYTES + 5 * alternatives.size();
        for (byte[] text : texts) {
            size += 1 + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION);
        out.put((byte) ((open ? 1 : 0) | (suspect ? 2 : 0)));
        out.put((byte) rule.wire());
        out.put((byte) cause.wire()).put((byte) doubt.wire()).put((byte) auth.wire());
        out.putFloat(confidence).putFloat(logEvidence).putFloat(perDay).putFloat(usual);
        out.putFloat(returnSeconds);
        out.putInt((int) onset).putInt((int) lastSeen).putInt((int) lastSession).putInt((int) resolvedAt);
        out.putInt((int) quietSeconds);
        out.putLong(detectedAtMillis).putLong(deadlineMillis);
        out.putInt(judgedDrops).putInt(closedAtDrop).putInt(drops);
        out.put((byte) recent).put((byte) closed).put((byte) unauthorized).put((byte) server);
        out.put((byte) throttled);
        out.put((byte) brief).putInt(otherNetwork).putInt((int) lagSeconds);
        out.put((byte) alternatives.size());
        for (Alert.Alternative it : alternatives) {
            out.put((byte) it.cause().wire()).putFloat((float) it.confidence());
        }
        for (byte[] text : texts) {
            out.put((byte) text.length).put(text);
        }
        return out.array();
    }

    static RandomCase read(DeviceKey device, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("random case of version " + version + ": this program reads " + VERSION);
        }
        RandomCase it = new RandomCase(device);
        int flags = in.get();
        it.open = (flags & 1) != 0;
        it.suspect = (flags & 2) != 0;
        it.rule = Rule.ofWire(in.get());
        it.cause = Cause.ofWire(in.get());
        it.doubt = Cause.ofWire(in.get());
        it.auth = Auth.ofWire(in.get());
        it.confidence = in.getFloat();
        it.logEvidence = in.getFloat();
        it.perDay = in.getFloat();
        it.usual = in.getFloat();
        it.returnSeconds = in.getFloat();
        it.onset = Integer.toUnsignedLong(in.getInt());
        it.lastSeen = Integer.toUnsignedLong(in.getInt());
        it.lastSession = Integer.toUnsignedLong(in.getInt());
        it.resolvedAt = Integer.toUnsignedLong(in.getInt());
        it.quietSeconds = Integer.toUnsignedLong(in.getInt());
        it.detectedAtMillis = in.getLong();
        it.deadlineMillis = in.getLong();
        it.judgedDrops = in.getInt();
        it.closedAtDrop = in.getInt();
        it.drops = in.getInt();
        it.recent = in.get();
        it.closed = in.get();
        it.unauthorized = in.get();
        it.server = in.get();
        it.throttled = in.get();
        it.brief = in.get();
        it.otherNetwork = in.getInt();
        it.lagSeconds = in.getInt();
        int count = in.get();
        List<Alert.Alternative> alternatives = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alternatives.add(new Alert.Alternative(Cause.ofWire(in.get()), in.getFloat()));
        }
        it.alternatives = List.copyOf(alternatives);
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
