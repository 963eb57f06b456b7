package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code --out} has written, held against the schemas, in the shapes in which laws compare it. */
record ReplayResults(String alerts, String verdicts) {
    static ReplayResults in(Path folder) throws IOException {
        ReplayResults results = new ReplayResults(
                Files.readString(folder.resolve("alerts.jsonl"), UTF_8),
                Files.readString(folder.resolve("verdicts.jsonl"), UTF_8));
        results.alerts().lines().forEach(Schemas::assertAlert);
        results.verdicts().lines().forEach(Schemas::assertVerdict);
        return results;
    }

    /** Verdicts without what follows arrival. */
    List<String> verdictsApartFromArrival() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : verdicts.lines().toList()) {
            ObjectNode verdict = (ObjectNode) Findings.JSON.readTree(line);
            verdict.remove(List.of("detectedAt", "alertId"));
            lines.add(verdict.toString());
        }
        return lines;
    }

    /** The last version of each alert without what follows arrival, in a stable order. */
    List<String> alertsApartFromArrival() throws IOException {
        Map<String, ObjectNode> last = new TreeMap<>();
        for (String line : alerts.lines().toList()) {
            JsonNode data = Findings.JSON.readTree(line).path("data");
            last.merge(
                    data.path("alertId").asText(),
                    (ObjectNode) data,
                    (a, b) -> a.path("version").asInt() > b.path("version").asInt() ? a : b);
        }
        return last.values().stream()
                .map(alert -> alert.without(List.of("alertId", "version", "detectedAt", "feed"))
                        .toString())
                .sorted()
                .toList();
    }
}
