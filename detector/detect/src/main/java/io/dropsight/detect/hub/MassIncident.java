package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.Timers;
import io.dropsight.detect.Traits;
import io.dropsight.detect.mass.MassCause;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to many devices of a hub at once, and its alert. Times are
 * {@link io.dropsight.detect.EventTime} seconds unless named millis.
 */
final class MassIncident extends Timers.Timed {
    /** A drop this much earlier than the first one that was noticed may belong to it, too. */
    static final long BEFORE_SECONDS = 90;

    static final long AFTER_SECONDS = 180;
    private static final byte VERSION = 1;

    final String alertId;
    /** Of the hub's incidents so many. */
    int ordinal;

    /** When it is to be looked at again, ms of the arrival axis. */
    long dueMillis = Timers.NONE;

    Cause cause = Cause.HUB_TRANSIENT;
    Cause alternative = Cause.HUB_TRANSIENT;
    double confidence;
    boolean open = true;
    int version;
    /** Null for the whole hub. */
    @Nullable
    Cohort cohort;

    Alert.@Nullable Cohort told;
    long detectedAtMillis;
    long publishedAtMillis;
    int publishedDropped;
    int publishedState;
    long onset;
    /** Last drop of it, and last refused connect. */
    long last;

    long lastRefused;
    /** 0 while devices drop. */
    long endedAt;

    long resolvedAt;
    int checks;
    int quiet;
    int dropped;
    int refused;
    MassCause.Codes codes = MassCause.Codes.NONE;
    MassCause.Codes refusedCodes = MassCause.Codes.NONE;
    /** About so many devices were connected in its scope; 0 if that is not known. */
    int connectedBefore;

    /** Known devices of the hub that were not connected when it began. */
    int awayBefore;
    /** Devices that dropped without having been seen to connect: connected before, too. */
    int unseen;

    double expected;
    double lift;
    double evidence;
    double share;
    int windowMinutes;
    int lagSeconds;
    /** Of an echo: the age at which sessions end, and seconds around it. */
    double age;

    double tolerance;
    long forecastAt;
    int forecastDevices;
    /** Foretold drops that came at the time of the forecast. */
    int forecastHits;

    /** Of an echo: foretold drops heard of, and settled. */
    int echoFresh;

    int echoSettled;
    int returned = -1;
    /** Of a rollout: devices that came back with another version. */
    int moved;

    boolean becameNormal;
    /** Of an echo: whether it was forecast. */
    boolean foretold;

    /** Whether what was forecast has come. */
    boolean forecastDone;

    /** Of an echo: when its devices connected. */
    long connectedFrom;

    long connectedTo;

    /** Refused connects of an outage that have settled. */
    int settledRefused;

    MassCause.Codes settledCodes = MassCause.Codes.NONE;
    long settledLastRefused;
    /** Drops of an echo, or moves of a rollout, that have settled. */
    Tally settled = new Tally();
    /** Those that came as forecast, before they began a wave. */
    Tally ahead = new Tally();
    /** Of an echo: the age that is told, once it has settled. */
    double meanAge;

    List<String> devices = List.of();
    List<String> examples = List.of();
    int[] sample = {};

    MassIncident(String alertId) {
        this.alertId = alertId;
    }

    @Override
    protected long deadline() {
        return dueMillis;
    }

    boolean isEcho() {
        return cause == Cause.SAS_ECHO;
    }

    /** A burst that repeats earlier ones: remembered, never told. */
    boolean isSchedule() {
        return cause == Cause.SCHEDULED;
    }

    /** Something is wrong. */
    boolean isOutage() {
        return !isEcho() && !isSchedule() && !isRollout();
    }

    boolean isRollout() {
        return cause == Cause.ROLLOUT;
    }

    /** Whether a device's drop at this time is one of its. */
    boolean covers(Traits traits, long at) {
        return at >= onset - BEFORE_SECONDS
                && at <= Math.max(last, lastRefused) + AFTER_SECONDS
                && (cohort == null || traits.isIn(cohort));
    }

    /** Whether a minute's counts are its doing. */
    boolean coversMinute(long minute) {
        return minute >= (onset - BEFORE_SECONDS) / 60 && minute <= (Math.max(last, lastRefused) + AFTER_SECONDS) / 60;
    }

    /** Connected devices just before it, as far as the log tells. */
    int before() {
        return connectedBefore + unseen;
    }

    /** What is told at once when it changes. */
    int state() {
        int place = cohort == null ? 0 : 31 * cohort.kind().wire() + cohort.id();
        return ((place * 31 + cause.wire()) * 2 + (open ? 1 : 0)) * 2 + (endedAt != 0 ? 1 : 0);
    }

    /** Last drop or refused connect. */
    long end() {
        return Math.max(last, lastRefused);
    }

    /** Adds names; the first of them in their order are told. */
    void list(Collection<String> names) {
        devices = Tally.merged(devices, names);
    }

