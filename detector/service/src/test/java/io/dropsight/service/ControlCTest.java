package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C ends a replay soon, quietly and without a trace. Ports are free when the process has gone. */
@DisabledOnOs(OS.WINDOWS)
final class ControlCTest {
    private static final long SOON_SECONDS = 20;
    private static final List<String> TERMINAL = List.of("-Xmx300m", "-Ddropsight.terminal=true");

    @TempDir
    private Path folder;

    @Test
    void rightAfterTheStart() throws Exception {
        try (CommandLineChild child =
                CommandLineChild.toFile(folder, TERMINAL, "replay", CommandLineRun.example("sas-65-minutes"))) {
            endsQuietly(child);
        }
    }

    @Test
    void whileTheBrokerStarts() throws Exception {
        try (CommandLineChild child =
                CommandLineChild.toFile(folder, TERMINAL, "replay", CommandLineRun.example("sas-65-minutes"))) {
            child.await(
                    "the broker's folder", () -> child.leftBehind().stream().anyMatch(name -> name.endsWith("kafka")));
            endsQuietly(child);
        }
    }

    @Test
    void whileItWaitsForInput() throws Exception {
        try (CommandLineChild child = CommandLineChild.piped(folder, TERMINAL, null, "replay", "-");
                OutputStream stdin = child.process().getOutputStream()) {
            for (String line : CommandLineRun.linesOf(CommandLineRun.example("sas-65-minutes"))) {
                stdin.write((line + "\n").getBytes(UTF_8));
            }
            stdin.flush();
            child.await("the bar of reading", () -> child.err().contains("reading"));
            endsQuietly(child);
        }
    }

    @Test
    void whileItAnalyses() throws Exception {
        Path fleet = folder.resolve("fleet");
        assertThat(CommandLineRun.of("simulate", "--days", 2, "--out", fleet).code())
                .isZero();
        Path results = folder.resolve("results");
        try (CommandLineChild child = CommandLineChild.toFile(folder, TERMINAL, "replay", "--out", results, fleet)) {
            child.await("the bar of the analysis", () -> child.err().contains("analysing"));
            endsQuietly(child);
        }
        assertThat(results).isEmptyDirectory();
    }

    /** A pipe holds less than the report, and nobody reads it. */
    @Test
    void whileItPrints() throws Exception {
        Path log = manyHubs(1_000);
        try (CommandLineChild child =
                CommandLineChild.piped(folder, List.of("-Xmx300m"), null, "replay", "--json", log)) {
            child.await("the report", () -> available(child) > 0);
            endsQuietly(child);
        }
    }

    private Path manyHubs(int hubs) throws IOException {
        String line =
                CommandLineRun.linesOf(CommandLineRun.example("sas-65-minutes")).get(0);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < hubs; i++) {
            lines.append(line.replace("PLANT-HUB", "A-HUB-WITH-A-RATHER-LONG-NAME-%d".formatted(i)))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("hubs.json"), lines);
    }

    private static int available(CommandLineChild child) {
        try {
            return child.process().getInputStream().available();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void endsQuietly(CommandLineChild child) throws IOException, InterruptedException {
        long from = System.nanoTime();
        int expected = child.interrupt();

        assertThat(child.exitCode()).isEqualTo(expected);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from)).isLessThan(SOON_SECONDS);
        assertThat(child.err()).doesNotContain("Exception", "\tat ", "ERROR", "WARN", "failed");
        assertThat(child.leftBehind()).isEmpty();
    }
}
