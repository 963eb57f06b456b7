package io.dropsight.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * The wire form of {@link FeedMessage}: protobuf, as described in {@code dropsight-events.proto}. Fields that a newer
 * writer adds are skipped; absent fields read as empty. Stateless and thread-safe.
 */
public final class FeedCodec {
    private static final int MAX_BYTES = 64 * 1024;

    private FeedCodec() {}

    public static byte[] encode(FeedMessage message) {
        byte[] body;
        int field;
        if (message instanceof FeedMessage.Event m) {
            field = 4;
            body = encodeEvent(m.event());
        } else if (message instanceof FeedMessage.Metric m) {
            field = 5;
            body = write(out -> {
                writeString(out, 1, m.sample().name());
                writeInstant(out, 2, m.sample().at());
                out.writeDouble(4, m.sample().value());
            });
        } else {
            FeedMessage.Tick tick = (FeedMessage.Tick) message;
            field = 6;
            body = write(out -> writeBool(out, 1, tick.end()));
        }
        Arrival arrival = message.arrival();
        return write(out -> {
            writeString(out, 1, arrival.source());
            out.writeSInt64(2, arrival.at().toEpochMilli());
            if (arrival.position() != 0) {
                out.writeUInt64(3, arrival.position());
            }
            out.writeByteArray(field, body);
        });
    }

    /**
     * @param key the record's key: {@link DeviceKey#text()} of an event, the hub of a metric; unused for a tick
     * @throws IllegalArgumentException if the bytes are no such message
     */
    public static FeedMessage decode(String key, byte[] bytes) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            String source = "";
            long at = 0;
            long position = 0;
            int kind = 0;
            byte[] body = {};
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case 1 -> source = in.readString();
                    case 2 -> at = in.readSInt64();
                    case 3 -> position = in.readUInt64();
                    case 4, 5, 6 -> {
                        kind = tag >>> 3;
                        body = in.readByteArray();
                    }
                    default -> in.skipField(tag);
                }
            }
            Arrival arrival = new Arrival(source, Instant.ofEpochMilli(at), position);
            return switch (kind) {
                case 4 -> new FeedMessage.Event(arrival, decodeEvent(DeviceKey.parse(key), body));
                case 5 -> new FeedMessage.Metric(arrival, decodeMetric(key, body));
                case 6 -> new FeedMessage.Tick(arrival, decodeTick(body));
                default -> throw new IllegalArgumentException("neither event nor metric nor tick");
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("not a feed message of " + bytes.length + " bytes", e);
        }
    }

    /** Only the arrival of an encoded message, ms since 1970; 0 if the bytes are none. */
    public static long arrivalOf(byte[] bytes) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag >>> 3 == 2) {
                    return in.readSInt64();
                }
                in.skipField(tag);
            }
            return 0;
        } catch (IOException e) {
            return 0; // told again, with its reason, when the message is decoded
        }
    }

    /** The event alone, without key and arrival; also what waits in a device's settle buffer. */
    public static byte[] encodeEvent(DiagnosticEvent event) {
        return write(out -> {
            writeInstant(out, 1, event.occurredAt());
            if (event.operation() != Operation.OTHER) {
                out.writeUInt32(3, event.operation().wire());
            }
            writeBool(out, 4, event.error());
            if (event.code() != 0) {
                out.writeUInt32(5, event.code());
            }
            writeString(out, 6, event.description());
            writeString(out, 7, event.protocol());
            writeString(out, 8, event.sdkVersion());
            if (event.auth() != Auth.UNKNOWN) {
                out.writeUInt32(9, event.auth().wire());
            }
            writeString(out, 10, event.maskedAddress());
        });
    }

    public static DiagnosticEvent decodeEvent(DeviceKey device, byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        long seconds = 0;
        int nanos = 0;
        Operation operation = Operation.OTHER;
        boolean error = false;
        int code = 0;
        String description = "";
        String protocol = "";
        String sdkVersion = "";
        Auth auth = Auth.UNKNOWN;
        String address = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> seconds = in.readSInt64();
                case 2 -> nanos = in.readUInt32();
                case 3 -> operation = Operation.ofWire(in.readUInt32());
                case 4 -> error = in.readBool();
                case 5 -> code = in.readUInt32();
                case 6 -> description = in.readString();
                case 7 -> protocol = in.readString();
                case 8 -> sdkVersion = in.readString();
                case 9 -> auth = Auth.ofWire(in.readUInt32());
                case 10 -> address = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new DiagnosticEvent(
                device,
                instant(seconds, nanos),
                operation,
                error,
                code,
                description,
                protocol,
                sdkVersion,
                auth,
                address);
    }

    private static MetricSample decodeMetric(String hub, byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String name = "";
        long seconds = 0;
        int nanos = 0;
        double value = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> name = in.readString();
                case 2 -> seconds = in.readSInt64();
                case 3 -> nanos = in.readUInt32();
                case 4 -> value = in.readDouble();
                default -> in.skipField(tag);
            }
        }
        return new MetricSample(hub, name, instant(seconds, nanos), value);
    }

    private static boolean decodeTick(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        boolean end = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == 1) {
                end = in.readBool();
            } else {
                in.skipField(tag);
            }
        }
        return end;
    }

    private static Instant instant(long seconds, int nanos) throws IOException {
        try {
            return Instant.ofEpochSecond(seconds, Integer.toUnsignedLong(nanos));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a time beyond the calendar: " + seconds + " s since 1970", e);
        }
    }

    private static void writeInstant(CodedOutputStream out, int field, Instant instant) throws IOException {
        long seconds = instant.getEpochSecond();
        int nanos = instant.getNano();
        out.writeSInt64(field, seconds);
        if (nanos != 0) {
            out.writeUInt32(field + 1, nanos);
        }
    }

    private static void writeString(CodedOutputStream out, int field, String text) throws IOException {
        if (!text.isEmpty()) {
            out.writeString(field, text);
        }
    }

    private static void writeBool(CodedOutputStream out, int field, boolean value) throws IOException {
        if (value) {
            out.writeBool(field, true);
        }
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] write(Body body) {
        byte[] buffer = new byte[256];
        while (true) {
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(buffer);
                body.writeTo(out);
                out.flush();
                return Arrays.copyOf(buffer, buffer.length - out.spaceLeft());
            } catch (CodedOutputStream.OutOfSpaceException e) {
                if (buffer.length >= MAX_BYTES) {
                    throw new IllegalArgumentException("a feed message larger than " + MAX_BYTES + " bytes", e);
                }
                buffer = new byte[buffer.length * 4];
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
