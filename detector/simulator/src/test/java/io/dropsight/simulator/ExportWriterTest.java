package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        long count = ExportWriter.writeStorage(FLEET, folder).records();

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
        long count = ExportWriter.writeCapture(FLEET, file).all();

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
    void theTruthLiesBesideTheLog() throws IOException {
        ExportWriter.writeStorage(FLEET, folder);

        Truth truth = TruthJson.read(folder.resolve("labels.jsonl"));

        assertThat(truth).isEqualTo(FLEET.truth());
        assertThat(truth.fleetSize()).isEqualTo(120);
        for (Label label : FLEET.labels()) {
            List<Truth.Device> its = truth.devices().stream()
                    .filter(device -> device.device().equals(label.device()))
                    .toList();
            if (label.expiries() == 0) {
                assertThat(its).isEmpty();
            } else {
                assertThat(its).hasSize(1);
                assertThat(its.get(0).cause()).isEqualTo(label.cause());
                assertThat(its.get(0).ages()).isEqualTo(label.ages());
                assertThat(its.get(0).dropTimes()).hasSize(label.expiries()).startsWith(label.firstExpiry());
            }
        }
    }

    @Test
    void metricsLieInAContainerOfTheirOwnAndInTheCapture() throws IOException {
        Simulation scenario = Scenarios.simulate(
                ScenarioSpec.of("hub-outage-exported-metric", 3).withDevices(50).withSpan(Duration.ofHours(12)));
        ExportWriter.Written written = ExportWriter.writeStorage(scenario, folder);

        List<Map<String, String>> points = new ArrayList<>();
        for (Path file : files("PT1H.json")) {
            if (file.toString().contains("insights-metrics-pt1m")) {
                for (String line : Files.readAllLines(file)) {
                    points.add(fields(line));
                }
            }
        }
        assertThat(points).hasSize((int) written.metrics()).allSatisfy(point -> {
            assertThat(point.keySet())
                    .containsExactly(
                            "count",
                            "total",
                            "minimum",
                            "maximum",
                            "resourceId",
                            "time",
                            "metricName",
                            "timeGrain",
                            "average");
            assertThat(point)
                    .containsEntry("metricName", "devices.connectedDevices.allProtocol")
                    .containsEntry("timeGrain", "PT1M");
            assertThat(point.get("time")).endsWith(":00.0000000Z");
        });

        Path capture = folder.resolve("capture/fleet.jsonl");
        assertThat(ExportWriter.writeCapture(scenario, capture)).isEqualTo(written);
        assertThat(Files.readAllLines(capture))
                .filteredOn(line -> line.contains("\"topic\":\"insights-metrics-pt1m\""))
                .hasSize((int) written.metrics());
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
