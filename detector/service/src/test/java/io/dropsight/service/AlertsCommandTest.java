package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.topology.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dropsight alerts} on a broker. */
final class AlertsCommandTest {
    private static final String A = "00000000000000aa";
    private static final String B = "00000000000000bb";
    private static AlertTopics topics;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        topics = new AlertTopics();
        Names names = topics.names("cli");
        topics.write(names, A, 1, "open");
        topics.write(names, B, 1, "open");
        topics.write(names, B, 2, "resolved");
    }

    @AfterAll
    static void stop() {
        topics.close();
    }

    private Path config(String prefix) throws Exception {
        return Files.writeString(folder.resolve("c.yaml"), "kafka:\n  prefix: " + prefix + "\n");
    }

    private CommandLineRun run(String prefix, Object... more) throws Exception {
        Object[] args = new Object[more.length + 5];
        args[0] = "alerts";
        args[1] = "--config";
        args[2] = config(prefix);
        args[3] = "--bootstrap-servers";
        args[4] = topics.bootstrapServers();
        System.arraycopy(more, 0, args, 5, more.length);
        return CommandLineRun.of(args);
    }

    @Test
    void tellsWhatIsOpenInWords() throws Exception {
        CommandLineRun run = run("cli");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("1. WARNING  network_loss: 2 devices of plant-hub\n")
                .contains("what to do")
                .doesNotContain("2. ");
    }

    @Test
    void allTellsResolvedOnesToo() throws Exception {
        assertThat(run("cli", "--all").out()).contains("2. ", "over since 2026-03-02 10:00 UTC");
        assertThat(run("cli", "--all=1").out()).doesNotContain("2. ");
    }

    @Test
    void jsonIsOneEnvelopeALine() throws Exception {
        List<String> lines = run("cli", "--json", "--all").out().lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(Schemas::assertAlert);
        JsonNode open = Findings.JSON.readTree(run("cli", "--json").out());
        assertThat(open.path("subject").asText()).isEqualTo(A);
    }

    @Test
    void nothingOpenAMissingTopicAndNoKafkaAreToldInWords() throws Exception {
        topics.names("empty");
        assertThat(run("empty").out()).isEqualTo("No alert is open.\n");
        CommandLineRun missing = run("nowhere");
        assertThat(missing.code()).isEqualTo(Main.FAILED);
        assertThat(missing.err()).contains("has no topic nowhere.alerts: is kafka.prefix right");
        CommandLineRun away = CommandLineRun.of("alerts", "--bootstrap-servers", "127.0.0.1:1");
        assertThat(away.code()).isEqualTo(Main.FAILED);
        assertThat(away.err()).contains("Kafka on 127.0.0.1:1 does not answer within 10 s");
        CommandLineRun unknown = CommandLineRun.of("alerts");
        assertThat(unknown.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(unknown.err()).startsWith("Where is Kafka? Name it with --bootstrap-servers");
    }

    @Test
    void followTellsEachChangeAndEndsAtControlC() throws Exception {
        Names names = topics.names("follow");
        try (CommandLineChild child = CommandLineChild.toFile(
                folder,
                List.of(),
                "alerts",
                "--follow",
                "--config",
                config("follow"),
                "--bootstrap-servers",
                topics.bootstrapServers())) {
            child.await("it has read the past", () -> child.out().contains("No alert is open."));
            topics.write(names, A, 1, "open");
            topics.write(names, A, 2, "resolved");
            child.await("both changes", () -> child.out().contains("resolved  " + A));
            assertThat(child.out()).contains("opened  " + A + "  WARNING  network_loss: 2 devices of plant-hub");
            int expected = child.interrupt();
            assertThat(child.exitCode()).isEqualTo(expected);
            assertThat(child.err()).isEmpty();
        }
    }
}
