package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and findings by hand: one device is found, the other is missed. */
final class ScoreCommandTest {
    private static final String SCENARIO = """
            {"type":"scenario","scenario":"by-hand","seed":7,"from":"2026-03-02T00:00:00Z",\
            "to":"2026-03-04T00:00:00Z","fleetSize":100}""";
    private static final String FOUND = device("press-1");
    private static final String MISSED = device("press\\u001b-2");
    private static final String VERDICT = """
            {"verdictId":"0123456789abcdef","status":"open","hub":"plant","deviceId":"press-1","pattern":"periodic",\
            "cause":"sas_token_expiry","confidence":0.9,"onset":"2026-03-02T01:05:00Z",\
            "detectedAt":"2026-03-02T03:30:00Z","lastSeenAt":"2026-03-02T03:15:00Z","ageSeconds":3900,\
            "alertId":"0123456789abcdef"}""";

    @TempDir
    private Path folder;

    private static String device(String id) {
        return """
                {"type":"device","hub":"plant","deviceId":"%s","pattern":"periodic","cause":"sas_token_expiry",\
                "ages":[3900],"onset":"2026-03-02T00:00:00Z","dropTimes":["2026-03-02T01:05:00Z",\
                "2026-03-02T02:10:00Z","2026-03-02T03:15:00Z"],"detectable":true}""".formatted(id);
    }

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("labels.jsonl"), List.of(SCENARIO, FOUND, MISSED));
        Files.createFile(folder.resolve("alerts.jsonl"));
        Files.write(folder.resolve("verdicts.jsonl"), List.of(VERDICT));
    }

    private CommandLineRun score(Object... more) {
        Object[] words = new Object[more.length + 5];
        words[0] = "score";
        words[1] = "--labels";
        words[2] = folder;
        words[3] = "--findings";
        words[4] = folder;
        System.arraycopy(more, 0, words, 5, more.length);
        return CommandLineRun.of(words);
    }

    @Test
    void theFiguresStandBesideWhatTheyMustBe() {
        CommandLineRun run = score();

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "periodic precision >= 0.99 >= 0.999 1.0000 1 of 1",
                        "periodic recall >= 0.98 >= 0.999 0.5000 ! 1 of 2",
                        "drops to a periodic verdict, median <= 5 <= 4 3 of 1");
        assertThat(run.out()).doesNotContain("press");
    }

    @Test
    void reasonsNameWhatWasMissedWithoutItsControlCharacters() {
        assertThat(score("--reasons").out()).endsWith("""

                        1 fault
                          by-hand, seed 7, periodic: missed: sas_token_expiry of 65.0 min on plant/press?-2: 3 drops in \
                        view from 2026-03-02T01:05:00Z to 2026-03-02T03:15:00Z at 22.2/day; no verdict
                        """);
    }

    @Test
    void severalPairsAreToldOneByOneAndAddedUp() {
        CommandLineRun run = score("--markdown", "--labels", folder.resolve("labels.jsonl"), "--findings", folder);

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("| 2 of 4 |", "| by-hand, seed 7 | 200 |", "| by-hand, seed 7 (2) | 200 |");
    }

    @Test
    void jsonHoldsTheSameFigures() throws IOException {
        CommandLineRun run = score("--json", "--reasons");

        JsonNode json = Findings.JSON.readTree(run.out());
        JsonNode recall = json.path("total").path("periodic.recall");
        assertThat(recall.path("value").asDouble()).isEqualTo(0.5);
        assertThat(recall.path("must").asDouble()).isEqualTo(0.98);
        assertThat(recall.path("kept").asBoolean(true)).isFalse();
        assertThat(json.path("total").path("mass.recall").has("value")).isFalse();
        assertThat(json.path("logs").get(0).path("log").asText()).isEqualTo("by-hand, seed 7");
        assertThat(json.path("faults").get(0).path("kind").asText()).isEqualTo("missed");
        assertThat(score("--json").out()).doesNotContain("\"faults\"");
    }

    @Test
    void strictFailsOnAFigureThatIsWorseThanItMustBe() throws IOException {
        assertThat(score("--strict").code()).isEqualTo(Main.FAILED);

        Files.write(folder.resolve("labels.jsonl"), List.of(SCENARIO, FOUND));
        assertThat(score("--strict").code()).isZero();
    }

    @Test
    void aMalformedLineIsOneMessageWithFileAndLine() throws IOException {
        Files.write(folder.resolve("verdicts.jsonl"), List.of(VERDICT, "{\"verdictId\":\"x\"}"));

        CommandLineRun run = score();

        assertThat(run.code()).isEqualTo(Main.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("dropsight score failed: " + folder.resolve("verdicts.jsonl")
                        + ", line 2: field \"status\" is missing\n");
    }

    @Test
    void labelsOfAnOlderSimulateAreRefused() throws IOException {
        Files.write(folder.resolve("labels.jsonl"), List.of("{\"deviceId\":\"a\",\"kind\":\"healthy\"}"));

        assertThat(score().err()).contains("labels.jsonl, line 1: the first line has to be of type scenario");
    }

    @Test
    void missingFilesAndOddPairsAreWrongUsage() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path gone = folder.resolve("gone");

        assertWrong("--labels " + empty + ": there is no labels.jsonl", "--labels", empty, "--findings", folder);
        assertWrong("--labels " + gone + ": there is no such file", "--labels", gone, "--findings", folder);
        assertWrong(
                "--findings " + empty + ": there is no alerts.jsonl: write it with dropsight replay --out",
                "--labels",
                folder,
                "--findings",
                empty);
        assertWrong(
                "--labels is there 2 times and --findings 1 times: give them in pairs",
                "--labels",
                folder,
                "--labels",
                folder,
                "--findings",
                folder);
        assertWrong(
                "--json and --markdown: choose one", "--labels", folder, "--findings", folder, "--json", "--markdown");
        assertWrong("Missing required option: '--findings=DIR'", "--labels", folder);
    }

    private static void assertWrong(String message, Object... options) {
        Object[] words = new Object[options.length + 1];
        words[0] = "score";
        System.arraycopy(options, 0, words, 1, options.length);

        CommandLineRun run = CommandLineRun.of(words);

        assertThat(run.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).containsExactly(message, "Help: dropsight score --help");
    }
}
