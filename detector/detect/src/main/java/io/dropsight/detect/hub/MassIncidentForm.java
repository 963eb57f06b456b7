package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
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
import java.util.List;

/** A mass incident as it is saved. */
final class MassIncidentForm {
    private static final byte VERSION = 1;

    private MassIncidentForm() {}

    static byte[] write(MassIncident it) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(it.cause.wire());
            out.writeByte(it.alternative.wire());
            out.writeDouble(it.confidence);
            out.writeBoolean(it.open);
            out.writeInt(it.version);
            out.writeInt(it.ordinal);
            out.writeByte(it.cohort == null ? 0 : it.cohort.kind().wire());
            out.writeInt(it.cohort == null ? 0 : it.cohort.id());
            out.writeUTF(it.told == null ? "" : it.told.key());
            out.writeUTF(it.told == null ? "" : it.told.value());
            for (long value : new long[] {
                it.detectedAtMillis,
                it.publishedAtMillis,
                it.onset,
                it.last,
                it.lastRefused,
                it.endedAt,
                it.resolvedAt,
                it.forecastAt,
                it.dueMillis,
                it.connectedFrom,
                it.connectedTo,
                it.settledLastRefused
            }) {
                out.writeLong(value);
            }
            for (int value : new int[] {
                it.publishedDropped,
                it.checks,
                it.quiet,
                it.dropped,
                it.refused,
                it.connectedBefore,
                it.awayBefore,
                it.windowMinutes,
                it.lagSeconds,
                it.forecastDevices,
                it.returned,
                it.moved,
                it.forecastHits,
                it.echoFresh,
                it.echoSettled,
                it.settledRefused,
                it.publishedState,
                it.unseen
            }) {
                out.writeInt(value);
            }
            write(out, it.codes);
            write(out, it.refusedCodes);
            write(out, it.settledCodes);
            for (double value :
                    new double[] {it.expected, it.lift, it.evidence, it.share, it.age, it.tolerance, it.meanAge}) {
                out.writeDouble(value);
            }
            out.writeBoolean(it.becameNormal);
            out.writeBoolean(it.foretold);
            out.writeBoolean(it.forecastDone);
            write(out, it.devices);
            it.settled.write(out);
            it.ahead.write(out);
            write(out, it.examples);
            out.writeByte(it.sample.length);
            for (int hash : it.sample) {
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