    /** A burst of less than 6 % of its scope proves little about what its devices have in common. */
    boolean isSmall() {
        return dropped < 0.06 * Math.max(1, before());
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(cause.wire());
            out.writeByte(alternative.wire());
            out.writeDouble(confidence);
            out.writeBoolean(open);
            out.writeInt(version);
            out.writeInt(ordinal);
            out.writeByte(cohort == null ? 0 : cohort.kind().wire());
            out.writeInt(cohort == null ? 0 : cohort.id());
            out.writeUTF(told == null ? "" : told.key());
            out.writeUTF(told == null ? "" : told.value());
            for (long value : new long[] {
                detectedAtMillis,
                publishedAtMillis,
                onset,
                last,
                lastRefused,
                endedAt,
                resolvedAt,
                forecastAt,
                dueMillis,
                connectedFrom,
                connectedTo,
                settledLastRefused
            }) {
                out.writeLong(value);
            }
            for (int value : new int[] {
                publishedDropped,
                checks,
                quiet,
                dropped,
                refused,
                connectedBefore,
                awayBefore,
                windowMinutes,
                lagSeconds,
                forecastDevices,
                returned,
                moved,
                forecastHits,
                echoFresh,
                echoSettled,
                settledRefused,
                publishedState,
                unseen
            }) {
                out.writeInt(value);
            }
            write(out, codes);
            write(out, refusedCodes);
            write(out, settledCodes);
            for (double value : new double[] {expected, lift, evidence, share, age, tolerance, meanAge}) {
                out.writeDouble(value);
            }
            out.writeBoolean(becameNormal);
            out.writeBoolean(foretold);
            out.writeBoolean(forecastDone);
            write(out, devices);
            settled.write(out);
            ahead.write(out);
            write(out, examples);
            out.writeByte(sample.length);
            for (int hash : sample) {
                out.writeInt(hash);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an incident into memory", e);
        }
        return bytes.toByteArray();
    }

    static MassIncident read(String alertId, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "mass incident of version " + version + ": this program reads " + VERSION);
            }
            MassIncident it = new MassIncident(alertId);
            it.cause = Cause.ofWire(in.readByte());
            it.alternative = Cause.ofWire(in.readByte());
            it.confidence = in.readDouble();
            it.open = in.readBoolean();
            it.version = in.readInt();
            it.ordinal = in.readInt();
            int kind = in.readByte();
            int id = in.readInt();
            it.cohort = kind == 0 ? null : new Cohort(Cohort.Kind.ofWire(kind), id);
            String key = in.readUTF();
            String value = in.readUTF();
            it.told = key.isEmpty() ? null : new Alert.Cohort(key, value);
            it.detectedAtMillis = in.readLong();
            it.publishedAtMillis = in.readLong();
            it.onset = in.readLong();
            it.last = in.readLong();
            it.lastRefused = in.readLong();
            it.endedAt = in.readLong();
            it.resolvedAt = in.readLong();
            it.forecastAt = in.readLong();
            it.dueMillis = in.readLong();
            it.connectedFrom = in.readLong();
            it.connectedTo = in.readLong();
            it.settledLastRefused = in.readLong();
            it.publishedDropped = in.readInt();
            it.checks = in.readInt();
            it.quiet = in.readInt();
            it.dropped = in.readInt();
            it.refused = in.readInt();
            it.connectedBefore = in.readInt();
            it.awayBefore = in.readInt();
            it.windowMinutes = in.readInt();
            it.lagSeconds = in.readInt();
            it.forecastDevices = in.readInt();
            it.returned = in.readInt();
            it.moved = in.readInt();
            it.forecastHits = in.readInt();
            it.echoFresh = in.readInt();
            it.echoSettled = in.readInt();
            it.settledRefused = in.readInt();
            it.publishedState = in.readInt();
            it.unseen = in.readInt();
            it.codes = readCodes(in);
            it.refusedCodes = readCodes(in);
            it.settledCodes = readCodes(in);
            it.expected = in.readDouble();
            it.lift = in.readDouble();
            it.evidence = in.readDouble();
            it.share = in.readDouble();
            it.age = in.readDouble();
            it.tolerance = in.readDouble();
            it.meanAge = in.readDouble();
            it.becameNormal = in.readBoolean();
            it.foretold = in.readBoolean();
            it.forecastDone = in.readBoolean();
            it.devices = readAll(in);
            it.settled = Tally.read(in);
            it.ahead = Tally.read(in);
            it.examples = readAll(in);
            it.sample = new int[in.readByte()];
            for (int i = 0; i < it.sample.length; i++) {
                it.sample[i] = in.readInt();
            }
            return it;
        } catch (IOException e) {
            throw new UncheckedIOException("a mass incident that cannot be read back", e);
        }
    }

    private static void write(DataOutputStream out, MassCause.Codes codes) throws IOException {
        out.writeInt(codes.all());
        out.writeInt(codes.maintenance());
        out.writeInt(codes.failover());
        out.writeInt(codes.quota());
        out.writeInt(codes.suspended());
        out.writeInt(codes.server());
    }

    private static MassCause.Codes readCodes(DataInputStream in) throws IOException {
        return new MassCause.Codes(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeByte(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    private static List<String> readAll(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int n = in.readByte(); n > 0; n--) {
            texts.add(in.readUTF());
        }
        return List.copyOf(texts);
    }
}
