package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples, through the command line and the whole topology. */
final class ReplayExamplesTest {
    private static final Path SAS = CommandLineRun.example("sas-65-minutes");
    private static final Path SHAPES = CommandLineRun.example("every-shape");
    private static final long SEED = 20260302;
    private static final int FILES = 7;

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
            .disable(JsonParser.Feature.ALLOW_COMMENTS)
            .build();

    @TempDir
    private Path folder;

    @Test
    void theStoryIsToldInTheSameWordsHoweverItIsReplayed() throws IOException {
        Set<Integer> portsBefore = CommandLineRun.listeningPorts();
        CommandLineRun plain = CommandLineRun.of("replay", "--partitions", 1, "--out", folder.resolve("a"), SAS);

        assertThat(plain.code()).isZero();
        assertThat(plain.err()).isEmpty();
        assertThat(plain.out()).isEqualTo(golden("sas-65-minutes.txt"));
        assertThat(CommandLineRun.listeningPorts()).isEqualTo(portsBefore);
        assertThat(folder.resolve("a")).isDirectoryContaining("glob:**.jsonl").isDirectoryNotContaining("glob:**.tmp");

        Path shuffled = inOtherFiles(CommandLineRun.linesOf(SAS));
        CommandLineRun other =
                CommandLineRun.of("replay", "-q", "--partitions", 8, "--out", folder.resolve("b"), shuffled);

        assertThat(other).as("seed %d", SEED).isEqualTo(plain);
        assertThat(ReplayResults.in(folder.resolve("b"))).isEqualTo(ReplayResults.in(folder.resolve("a")));
        assertThat(readme()).as("what README.md shows").isEqualTo(start(plain.out(), readme()));
    }

    @Test
    void theBadNightIsToldAsItsPageShows() throws IOException {
        String page = Files.readString(CommandLineRun.example("README.md"), UTF_8);
        int from = page.indexOf("Hub plant-hub: ");
        String shown = page.substring(from, page.indexOf("```", from));

        CommandLineRun run = CommandLineRun.of("replay", "--quiet", CommandLineRun.example("bad-night"));

        assertThat(run.code()).isZero();
        int at = 0;
        for (String part : shown.split(" {3}\\.\\.\\.\n", -1)) { // in this order, with more between
            int found = run.out().indexOf(part.strip(), at);
            assertThat(found)
                    .as("examples/README.md shows%n%s%nin the place of%n%s", part, run.out())
                    .isNotNegative();
            at = found;
        }
    }

    @Test
    void duplicatesInOtherFilesAreCountedAndChangeNothingElse() throws IOException {
        List<String> lines = CommandLineRun.linesOf(SAS);
        Path packed = folder.resolve("again.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(String.join("\n", lines).getBytes(UTF_8));
        }
        // over what was there before: results are replaced
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.writeString(out.resolve("alerts.jsonl"), "old");

        CommandLineRun once = CommandLineRun.of("replay", "--out", folder.resolve("once"), SAS);
        CommandLineRun twice = CommandLineRun.of("replay", "--out", out, SAS, packed, SAS.resolve("../sas-65-minutes"));

        assertThat(twice.code()).isZero();
        assertThat(twice.out().lines().toList().get(1))
                .isEqualTo("%d records read, %d duplicates".formatted(2 * lines.size(), lines.size()));
        assertThat(findings(twice.out())).isEqualTo(findings(once.out()));
        assertThat(ReplayResults.in(out)).isEqualTo(ReplayResults.in(folder.resolve("once")));
    }

    @Test
    void everyShapeIsReadAndToldToMachines() throws IOException {
        CommandLineRun run =
                CommandLineRun.of("replay", "--json", "--partitions", 1, "--out", folder.resolve("a"), SHAPES);

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode json = STRICT.readTree(run.out());
        assertThat(names(json)).containsExactly("records", "span", "hubs", "problems", "findings");
        assertThat(json.path("records")).isEqualTo(STRICT.readTree("""
                {"read": 86, "connections": 73, "metrics": 10, "other": 1, "unreadable": {"bad_time": 1, "cut_json": 1},
                 "duplicates": 0, "refused": {}}"""));
        assertThat(json.path("span")).isEqualTo(STRICT.readTree("""
                {"from": "2018-02-21T09:49:09.602543200Z", "to": "2026-03-02T17:25:30Z"}"""));
        assertThat(json.path("hubs")).isEqualTo(STRICT.readTree("""
                [{"hub": "plant-hub", "records": 82, "connections": 72, "devices": 3,
                  "from": "2026-03-02T06:10:00Z", "to": "2026-03-02T17:25:30Z"},
                 {"hub": "unknown", "records": 1, "connections": 1, "devices": 1,
                  "from": "2018-02-21T09:49:09.602543200Z", "to": "2018-02-21T09:49:09.602543200Z"}]"""));
        assertThat(json.path("problems")).isEmpty();
        assertThat(json.path("findings")).hasSize(2);
        assertFinding(json.path("findings").get(0), "warning", "sas_token_expiry", "press-020", 1500, 1200);
        assertFinding(json.path("findings").get(1), "info", "sas_token_renewal", "cam-9", 2700, 3600);
        ReplayResults written = ReplayResults.in(folder.resolve("a"));
        assertThat(written.verdicts().lines()).hasSize(2);

        CommandLineRun shuffled = CommandLineRun.of(
                "replay", "--json", "--partitions", 8, "--out", folder.resolve("b"), withCapture(captureShuffled()));
        assertThat(shuffled).as("seed %d", SEED).isEqualTo(run);
        assertThat(ReplayResults.in(folder.resolve("b"))).isEqualTo(written);

        CommandLineRun late = CommandLineRun.of(
                "replay", "--hub", "Old-Hub", "--out", folder.resolve("c"), withCapture(captureArrivingLater()));
        ReplayResults arrivedLater = ReplayResults.in(folder.resolve("c"));
        assertThat(late.out())
                .contains("Hub old-hub: 1 connection record of 1 device")
                .doesNotContain("unknown");
        assertThat(arrivedLater.verdictsApartFromArrival()).isEqualTo(written.verdictsApartFromArrival());
        assertThat(arrivedLater.alertsApartFromArrival()).isEqualTo(written.alertsApartFromArrival());
    }

