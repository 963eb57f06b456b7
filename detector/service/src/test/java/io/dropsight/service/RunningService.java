package io.dropsight.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code dropsight run} in a JVM of its own. */
final class RunningService implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("HTTP: [0-9.]+:(\\d+) answers");

    private final HttpClient client = HttpClient.newHttpClient();
    private final CommandLineChild child;

    /** @param yaml its configuration, but for the port of HTTP */
    RunningService(Path folder, String yaml, Object... more) throws IOException {
        this(folder, yaml, List.of("-Xmx400m"), more);
    }

    /** With options of its JVM. */
    RunningService(Path folder, String yaml, List<String> options, Object... more) throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(
                folder.resolve("dropsight.yaml"), yaml + "\nhttp: {port: 0, advertised: 127.0.0.1}\n");
        Object[] args = new Object[3 + more.length];
        args[0] = "run";
        args[1] = "--config";
        args[2] = config;
        System.arraycopy(more, 0, args, 3, more.length);
        child = CommandLineChild.toFile(folder, options, args);
    }

    CommandLineChild child() {
        return child;
    }

    void awaitReady() throws InterruptedException {
        child.await("ready", () -> status("/health/ready") == 200);
    }

    /** 0 while nobody answers. */
    int status(String path) {
        HttpResponse<String> response = get(path);
        return response == null ? 0 : response.statusCode();
    }

    String body(String path) {
        HttpResponse<String> response = get(path);
        return response == null ? "" : response.body();
    }

    /** Host and port; empty while it does not listen. */
    String address() {
        Matcher port = PORT.matcher(child.err());
        return port.find() ? "127.0.0.1:" + port.group(1) : "";
    }

    /** Null while nobody answers. */
    HttpResponse<String> get(String path, String... headers) {
        String address = address();
        if (address.isEmpty()) {
            return null;
        }
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(Duration.ofSeconds(20));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** As an orchestrator does it. */
    int terminate() throws InterruptedException {
        child.process().destroy();
        return child.exitCode();
    }

    @Override
    public void close() {
        child.close();
    }
}
