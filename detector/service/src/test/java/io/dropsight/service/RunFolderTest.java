package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a folder of exported logs, beside a replay of the same files. */
final class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void tellsOfAWatchedFolderWhatAReplayTells() throws Exception {
        Path log = CommandLineRun.example("sas-65-minutes").toAbsolutePath();
        Map<String, Set<String>> replayed =
                alerts(CommandLineRun.of("replay", "--quiet", "--json", log).out(), "findings");
        assertThat(replayed).isNotEmpty();
        String yaml = """
                kafka: {data-folder: '%s', partitions: 2}
                sources:
                  folders:
                    export: {path: '%s', poll-every: 1s}
                """.formatted(folder.resolve("data"), log);
        try (RunningService service = new RunningService(folder.resolve("run"), yaml)) {
            service.awaitReady();
            service.child().await("the same alerts", () -> alerts(service.body("/api/alerts?status=all"), "alerts")
                    .entrySet()
                    .containsAll(replayed.entrySet()));
            Map<String, Set<String>> told = alerts(service.body("/api/alerts?status=all"), "alerts");
            told.keySet().removeAll(replayed.keySet());
            assertThat(told.values())
                    .as("beside them only that the log has ended")
                    .allMatch(Set::isEmpty);
            service.terminate();
            assertThat(service.child().err()).doesNotContain("WARN");
        }
    }

    /** Id, and the devices. */
    private static Map<String, Set<String>> alerts(String json, String list) {
        Map<String, Set<String>> alerts = new TreeMap<>();
        try {
            for (JsonNode each : new ObjectMapper().readTree(json).path(list)) {
                JsonNode data = each.has("data") ? each.path("data") : each;
                Set<String> devices = new TreeSet<>();
                data.path("scope").path("devices").forEach(device -> devices.add(device.asText()));
                alerts.put(data.path("alertId").asText(), devices);
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return alerts; // nobody answers yet
        }
        return alerts;
    }
}
