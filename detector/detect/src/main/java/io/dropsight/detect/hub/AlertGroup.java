package io.dropsight.detect.hub;

import io.dropsight.detect.Timers;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alert of one group of devices of a hub: those with one cause and, if they are periodic, one age class. Holds what was last published,
 * so that a resolved version can still say whom it was about. Times are {@link io.dropsight.detect.EventTime} seconds
 * unless named millis.
 */
final class AlertGroup extends Timers.Timed {
    static final int LISTED_DEVICES = 20;
    private static final byte VERSION = 3;

    final String key;
    /** By device, in its order; each of them is saved by its own book. */
    final Map<String, Member> members = new TreeMap<>();

    Cause cause = Cause.SCHEDULED;
    List<Alert.Alternative> alternatives = List.of();
    boolean open;
    int ordinal;
    String alertId = "";
    int version;
    long publishedAtMillis;
    int publishedMembers;
    long dueMillis = Timers.NONE;
    int peakMembers;
    long peakMatches;
    long onset;
    long detectedAtMillis;
    long lastSeen;
    long resolvedAt;
    double ageSeconds;
    double jitterSeconds;
    double confidence;
    double returnSeconds;
    double logEvidence;
    long matches;
    long recent;
    long unauthorized;
    long clean;
    long nextExpected;
    long lagSeconds;
    String example = "";
    Alert.@Nullable Cohort cohort;
    List<String> devices = List.of();
    List<String> peakDevices = List.of();
    /** In words, of a group of random drops; that of periodic ones is worded from the numbers. */
    List<String> evidence = List.of();

    List<String> peakEvidence = List.of();

    /** @param key the cause's label and the age class, such as {@code sas_token_expiry|65m} */
    AlertGroup(String key) {
        this.key = key;
    }

    @Override
    protected long deadline() {
        return dueMillis;
    }

    /** Members now; of a resolved group, at its largest. */
    int deviceCount() {
        return open ? publishedMembers : peakMembers;
    }

    /** The first of those counted. */
    List<String> listed() {
        return open ? devices : peakDevices;
    }

    /** What was last found, or of a resolved group, when it was largest. */
    List<String> words() {
        return open ? evidence : peakEvidence;
    }

    /** Drops that fit, of those counted. */
    long fitting() {
        return open ? matches : peakMatches;
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(cause.wire());
            out.writeBoolean(open);
            out.writeInt(ordinal);
            out.writeUTF(alertId);
            out.writeInt(version);
            out.writeLong(publishedAtMillis);
            out.writeInt(publishedMembers);
            out.writeLong(dueMillis);
            out.writeInt(peakMembers);
            out.writeLong(peakMatches);
            out.writeLong(onset);
            out.writeLong(detectedAtMillis);
            out.writeLong(lastSeen);
            out.writeLong(resolvedAt);
            out.writeDouble(ageSeconds);
            out.writeDouble(jitterSeconds);
            out.writeDouble(confidence);
            out.writeDouble(returnSeconds);
            out.writeDouble(logEvidence);
            out.writeLong(matches);
            out.writeLong(recent);
            out.writeLong(unauthorized);
            out.writeLong(clean);
            out.writeLong(nextExpected);
            out.writeLong(lagSeconds);
            out.writeUTF(example);
            out.writeUTF(cohort == null ? "" : cohort.key());
            out.writeUTF(cohort == null ? "" : cohort.value());
            write(out, devices);
            write(out, peakDevices);
            write(out, evidence);
            write(out, peakEvidence);
            out.writeByte(alternatives.size());
            for (Alert.Alternative alternative : alternatives) {
                out.writeByte(alternative.cause().wire());
                out.writeDouble(alternative.confidence());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an alert group into memory", e);
        }
        return bytes.toByteArray();
    }

    static AlertGroup read(String key, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "alert group of version " + version + ": this program reads " + VERSION);
            }
            AlertGroup it = new AlertGroup(key);
            it.cause = Cause.ofWire(in.readByte());
            it.open = in.readBoolean();
            it.ordinal = in.readInt();
            it.alertId = in.readUTF();
            it.version = in.readInt();
            it.publishedAtMillis = in.readLong();
            it.publishedMembers = in.readInt();
            it.dueMillis = in.readLong();
            it.peakMembers = in.readInt();
            it.peakMatches = in.readLong();
            it.onset = in.readLong();
            it.detectedAtMillis = in.readLong();
            it.lastSeen = in.readLong();
            it.resolvedAt = in.readLong();
            it.ageSeconds = in.readDouble();
            it.jitterSeconds = in.readDouble();
            it.confidence = in.readDouble();
            it.returnSeconds = in.readDouble();
            it.logEvidence = in.readDouble();
            it.matches = in.readLong();
            it.recent = in.readLong();
            it.unauthorized = in.readLong();
            it.clean = in.readLong();
            it.nextExpected = in.readLong();
            it.lagSeconds = in.readLong();
            it.example = in.readUTF();
            String cohortKey = in.readUTF();
            String cohortValue = in.readUTF();
            it.cohort = cohortKey.isEmpty() ? null : new Alert.Cohort(cohortKey, cohortValue);
            it.devices = readList(in);
            it.peakDevices = readList(in);
            it.evidence = readList(in);
            it.peakEvidence = readList(in);
            int count = in.readByte();
            List<Alert.Alternative> alternatives = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                alternatives.add(new Alert.Alternative(Cause.ofWire(in.readByte()), in.readDouble()));
            }
            it.alternatives = List.copyOf(alternatives);
            return it;
        } catch (IOException e) {
            throw new UncheckedIOException("an alert group of " + bytes.length + " bytes cannot be read back", e);
        }
    }

    private static void write(DataOutputStream out, List<String> names) throws IOException {
        out.writeByte(names.size());
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    private static List<String> readList(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return List.copyOf(names);
    }
}
