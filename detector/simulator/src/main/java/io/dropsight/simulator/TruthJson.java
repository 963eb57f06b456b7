package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dropsight.model.DeviceKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The truth as {@code labels.jsonl}: a line of type {@code scenario}, then one of type {@code device} for each device's
 * trouble and one of type {@code incident} for each incident. Fields have the names of {@link Truth}; ages are seconds,
 * a cured device has {@code until}. The same truth gives the same bytes.
 */
public final class TruthJson {
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator("\n").build();

    private TruthJson() {}

    /** @throws java.nio.file.FileAlreadyExistsException if there is such a file */
    public static void write(Truth truth, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            write(truth, out);
        }
    }

    /** Leaves the writer open. */
    public static void write(Truth truth, Writer writer) throws IOException {
        try (JsonGenerator out = JSON.createGenerator(writer).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            out.writeStartObject();
            out.writeStringField("type", "scenario");
            out.writeStringField("scenario", truth.scenario());
            out.writeNumberField("seed", truth.seed());
            out.writeStringField("from", truth.from().toString());
            out.writeStringField("to", truth.to().toString());
            out.writeNumberField("fleetSize", truth.fleetSize());
            out.writeEndObject();
            for (Truth.Device device : truth.devices()) {
                write(out, device);
            }
            for (Truth.Incident incident : truth.incidents()) {
                write(out, incident);
            }
            out.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator out, Truth.Device device) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "device");
        out.writeStringField("hub", device.device().hub());
        out.writeStringField("deviceId", device.device().deviceId());
        if (!device.device().moduleId().isEmpty()) {
            out.writeStringField("moduleId", device.device().moduleId());
        }
        out.writeStringField("pattern", device.pattern());
        out.writeStringField("cause", device.cause());
        out.writeArrayFieldStart("ages");
        for (Duration age : device.ages()) {
            if (age.toMillisPart() == 0) {
                out.writeNumber(age.toSeconds());
            } else {
                out.writeNumber(age.toMillis() / 1000.0);
            }
        }
        out.writeEndArray();
        out.writeStringField("onset", device.onset().toString());
        if (device.until() != null) {
            out.writeStringField("until", device.until().toString());
        }
        out.writeArrayFieldStart("dropTimes");
        for (Instant drop : device.dropTimes()) {
            out.writeString(drop.toString());
        }
        out.writeEndArray();
        out.writeBooleanField("detectable", device.detectable());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Truth.Incident incident) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "incident");
        out.writeStringField("id", incident.id());
        out.writeStringField("hub", incident.hub());
        out.writeStringField("pattern", incident.pattern());
        out.writeStringField("cause", incident.cause());
        out.writeStringField("start", incident.start().toString());
        out.writeStringField("end", incident.end().toString());
        out.writeStringField("recovered", incident.recovered().toString());
        out.writeStringField("cohortKey", incident.cohortKey());
        out.writeStringField("cohortValue", incident.cohortValue());
        out.writeNumberField("drops", incident.drops());
        out.writeNumberField("scope", incident.scope());
        out.writeBooleanField("detectable", incident.detectable());
        out.writeEndObject();
    }

    /** @throws IOException if it cannot be read; its message names file, line and what is wrong there */
    public static Truth read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(lines, file.toString());
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": it is no UTF-8 text", e);
        }
    }

    /**
     * One line after the other; blank lines and fields that this program does not know are passed over.
     *
     * @param name of the source, for messages
     */
    public static Truth read(BufferedReader lines, String name) throws IOException {
        TruthLine header = null;
        List<Truth.Device> devices = new ArrayList<>();
        List<Truth.Incident> incidents = new ArrayList<>();
        int number = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            TruthLine line = TruthLine.parse(JSON, text, name + ", line " + number);
            if (header == null && !(line.has("type") && line.text("type").equals("scenario"))) {
                throw line.wrong("the first line has to be of type scenario: were these labels written by an older"
                        + " dropsight simulate?");
            }
            String type = line.text("type");
            switch (type) {
                case "scenario" -> {
                    if (header != null) {
                        throw line.wrong("a second line of type scenario: one file holds one scenario");
                    }
                    header = line;
                }
                case "device" -> devices.add(device(line));
                case "incident" -> incidents.add(incident(line));
                default -> throw line.wrong("type is \"%s\": use scenario, device or incident".formatted(type));
            }
        }
        if (header == null) {
            throw new IOException(name + " is empty: it has to start with a line of type scenario");
        }
        return new Truth(
                header.text("scenario"),
                header.number("seed"),
                header.instant("from"),
                header.instant("to"),
                (int) header.number("fleetSize"),
                devices,
                incidents);
    }

    private static Truth.Device device(TruthLine line) throws IOException {
        String module = line.has("moduleId") ? line.text("moduleId") : "";
        DeviceKey key;
        try {
            key = new DeviceKey(line.text("hub"), line.text("deviceId"), module);
        } catch (IllegalArgumentException e) {
            throw line.wrong(String.valueOf(e.getMessage()));
        }
        return new Truth.Device(
                key,
                line.text("pattern"),
                line.text("cause"),
                line.seconds("ages"),
                line.instant("onset"),
                line.has("until") ? line.instant("until") : null,
                line.instants("dropTimes"),
                line.bool("detectable"));
    }

    private static Truth.Incident incident(TruthLine line) throws IOException {
        return new Truth.Incident(
                line.text("id"),
                line.text("hub"),
                line.text("pattern"),
                line.text("cause"),
                line.instant("start"),
                line.instant("end"),
                line.instant("recovered"),
                line.text("cohortKey"),
                line.text("cohortValue"),
                (int) line.number("drops"),
                (int) line.number("scope"),
                line.bool("detectable"));
    }
}
