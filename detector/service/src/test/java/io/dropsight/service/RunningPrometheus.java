package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on a free port, with the shipped rules and configuration, but that it looks every second. */
final class RunningPrometheus implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Instant began = Instant.now();
    private final String address;
    private final Process process;

    /** @param targets host and port of each instance */
    RunningPrometheus(Path folder, String... targets) throws IOException, InterruptedException {
        String config = DeployFiles.text(DeployFiles.PROMETHEUS.resolve("prometheus.yml"))
                .replace("dropsight:8080", String.join("\", \"", targets))
                .replace("interval: 15s", "interval: 1s")
                .replace(
                        "rules/*.yml",
                        DeployFiles.PROMETHEUS.resolve("rules/*.yml").toString());
        assertThat(config).contains(targets).contains("scrape_interval: 1s");
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** What a query had at each second since the start. */
    JsonNode since(String query) throws IOException, InterruptedException {
        String path = "/api/v1/query_range?query=%s&start=%d&end=%d&step=1"
                .formatted(
                        URLEncoder.encode(query, StandardCharsets.UTF_8),
                        began.getEpochSecond(),
                        Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        JsonNode answer = new ObjectMapper()
                .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
        assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
        return answer.path("data").path("result");
    }

    /** Asks until a query has an answer. */
    void await(String query, Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (!isAnswered(query)) {
            assertThat(process.isAlive() && System.nanoTime() < until)
                    .as("no answer within %s: %s", within, query)
                    .isTrue();
            process.waitFor(500, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isAnswered(String query) throws InterruptedException {
        try {
            return !since(query).isEmpty();
        } catch (IOException e) {
            return false; // not up yet
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
