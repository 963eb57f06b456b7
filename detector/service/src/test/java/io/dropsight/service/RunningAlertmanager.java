package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real Alertmanager with the shipped configuration, on a free port. */
final class RunningAlertmanager implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String address;

    RunningAlertmanager(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + DeployFiles.PROMETHEUS.resolve("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await("ready", () -> send(HttpRequest.newBuilder(URI.create(address + "/-/ready")))
                .isEmpty());
    }

    String address() {
        return address;
    }

    /** Alerts, each as its labels: {@code name=value name=value}. */
    void post(String... alerts) throws InterruptedException {
        List<Object> bodies = new ArrayList<>();
        for (String alert : alerts) {
            var labels = new TreeMap<String, String>();
            for (String label : alert.split(" ", -1)) {
                int equals = label.indexOf('=');
                labels.put(label.substring(0, equals), label.substring(equals + 1));
            }
            bodies.add(Map.of("labels", labels));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v2/alerts"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        new ObjectMapper().valueToTree(bodies).toString()));
        assertThat(send(request)).as("a refusal").isEmpty();
        await("all alerts", () -> get("alerts").size() == alerts.length);
    }

    /** Name and hub, or instance, of what is inhibited. */
    Set<String> inhibited() {
        Set<String> found = new TreeSet<>();
        for (JsonNode alert : get("alerts")) {
            if (alert.path("status").path("inhibitedBy").size() > 0) {
                JsonNode labels = alert.path("labels");
                String where =
                        labels.path("hub").asText() + labels.path("instance").asText();
                found.add(labels.path("alertname").asText() + " " + where);
            }
        }
        return found;
    }

    List<String> groups() {
        return DeployFiles.stream(get("alerts/groups"))
                .map(group -> "%s %s %s %s: %d"
                        .formatted(
                                group.path("receiver").path("name").asText(),
                                group.path("labels").path("hub").asText(),
                                group.path("labels").path("pattern").asText(),
                                group.path("labels").path("cause").asText(),
                                group.path("alerts").size()))
                .toList();
    }

    private JsonNode get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + "/api/v2/" + path)).build();
        try {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What went wrong; empty if nothing. */
    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? "" : response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < until).as(what).isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
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