    private static void assertFinding(
            JsonNode finding, String severity, String cause, String device, int ageSeconds, int lifetimeSeconds) {
        assertThat(finding.path("severity").asText()).isEqualTo(severity);
        assertThat(finding.path("pattern").asText()).isEqualTo("periodic");
        assertThat(finding.path("cause").asText()).isEqualTo(cause);
        assertThat(finding.path("scope").path("hub").asText()).isEqualTo("plant-hub");
        assertThat(finding.path("scope").path("devices")).hasToString("[\"" + device + "\"]");
        JsonNode periodic = finding.path("periodic");
        assertThat(periodic.path("ageSeconds").asDouble()).isBetween(ageSeconds - 1.5, ageSeconds + 1.5);
        assertThat(periodic.path("tokenLifetimeSeconds").asInt()).isEqualTo(lifetimeSeconds);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What stands below the counts. */
    private static String findings(String report) {
        return report.substring(report.indexOf("\n\n"));
    }

    private static String start(String text, String like) {
        return text.substring(0, Math.min(text.length(), like.length()));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ReplayExamplesTest.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The report that README.md shows, up to its dots. */
    private static String readme() throws IOException {
        String readme = Files.readString(SAS.resolve("../../README.md"), UTF_8);
        int from = readme.indexOf("Hub plant-hub");
        return readme.substring(from, readme.indexOf("   ...", from));
    }

    private Path inOtherFiles(List<String> lines) throws IOException {
        List<String> mixed = new ArrayList<>(lines);
        Collections.shuffle(mixed, new Random(SEED));
        Path other = Files.createDirectories(folder.resolve("other/deep"));
        for (int file = 0; file < FILES; file++) {
            int from = mixed.size() * file / FILES;
            int to = mixed.size() * (file + 1) / FILES;
            Files.write(other.resolve("part-" + file + ".jsonl"), mixed.subList(from, to));
        }
        return folder.resolve("other");
    }

    /** Every shape, the capture replaced. */
    private Path withCapture(List<String> capture) throws IOException {
        Path copy = Files.createTempDirectory(folder, "shapes");
        for (String name : List.of(
                "event-hub-bodies.json",
                "log-analytics-rows.json",
                "operations-monitoring.json",
                "metrics.json",
                "mixed-and-damaged.json")) {
            Files.copy(SHAPES.resolve(name), copy.resolve(name));
        }
        Files.write(copy.resolve("capture.txt"), capture);
        return copy;
    }

    private static List<String> capture() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SHAPES.resolve("capture.jsonl.gz"))), UTF_8))) {
            return in.lines().toList();
        }
    }

    private static List<String> captureShuffled() throws IOException {
        List<String> lines = new ArrayList<>(capture());
        Collections.shuffle(lines, new Random(SEED));
        return lines;
    }

    /** Each message up to four minutes later than it came: within the allowed lateness, in another order. */
    private static List<String> captureArrivingLater() throws IOException {
        Pattern arrival = Pattern.compile("\"ts\": (\\d+)");
        Random random = new Random(SEED);
        List<String> lines = new ArrayList<>();
        for (String line : capture()) {
            Matcher found = arrival.matcher(line);
            assertThat(found.find()).isTrue();
            long later = Long.parseLong(found.group(1)) + random.nextInt(240_000);
            assertThat(Instant.ofEpochMilli(later)).isBefore(Instant.parse("2027-01-01T00:00:00Z"));
            lines.add(line.substring(0, found.start(1)) + later + line.substring(found.end(1)));
        }
        return lines;
    }
}
