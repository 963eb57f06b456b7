package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportWriterTest {
    private static final FleetSpec SPEC = FleetSpec.mixed(41)
            .withDevices(120)
            .withDays(1)
            .withHub("made-up-7")
            .withDelivery(Delivery.DEFAULTS.withLate(0.1));
    private static final Fleet FLEET = Fleet.simulate(SPEC);
    private static final JsonFactory JSON = new JsonFactory();

    private final Path folder;

    ExportWriterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void storageFilesLieByHourOfArrivalWithOneRecordALineInArrivalOrder() throws IOException {
        long count = ExportWriter.writeStorage(FLEET, folder);

        List<String> expectedFiles = new ArrayList<>();
        List<String> expectedTimes = new ArrayList<>();
        FLEET.records().forEach(record -> {
            Instant hour = record.arrival().truncatedTo(ChronoUnit.HOURS);
            expectedFiles.add("insights-logs-connections/resourceId=/SUBSCRIPTIONS/"
                    + "11111111-2222-3333-4444-555555555555/RESOURCEGROUPS/RG-SIMULATED/PROVIDERS/MICROSOFT.DEVICES/"
                    + "IOTHUBS/MADE-UP-7/y=2026/m=03/d=%s/h=%s/m=00/PT1H.json"
                            .formatted(
                                    hour.toString().substring(8, 10),
                                    hour.toString().substring(11, 13)));
            expectedTimes.add(
                    record.event().occurredAt() + " " + record.event().device().deviceId());
        });
        List<String> files = new ArrayList<>();
        List<String> times = new ArrayList<>();
        for (Path file : files("PT1H.json")) {
            for (String line : Files.readAllLines(file)) {
                Map<String, String> record = fields(line);
                files.add(folder.relativize(file).toString());
                times.add(record.get("time") + " " + record.get("properties.deviceId"));
            }
        }
        assertThat(count).isEqualTo(FLEET.records().count());
        assertThat(files).isEqualTo(expectedFiles);
        assertThat(times).isEqualTo(expectedTimes);
    }

    @Test
    void storageRecordsHaveTheFieldsOfTheLog() throws IOException {
        ExportWriter.writeStorage(FLEET, folder);
        List<Map<String, String>> records = new ArrayList<>();
        for (Path file : files("PT1H.json")) {
            for (String line : Files.readAllLines(file)) {
                records.add(fields(line));
            }
        }
        assertThat(records).allSatisfy(record -> {
            assertThat(record).containsEntry("category", "Connections");
            assertThat(record.get("resourceId")).startsWith("/SUBSCRIPTIONS/").endsWith("/IOTHUBS/MADE-UP-7");
            assertThat(record.get("time")).hasSize("2026-03-02T00:00:00Z".length());
            assertThat(record.get("operationName")).isIn("deviceConnect", "deviceDisconnect");
            assertThat(record).containsKeys("properties.authType", "properties.statusCode");
            assertThat(record.get("properties.maskedIpAddress")).endsWith(".XXX");
        });
        assertThat(records)
                .anySatisfy(record -> assertThat(record)
                        .containsEntry("level", "Error")
                        .containsEntry("resultType", "404104")
                        .containsEntry("resultDescription", "DeviceConnectionClosedRemotely")
                        .containsEntry("properties.statusCode", "404")
                        .containsEntry("properties.authType", "null"))
                .anySatisfy(record -> assertThat(record)
                        .containsEntry("level", "Information")
                        .containsEntry("operationName", "deviceConnect")
                        .containsEntry(
                                "properties.authType",
                                "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\","
                                        + "\"acceptingIpFilterRule\":null}")
                        .doesNotContainKey("resultType"));
    }

    @Test
    void aCaptureHasTheArrivalAsTimestampAndEnvelopesAsPayload() throws IOException {
        Path file = folder.resolve("capture.jsonl");
        long count = ExportWriter.writeCapture(FLEET, file);

        List<Long> arrivals = new ArrayList<>();
        List<String> times = new ArrayList<>();
        long offset = 0;
        for (String line : Files.readAllLines(file)) {
            Map<String, String> message = fields(line);
            assertThat(message)
                    .containsEntry("topic", "insights-logs-connections")
                    .containsEntry("offset", Long.toString(offset++));
            String payload = message.getOrDefault("payload", "");
            assertThat(payload).startsWith("{\"records\":[{").endsWith("}]}");
            for (Map<String, String> record : records(payload)) {
                arrivals.add(Long.parseLong(message.getOrDefault("ts", "")));
                times.add(record.get("time") + " "
                        + fields(record.getOrDefault("properties", "")).get("deviceId"));
            }
        }
        assertThat(count).isEqualTo(arrivals.size());
        assertThat(arrivals)
                .isEqualTo(FLEET.records().map(r -> r.arrival().toEpochMilli()).toList());
        assertThat(times)
                .isEqualTo(FLEET.records()
                        .map(r -> r.event().occurredAt() + " "
                                + r.event().device().deviceId())
                        .toList());
    }

    @Test
    void timesHaveSevenDigitsWhenTheSpecAsksForFractions() throws IOException {
        Fleet fleet = Fleet.simulate(SPEC.withDelivery(Delivery.CLEAN.withWholeSeconds(false)));
        ExportWriter.writeStorage(fleet, folder);

        for (String line : Files.readAllLines(files("PT1H.json").get(0))) {
            assertThat(fields(line).get("time")).matches("2026-03-02T\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z");
        }
    }

    @Test
    void labelsLieBesideTheLog() throws IOException {
        ExportWriter.writeStorage(FLEET, folder);

        List<String> lines = Files.readAllLines(folder.resolve("labels.jsonl"));
        List<Label> labels = FLEET.labels();
        assertThat(lines).hasSameSizeAs(labels);
        for (int i = 0; i < lines.size(); i++) {
            Map<String, String> line = fields(lines.get(i));
            Label label = labels.get(i);
            assertThat(line)
                    .containsEntry("hub", "made-up-7")
                    .containsEntry("deviceId", label.device().deviceId())
                    .containsEntry("cause", label.cause())
                    .containsEntry("expiries", Integer.toString(label.expiries()))
                    .containsEntry("firstExpiry", String.valueOf(label.firstExpiry()))
                    .containsEntry("foreignDropsPerDay", Double.toString(label.foreignDropsPerDay()));
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("\"kind\":\"periodic\",\"cause\":\"sas_token_expiry\","
                        + "\"agesSeconds\":[3900],\"clock\":\"session\",\"auth\":\"sas\""));
    }

    @Test
    void nothingThatExistsIsOverwritten() throws IOException {
        ExportWriter.writeStorage(FLEET, folder);
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> ExportWriter.writeStorage(FLEET, folder))
                .withMessageContaining("choose an empty folder");
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith(name)).sorted().toList();
        }
    }

    /** Scalars by path; refuses a line that is not exactly one object. */
    private static Map<String, String> fields(String object) throws IOException {
        try (JsonParser parser = JSON.createParser(object)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            Map<String, String> fields = read(parser);
            assertThat(parser.nextToken()).as(object).isNull();
            return fields;
        }
    }

    private static List<Map<String, String>> records(String envelope) throws IOException {
        List<Map<String, String>> records = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(envelope)) {
            while (parser.nextToken() != JsonToken.START_ARRAY) {
                assertThat(parser.currentToken()).as(envelope).isNotNull();
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                records.add(read(parser));
            }
        }
        return records;
    }

    private static Map<String, String> read(JsonParser parser) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                read(parser).forEach((inner, text) -> fields.put(name + "." + inner, text));
            } else if (value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else {
                fields.put(name, parser.getText());
            }
        }
        return fields;
    }
}
