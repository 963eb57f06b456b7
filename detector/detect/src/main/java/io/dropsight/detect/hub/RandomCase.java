package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.random.Opinion;
import io.dropsight.detect.random.RandomJudge.Rule;
import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Pattern;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hub's judge has decided about a device that drops too often or does not come back; or that it waits whether a
 * refused device comes back. Exists until nothing of what the verdict used is left in the device's ring, or 30 days
 * after it resolved. At most {@value #MAX_BYTES} bytes serialized; times in {@link io.dropsight.detect.EventTime} seconds
 * unless named millis. Fractions are floats, as they are saved, so that a restart goes on with the very numbers.
 */
final class RandomCase extends Case {
    static final int MAX_BYTES = 300;
    private static final byte VERSION = 1;
    private static final int MOST_ALTERNATIVES = 3;
    private static final int FIXED_BYTES = 89;

    /** Refused often, but it may still come back. */
    boolean suspect;

    Rule rule = Rule.RATE;
    List<Alert.Alternative> alternatives = List.of();
    float perDay;
    float usual;
    long lastSeen;
    long quietSeconds;
    /** Drops, take-overs or refusals that it rests on. */
    int drops;

    int closed;
    int server;
    int throttled;
    int brief;
    int otherNetwork;

    RandomCase(DeviceKey device) {
        super(device, Cause.UNKNOWN);
        returnSeconds = -1;
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
    void describe(Candidate signal) {
        super.describe(signal);
        otherNetwork = signal.state().otherNetwork24();
    }

    @Override
    public List<Alert.Alternative> alternatives() {
        return alternatives;
    }

    @Override
    public long lastSeen() {
        return lastSeen;
    }

    @Override
    Pattern pattern() {
        return Pattern.RANDOM;
    }

    @Override
    byte[] write() {
        byte[][] texts = texts();
        byte[] bytes = sized(FIXED_BYTES + 5 * alternatives.size(), texts);
        ByteBuffer out = ByteBuffer.wrap(bytes);
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
        put(out, texts);
        return bytes;
    }

    static RandomCase read(DeviceKey device, byte[] bytes) {
        ByteBuffer in = open(bytes, VERSION, "random case");
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
        it.onset = time(in);
        it.lastSeen = time(in);
        it.lastSession = time(in);
        it.resolvedAt = time(in);
        it.quietSeconds = time(in);
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
        it.readTexts(in);
        return it;
    }
}
