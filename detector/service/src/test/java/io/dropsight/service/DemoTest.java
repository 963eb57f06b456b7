package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a newcomer starts it. */
@DisabledOnOs(OS.WINDOWS)
final class DemoTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final List<String> OPTIONS = List.of("-Xmx500m");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    @Tag("long")
    void tellsEachStoryFromItsBeginToItsEndAndLeavesNothing() throws Exception {
        try (CommandLineChild demo =
                CommandLineChild.toFile(folder, OPTIONS, "demo", "--devices", 1000, "--speed", 3000)) {
            demo.await("an outage", () -> demo.out().contains("hub_transient"));
            assertThat(get(demo, "/api/alerts?status=all")).contains("\"hub_transient\"");
            assertThat(get(demo, "/metrics")).contains("dropsight_alerts_open{", "dropsight_source_records_total{");

            assertThat(demo.exitCode()).as(demo.err()).isZero();
            String told = demo.out();
            for (String cause : List.of(
                    "sas_token_expiry", "network_loss", "hub_transient", "sas_echo", "feed_gap", "network_outage")) {
                assertThat(told).as(cause).containsPattern("\\d\\d:\\d\\d {4}(opened|changed) +[A-Z]+ " + cause + ":");
                assertThat(told).as(cause).containsPattern("\\d\\d:\\d\\d {4}resolved +[A-Z]+ " + cause + ":");
                assertThat(told)
                        .as(cause)
                        .containsPattern("found +" + cause + " at \\d\\d:\\d\\d[^\\n]*(\\n +)?.*resolved");
            }
            assertThat(told)
                    .contains("besides   nothing: no false alarm")
                    .doesNotContain("NOT FOUND", "still open", "\u001b");
            assertThat(told.lines()).allMatch(line -> line.length() <= DemoScreen.WIDTH);
            assertThat(demo.err()).isEmpty();
            assertThat(demo.leftBehind()).isEmpty();
        }
    }

    @Test
    void endsCleanlyAtControlC() throws Exception {
        try (CommandLineChild demo =
                CommandLineChild.toFile(folder, OPTIONS, "demo", "--devices", 1000, "--speed", 600)) {
            demo.await("the first scene", () -> demo.out().contains("00:00 == The fleet is at work."));
            int expected = demo.interrupt();

            assertThat(demo.exitCode()).isEqualTo(expected);
            assertThat(demo.err()).isEmpty();
            assertThat(demo.leftBehind()).isEmpty();
        }
    }

    @Test
    void endsCleanlyAtControlCWhileTheBrokerStarts() throws Exception {
        try (CommandLineChild demo = CommandLineChild.toFile(folder, OPTIONS, "demo", "--devices", 1000)) {
            demo.await(
                    "the broker's folder", () -> demo.leftBehind().stream().anyMatch(name -> name.endsWith("kafka")));
            int expected = demo.interrupt();

            assertThat(demo.exitCode()).isEqualTo(expected);
            assertThat(demo.err()).doesNotContain("Exception", "\tat ", "ERROR", "failed");
            assertThat(demo.leftBehind()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --devices 100   | --devices is 100: use 1000 to 20000
            --speed 0       | --speed is 0: use 10 to 20000
            --seed -1       | --seed is -1: use 0 to 1000000000
            --port 70000    | --port is 70000: use 0 to 65535
            """)
    void wrongUsageIsToldBeforeTheWork(String words, String message) {
        CommandLineRun wrong = CommandLineRun.of((Object[]) ("demo " + words).split(" ", -1));

        assertThat(wrong.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.err().lines()).containsExactly(message, "Help: dropsight demo --help");
    }

    private String get(CommandLineChild demo, String path) throws IOException, InterruptedException {
        Matcher address = ADDRESS.matcher(demo.out());
        assertThat(address.find()).isTrue();
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(address.group() + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
