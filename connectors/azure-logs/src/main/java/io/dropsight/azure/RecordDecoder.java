package io.dropsight.azure;

import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells what kind of record the JSON of one record is, and hands it to that kind's reader. Not thread-safe. */
final class RecordDecoder {
    private static final Pattern MILLIS = Pattern.compile("\\d{1,18}");

    private final RecordFields record = new RecordFields();
    private final Fields fields = record.outer;
    private final ConnectionReader connections;
    private final MetricReader metrics;

    private final RecordParser parser;
    private final PlainParser plainParser;

    RecordDecoder(String defaultHub) {
        Vocabulary vocabulary = new Vocabulary();
        parser = new RecordParser(record, vocabulary);
        plainParser = new PlainParser(record, vocabulary, parser.authentications());
        RecordHeader header = new RecordHeader(defaultHub);
        connections = new ConnectionReader(header);
        metrics = new MetricReader(header);
    }

    /**
     * Decodes all records of the window.
     *
     * @param origin offset to report for every one of them, or -1 for each one's own
     */
    void decodeAll(Window window, @Nullable Instant arrival, long origin, Consumer<? super Decoded> out) {
        RecordStream records = new RecordStream(window, this, arrival, origin);
        try {
            boolean more = true;
            while (more) {
                more = records.advance(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /**
     * Decodes the object that opens at {@code from} if it is a usual record that ends before {@code limit}.
     *
     * @return the index after it, or -1 if it has to be scanned first, and nothing was given out
     */
    int decodePlain(
            byte[] bytes, int from, int limit, long offset, @Nullable Instant arrival, Consumer<? super Decoded> out) {
        int to = plainParser.parse(bytes, from, limit);
        if (to > 0) {
            out.accept(decodeFields(bytes, from, to, offset, arrival));
        }
        return to;
    }

    /** @param arrival of the capture line that holds the record, or null; then the record may be such a line */
    void decode(byte[] bytes, int from, int to, long offset, @Nullable Instant arrival, Consumer<? super Decoded> out) {
        try {
            parser.parse(bytes, from, to);
            if (isCapture()) {
                decodeCapture(bytes, from, offset, arrival, out);
                return;
            }
        } catch (UnusableRecord e) {
            out.accept(unreadable(e, bytes, from, to, offset));
            return;
        }
        out.accept(decodeFields(bytes, from, to, offset, arrival));
    }

    private Decoded decodeFields(byte[] bytes, int from, int to, long offset, @Nullable Instant arrival) {
        try {
            return decodeRecord(offset, arrival);
        } catch (UnusableRecord e) {
            return unreadable(e, bytes, from, to, offset);
        }
    }

    private static Decoded unreadable(UnusableRecord fault, byte[] bytes, int from, int to, long offset) {
        byte[] body = Arrays.copyOfRange(bytes, from, Math.min(to, from + Garbage.MAX_BYTES));
        return new Decoded.Unreadable(body, fault.reason.label(), fault.detail, offset);
    }

    private Decoded decodeRecord(long offset, @Nullable Instant arrival) throws UnusableRecord {
        String metric = text(Field.METRIC_NAME);
        String category = text(Field.CATEGORY);
        Operation operation = operation(text(Field.OPERATION_NAME));
        if (!metric.isEmpty()) {
            if (!MetricReader.isUsed(metric)) {
                return new Decoded.Ignorable(Decoded.Ignorable.METRIC, offset);
            }
            MetricSample sample = metrics.read(fields);
            return sample != null
                    ? new Decoded.Metric(sample, arrival, offset)
                    : new Decoded.Ignorable(Decoded.Ignorable.METRIC_WITHOUT_VALUE, offset);
        } else if (category.isEmpty() ? operation != Operation.OTHER : Categories.isConnections(category)) {
            return new Decoded.Event(connections.read(record, operation), arrival, offset);
        }
        return new Decoded.Ignorable(category.isEmpty() ? uncategorised() : Categories.ignorable(category), offset);
    }

    private String text(Field field) throws UnusableRecord {
        if (fields.isNotText(field)) {
            throw UnusableRecord.wrongType(field);
        }
        return fields.text(field).strip();
    }

    private static Operation operation(String name) {
        return endsWith(name, "disconnect")
                ? Operation.DISCONNECT
                : endsWith(name, "connect") ? Operation.CONNECT : Operation.OTHER;
    }

    private static boolean endsWith(String text, String suffix) {
        return text.regionMatches(true, text.length() - suffix.length(), suffix, 0, suffix.length());
    }

    private String uncategorised() throws UnusableRecord {
        String type = fields.firstOf(Field.EVENT_TYPE, Field.TYPE).strip().toLowerCase(Locale.ROOT);
        if (type.equals("microsoft.devices.deviceconnected") || type.equals("microsoft.devices.devicedisconnected")) {
            return Decoded.Ignorable.CONNECTION_STATE_EVENT;
        } else if (fields.has(Field.OPERATION_NAME) || type.startsWith("microsoft.")) {
            return Decoded.Ignorable.OTHER;
        } else if (fields.has(Field.SEQUENCE_NUMBER)) { // the body of a routed state event holds nothing else
            return Decoded.Ignorable.CONNECTION_STATE_EVENT;
        }
        throw new UnusableRecord(
                UnreadableReason.UNKNOWN_RECORD, "it has neither category nor operationName nor metricName");
    }

    private boolean isCapture() {
        return record.hasPayload
                && (fields.has(Field.TS) || fields.has(Field.TOPIC))
                && !fields.has(Field.CATEGORY)
                && !fields.has(Field.METRIC_NAME)
                && !fields.has(Field.OPERATION_NAME);
    }

    private void decodeCapture(
            byte[] bytes, int from, long offset, @Nullable Instant arrival, Consumer<? super Decoded> out)
            throws UnusableRecord {
        if (arrival != null) {
            throw new UnusableRecord(UnreadableReason.BAD_CAPTURE, "a capture line inside a capture line");
        }
        Instant ts = captureTime();
        byte[] body = {};
        if (record.payload != null) {
            body = record.payload.getBytes(StandardCharsets.UTF_8);
        } else if (record.payloadTo > 0) {
            body = Arrays.copyOfRange(bytes, from + record.payloadFrom, from + record.payloadTo);
        } else if (fields.isScalar(Field.PAYLOAD)) {
            throw new UnusableRecord(UnreadableReason.BAD_CAPTURE, "field \"payload\" is neither text nor JSON");
        }
        if (new String(body, StandardCharsets.ISO_8859_1).isBlank()) {
            out.accept(new Decoded.Ignorable(Decoded.Ignorable.EMPTY_PAYLOAD, offset));
        } else {
            decodeAll(new Window(body, 0, body.length), ts, offset, out);
        }
    }

    private Instant captureTime() throws UnusableRecord {
        String ts = fields.text(Field.TS);
        if (!fields.isScalar(Field.TS) || !MILLIS.matcher(ts).matches()) {
            throw new UnusableRecord(UnreadableReason.BAD_CAPTURE, "field \"ts\" is no time in milliseconds");
        }
        Instant time = Instant.ofEpochMilli(Long.parseLong(ts));
        if (!Timestamps.inRange(time)) {
            throw new UnusableRecord(
                    UnreadableReason.TIME_OUT_OF_RANGE, "field \"ts\" is not in the years 2015 to 2099");
        }
        return time;
    }
}
