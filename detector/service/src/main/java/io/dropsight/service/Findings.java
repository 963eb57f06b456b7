package io.dropsight.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.topology.Names;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a finished replay has found: all versions of all alerts, and the last version of each verdict. */
final class Findings {
    static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Most urgent first: critical, warning, info, and within each what goes on before what is over. So an outage of last
     * night comes before warnings that go on, and after the outage of now. Then what the log itself lacked, for it
     * limits all else; then the largest, then the oldest.
     */
    static final Comparator<JsonNode> BY_WEIGHT = Comparator.<JsonNode>comparingInt(
                    a -> -List.of("info", "warning", "critical")
                            .indexOf(a.path("severity").asText()))
            .thenComparing(a -> "open".equals(a.path("status").asText()) ? 0 : 1)
            .thenComparing(a -> "feed".equals(a.path("pattern").asText()) ? 0 : 1)
            .thenComparing(a -> -a.path("scope").path("deviceCount").asInt())
            .thenComparing(a -> a.path("onset").asText())
            .thenComparing(a -> a.path("alertId").asText());

    private final List<Line> alerts = new ArrayList<>();
    private final TreeMap<String, String> verdicts = new TreeMap<>();

    private record Line(Instant time, String alertId, int version, String json) {
        static final Comparator<Line> ORDER =
                Comparator.comparing(Line::time).thenComparing(Line::alertId).thenComparingInt(Line::version);
    }

    static Findings read(String bootstrapServers, Names names) {
        Findings findings = new Findings();
        Outputs.readAll(bootstrapServers, names.alerts(), (key, json) -> findings.addAlert(json));
        Outputs.readAll(bootstrapServers, names.verdicts(), (key, json) -> findings.addVerdict(json));
        findings.alerts.sort(Line.ORDER);
        return findings;
    }

    void addAlert(String json) {
        JsonNode envelope = parse(json);
        JsonNode data = envelope.path("data");
        alerts.add(new Line(
                Instant.parse(envelope.path("time").asText()),
                data.path("alertId").asText(),
                data.path("version").asInt(),
                json));
    }

    void addVerdict(String json) {
        JsonNode verdict = parse(json);
        String order = String.join(
                "\u0000",
                verdict.path("hub").asText(),
                verdict.path("deviceId").asText(),
                verdict.path("moduleId").asText(),
                verdict.path("onset").asText(),
                verdict.path("verdictId").asText());
        verdicts.put(order, json);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert or verdict of our own is no JSON", e);
        }
    }

    /** The data of the last version of each alert, the weightiest first. */
    List<JsonNode> latest() {
        Map<String, Line> last = new HashMap<>();
        for (Line line : alerts) {
            last.merge(line.alertId(), line, (a, b) -> a.version() > b.version() ? a : b);
        }
        return last.values().stream()
                .map(line -> parse(line.json()).path("data"))
                .sorted(BY_WEIGHT)
                .toList();
    }

    /**
     * Findings as a person is told them: each alone, but the echoes of a hub, which come every hour for a day, in the
     * place of the weightiest of them, the latest first.
     */
    static List<List<JsonNode>> told(List<JsonNode> latest) {
        Map<String, List<JsonNode>> told = new LinkedHashMap<>();
        for (JsonNode finding : latest) {
            String key = isEcho(finding)
                    ? "of " + finding.path("scope").path("hub").asText()
                    : finding.path("alertId").asText();
            told.computeIfAbsent(key, k -> new ArrayList<>()).add(finding);
        }
        told.values()
                .forEach(alike -> alike.sort(Comparator.comparing(
                                (JsonNode finding) -> finding.path("onset").asText())
                        .reversed()));
        return List.copyOf(told.values());
    }

    static boolean isEcho(JsonNode finding) {
        return "sas_echo".equals(finding.path("cause").asText());
    }

    /** Writes {@code alerts.jsonl} and {@code verdicts.jsonl}; each is complete or not there. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("alerts.jsonl"), alerts.stream().map(Line::json).toList());
        write(folder.resolve("verdicts.jsonl"), verdicts.values());
    }

    private static void write(Path file, Collection<String> lines) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try (BufferedWriter out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
