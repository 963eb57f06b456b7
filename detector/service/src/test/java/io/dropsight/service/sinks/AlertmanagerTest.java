package io.dropsight.service.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.service.AlertTopics;
import io.dropsight.service.maintenance.Entry;
import io.dropsight.service.maintenance.MaintenanceBoardAccess;
import io.dropsight.service.metrics.Meters;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before a real Alertmanager. */
final class AlertmanagerTest {
    private static final Path BINARY = Path.of("/usr/bin/prometheus-alertmanager");
    private static final String A = "00000000000000aa";
    private static final String B = "00000000000000bb";
    private static final Patience QUICK = new Patience(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2));

    @TempDir
    private Path folder;

    private Process start(int port) throws IOException {
        Path config = folder.resolve("am.yml");
        Files.writeString(config, "route:\n  receiver: none\nreceivers:\n  - name: none\n");
        return new ProcessBuilder(
                        BINARY.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What Alertmanager holds for open. */
    private static List<JsonNode> open(URI address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v2/alerts?active=true"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            List<JsonNode> alerts = new ArrayList<>();
            new ObjectMapper().readTree(answer.body()).forEach(alerts::add);
            return alerts;
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(URI address, String what, Predicate<List<JsonNode>> holds) throws InterruptedException {
        AlertTopics.await(what, () -> holds.test(open(address)));
    }

    private static List<String> ids(List<JsonNode> alerts) {
        return alerts.stream()
                .map(alert -> alert.path("labels").path("alert_id").asText())
                .sorted()
                .toList();
    }

    @Test
    void itHoldsWhatIsOpenOnceWhateverIsStartedAnewAndForgetsWhatIsOverOrSilent() throws Exception {
        assumeTrue(Files.isExecutable(BINARY), "prometheus-alertmanager is not installed (apt-get install it)");
        int port = freePort();
        URI address = URI.create("http://127.0.0.1:" + port);
        try (AlertTopics topics = new AlertTopics()) {
            Names names = topics.names("am");
            topics.write(names, A, 1, "open");
            AlertTopics.Knowledge knowledge = topics.knowledge(names);
            try (Alertmanager early = Alertmanager.start(address, QUICK, knowledge.state(), new Meters("t").sinks())) {
                topics.write(names, B, 1, "open"); // nobody listens yet
                Process process = start(port);
                try (Alertmanager second =
                        Alertmanager.start(address, QUICK, knowledge.state(), new Meters("t").sinks())) {
                    await(address, "both are open, once", found -> ids(found).equals(List.of(A, B)));
                    JsonNode alert = open(address).get(0);
                    assertThat(alert.path("labels").path("alertname").asText()).isEqualTo("DropsightRandom");
                    assertThat(alert.path("labels")).hasSize(6);
                    assertThat(alert.path("annotations").path("summary").asText())
                            .isEqualTo("network_loss: 2 devices of plant-hub");
                    assertThat(alert.path("startsAt").asText()).startsWith("2026-03-02T08:00:00");

                    topics.write(names, A, 2, "open");
                    topics.write(names, B, 2, "resolved");
                    await(address, "B is over", found -> ids(found).equals(List.of(A)));

                    MaintenanceBoardAccess.put(
                            knowledge.state().maintenance(), Entry.read("""
                                    {"kind": "silence", "id": "x", "hub": "plant-hub", "from": "2026-01-01T00:00:00Z",
                                     "reason": "works", "by": "ann"}""".getBytes(StandardCharsets.UTF_8)));
                    await(address, "A is silent", List::isEmpty);
                    assertThat(early).isNotNull();
                    assertThat(second).isNotNull();
                } finally {
                    process.destroy();
                    process.waitFor();
                }
            }
        }
    }
}
