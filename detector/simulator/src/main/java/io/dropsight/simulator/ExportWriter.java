package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a fleet's log as files, and the truth beside it as {@code labels.jsonl}: one label a line, in the order of
 * {@link Fleet#labels()}. The same fleet gives the same bytes. Nothing that exists is overwritten.
 */
public final class ExportWriter {
    private static final String CONTAINER = "insights-logs-connections";
    private static final String LABELS = "labels.jsonl";
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator("\n").build();

    private ExportWriter() {}

    /**
     * As a diagnostic setting exports to a storage account: a file for each hour of <i>arrival</i>, with one record a
     * line in arrival order. Replay {@code folder/insights-logs-connections}; {@code labels.jsonl} is in {@code folder}.
     *
     * @return how many records were written
     * @throws FileAlreadyExistsException if the folder holds an export
     */
    public static long writeStorage(Fleet fleet, Path folder) throws IOException {
        Path container = folder.resolve(CONTAINER);
        if (Files.exists(container)) {
            throw new FileAlreadyExistsException(
                    container.toString(), null, "it would be mixed with another export: choose an empty folder");
        }
        RecordJson records = recordJson(fleet, RecordJson.Form.STORAGE);
        Path hub = container.resolve(
                "resourceId=" + RecordJson.resourceId(fleet.spec().hub())); // the id starts with a /
        Iterator<SimulatedRecord> all = fleet.records().iterator();
        SimulatedRecord next = next(all);
        long count = 0;
        while (next != null) {
            Instant hour = hour(next);
            try (JsonGenerator out = create(hub.resolve(hourPath(hour)))) {
                while (next != null && hour(next).equals(hour)) {
                    records.write(out, next.event());
                    count++;
                    next = next(all);
                }
                out.writeRaw('\n');
            }
        }
        writeLabels(fleet, folder.resolve(LABELS));
        return count;
    }

    /**
     * As {@code kcat -C -J} captures an event hub: one message a line, whose {@code ts} is the arrival and whose payload
     * is the text of a {@code records} envelope. What arrives in one millisecond shares a message. {@code labels.jsonl}
     * is beside the file.
     *
     * @return how many records were written
     * @throws FileAlreadyExistsException if the file exists
     */
    public static long writeCapture(Fleet fleet, Path file) throws IOException {
        RecordJson records = recordJson(fleet, RecordJson.Form.EVENT_HUB);
        Iterator<SimulatedRecord> all = fleet.records().iterator();
        SimulatedRecord next = next(all);
        long count = 0;
        try (JsonGenerator out = create(file)) {
            for (long offset = 0; next != null; offset++) {
                Instant arrival = next.arrival();
                StringWriter envelope = new StringWriter(1_000);
                try (JsonGenerator body = JSON.createGenerator(envelope)) {
                    body.writeStartObject();
                    body.writeArrayFieldStart("records");
                    while (next != null && next.arrival().equals(arrival)) {
                        records.write(body, next.event());
                        count++;
                        next = next(all);
                    }
                    body.writeEndArray();
                    body.writeEndObject();
                }
                writeMessage(out, offset, arrival, envelope.toString());
            }
            out.writeRaw('\n');
        }
        writeLabels(fleet, file.resolveSibling(LABELS));
        return count;
    }

    private static void writeMessage(JsonGenerator out, long offset, Instant arrival, String payload)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("topic", CONTAINER);
        out.writeNumberField("partition", 0);
        out.writeNumberField("offset", offset);
        out.writeStringField("tstype", "create");
        out.writeNumberField("ts", arrival.toEpochMilli());
        out.writeNumberField("broker", 0);
        out.writeNullField("key");
        out.writeStringField("payload", payload);
        out.writeEndObject();
    }

    private static void writeLabels(Fleet fleet, Path file) throws IOException {
        try (JsonGenerator out = create(file)) {
            for (Label label : fleet.labels()) {
                out.writeStartObject();
                out.writeStringField("hub", label.device().hub());
                out.writeStringField("deviceId", label.device().deviceId());
                out.writeStringField("kind", lower(label.kind()));
                out.writeStringField("cause", label.cause());
                out.writeArrayFieldStart("agesSeconds");
                for (Duration age : label.ages()) {
                    out.writeNumber(age.toSeconds());
                }
                out.writeEndArray();
                out.writeStringField("clock", lower(label.clock()));
                out.writeStringField("auth", lower(label.auth()));
                out.writeNumberField("expiries", label.expiries());
                Instant first = label.firstExpiry();
                out.writeStringField("firstExpiry", first == null ? null : first.toString());
                out.writeNumberField("foreignDropsPerDay", label.foreignDropsPerDay());
                out.writeEndObject();
            }
            out.writeRaw('\n');
        }
    }

    private static RecordJson recordJson(Fleet fleet, RecordJson.Form form) {
        return new RecordJson(JSON, form, fleet.spec().delivery().wholeSeconds());
    }

    private static Instant hour(SimulatedRecord record) {
        return record.arrival().truncatedTo(ChronoUnit.HOURS);
    }

    private static String hourPath(Instant hour) {
        ZonedDateTime at = hour.atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "y=%04d/m=%02d/d=%02d/h=%02d/m=00/PT1H.json",
                at.getYear(),
                at.getMonthValue(),
                at.getDayOfMonth(),
                at.getHour());
    }

    private static @Nullable SimulatedRecord next(Iterator<SimulatedRecord> records) {
        return records.hasNext() ? records.next() : null;
    }

    private static JsonGenerator create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return JSON.createGenerator(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
