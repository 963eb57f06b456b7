package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.simulator.EventHubBodies;
import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import io.dropsight.testkit.eventhubs.EventHubsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain: event hub, connector, Kafka, detector, alert topic, HTTP. */
class RunEventHubsTest {
    private static final String HUB = "iot-logs";

    @TempDir
    private Path folder;

    @Test
    void tellsOfAnEventHubWhatReplayTellsOfItsCapture() throws Exception {
        Simulation simulation =
                Scenarios.simulate(ScenarioSpec.of("bad-night", 1).withHub("plant-hub"));
        ExportWriter.writeCapture(simulation, folder.resolve("capture/log.jsonl"));
        CommandLineRun replay = CommandLineRun.of(
                "replay",
                "--quiet",
                "--out",
                folder.resolve("out").toString(),
                folder.resolve("capture").toString());
        assertThat(replay.code()).isZero();

        try (EventHubsServer server = EventHubsServer.start()) {
            server.createHub(HUB, 1);
            for (var bodies = new EventHubBodies(simulation); bodies.hasNext(); ) {
                EventHubBodies.Body body = bodies.next();
                server.preload(HUB, 0, List.of(body.json().getBytes(UTF_8)), body.arrival(), Duration.ZERO);
            }
            String yaml = """
                    kafka: {data-folder: "%s"}
                    sources:
                      event-hubs:
                        plant: {connection-string: "%s"}
                    """.formatted(folder.resolve("data"), server.connectionString(HUB));
            try (RunningService service = new RunningService(folder.resolve("run"), yaml)) {
                service.awaitReady();
                Set<String> expected = replayed();
                assertThat(expected).hasSizeGreaterThan(3);
                service.child()
                        .await("the alerts of replay", () -> told(service).containsAll(expected));
                assertThat(service.body("/metrics"))
                        .contains("dropsight_source_records_total{outcome=\"event\",source=\"eventhubs/");
                assertThat(RunTest.familiesOf(service.body("/metrics")))
                        .contains(
                                "dropsight_source_errors_total",
                                "dropsight_source_looks_total",
                                "dropsight_source_readers_total");
                assertThat(service.body("/metrics")).contains("change=\"opened\"", "kind=\"server_busy\"");
                assertThat(service.child().err()).doesNotContain("SharedAccessKey=");
                assertThat(service.terminate()).isEqualTo(143);
            }
        }
    }

    private Set<String> replayed() throws Exception {
        Set<String> ids = new TreeSet<>();
        List<String> lines = Files.readAllLines(folder.resolve("out/alerts.jsonl"));
        for (String line : lines) {
            JsonNode envelope = new ObjectMapper().readTree(line);
            ids.add(envelope.path("data").path("alertId").asText() + " "
                    + envelope.path("data").path("cause").asText());
        }
        return ids;
    }

    private static Set<String> told(RunningService service) {
        Set<String> ids = new TreeSet<>();
        try {
            JsonNode answer = new ObjectMapper().readTree(service.body("/api/alerts?status=all&limit=1000"));
            answer.path("alerts")
                    .forEach(alert -> ids.add(alert.path("alertId").asText() + " "
                            + alert.path("cause").asText()));
        } catch (java.io.IOException e) {
            throw new AssertionError("no JSON", e);
        }
        return ids;
    }
}
