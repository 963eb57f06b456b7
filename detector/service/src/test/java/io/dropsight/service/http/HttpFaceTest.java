package io.dropsight.service.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFaceTest {
    private static final int STREAMS = 100;
    private final EventStreams streams = new EventStreams(STREAMS);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpFace face;

    @BeforeEach
    void start() throws IOException {
        face = start(Optional.empty());
    }

    @AfterEach
    void stop() {
        face.close();
    }

    private HttpFace start(Optional<String> token) throws IOException {
        List<Route> routes = List.of(
                new Route("GET", "/health/live", true, request -> Reply.ok("text/plain", "up".getBytes(UTF_8))),
                new Route(
                        "GET",
                        "/api/devices/{hub}/{id}",
                        false,
                        request -> Reply.ok(
                                "text/plain",
                                (request.path().get(2) + "|" + request.path().get(3) + "|"
                                                + request.parameter("q").orElse(""))
                                        .getBytes(UTF_8))),
                new Route(
                        "POST",
                        "/api/notes",
                        false,
                        request -> Reply.ok(
                                "text/plain",
                                Integer.toString(request.body().length).getBytes(UTF_8))),
                new Route("GET", "/api/broken", false, request -> {
                    throw new IllegalStateException("secret of the inside");
                }));
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpFace.start(anyPort, null, Access.of(token), routes, "/api/events", streams);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pump-1",
                "<script>alert(1)</script>",
                "../../etc/passwd",
                "a\"b'c",
                "50% + 1?#",
                "Gerät ☃",
                "a b",
                "%",
                "$(reboot)"
            })
    void handsPathAndQueryOnDecoded(String id) throws Exception {
        String coded = URLEncoder.encode(id, UTF_8).replace("+", "%20");
        HttpResponse<String> response = get("/api/devices/hub/" + coded + "?q=" + coded);
        assertThat(response.body()).isEqualTo("hub|" + id + "|" + id);
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void answersWhatItDoesNotServeWithTheRightCode() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/devices/hub").statusCode()).isEqualTo(404);
        assertThat(raw("GET /api/devices/hub/%zz HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(get("/api/devices/hub/%ff").statusCode()).isEqualTo(200);
        assertThat(get("/api/notes").statusCode()).isEqualTo(405);
        assertThat(get("/api/notes").headers().firstValue("allow")).contains("POST");
        assertThat(send("PUT", "/api/notes", new byte[1]).statusCode()).isEqualTo(405);
        assertThat(send("POST", "/api/notes", new byte[HttpFace.MAX_BODY_BYTES]).body())
                .isEqualTo(Integer.toString(HttpFace.MAX_BODY_BYTES));
        assertThat(send("POST", "/api/notes", new byte[HttpFace.MAX_BODY_BYTES + 1])
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("HEAD", "/health/live", new byte[0]).statusCode()).isEqualTo(200);
    }

    @Test
    void tellsNothingOfItsInside() throws Exception {
        HttpResponse<String> response = get("/api/broken");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret", "Exception").contains("error");
    }

    @Test
    void asksForTheTokenWhereOneIsSet() throws Exception {
        face.close();
        face = start(Optional.of("s3cret"));
        String basic = Base64.getEncoder().encodeToString("me:s3cret".getBytes(UTF_8));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/api/devices/a/b").statusCode()).isEqualTo(401);
        assertThat(get("/api/events").statusCode()).isEqualTo(401);
        assertThat(get("/api/devices/a/b", "Authorization", "Bearer s3cre").statusCode())
                .isEqualTo(401);
        assertThat(get("/api/devices/a/b", "Authorization", "Basic %%%").statusCode())
                .isEqualTo(401);
        assertThat(get("/api/devices/a/b", "Authorization", "Bearer s3cret").statusCode())
                .isEqualTo(200);
        assertThat(get("/api/devices/a/b", "Authorization", "Basic " + basic).statusCode())
                .isEqualTo(200);
    }

    /** Garbage in every place; the seed is printed. */
    @Test
    void survivesGarbage() throws Exception {
        long seed = System.nanoTime();
        System.out.println("HttpFaceTest.survivesGarbage seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] garbage = new byte[random.nextInt(600)];
            random.nextBytes(garbage);
            String text = new String(garbage, ISO_8859_1);
            String request =
                    switch (random.nextInt(4)) {
                        case 0 -> text;
                        case 1 -> "GET /" + text.replaceAll("[\\r\\n ]", "") + " HTTP/1.1\r\nHost: a\r\n\r\n";
                        case 2 ->
                            "GET /health/live HTTP/1.1\r\nHost: a\r\n" + text.replaceAll("[\\r\\n]", "") + "\r\n\r\n";
                        default ->
                            "POST /api/notes HTTP/1.1\r\nHost: a\r\nContent-Length: " + text.length() + "\r\n\r\n"
                                    + text;
                    };
            String answer = raw(request);
            assertThat(answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (200|400|404|405|413|501).*"))
                    .as("seed %d, answer %s", seed, answer)
                    .isTrue();
            assertThat(answer).doesNotContain("io.dropsight", "\tat ");
        }
        assertThat(get("/health/live").body()).isEqualTo("up");
    }

    @Test
    void answersHealthWhileSlowClientsDawdleAndStreamsAreFull() throws Exception {
        List<Socket> dawdlers = new ArrayList<>();
        List<Socket> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) { // a request that never ends
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), face.port());
                socket.getOutputStream().write("GET /api/devices/a/b HTTP/1.1\r\nHost:".getBytes(UTF_8));
                dawdlers.add(socket);
            }
            int refused = 0;
            for (int i = 0; i < 2 * STREAMS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), face.port());
                socket.setSoTimeout(20_000);
                listeners.add(socket);
                socket.getOutputStream().write("GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
                byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
                refused += new String(first, UTF_8).endsWith("503") ? 1 : 0;
            }
            assertThat(refused).isEqualTo(STREAMS);
            assertThat(streams.open()).isEqualTo(STREAMS);
            assertThat(get("/health/live").body()).isEqualTo("up");

            streams.send("a/1", "io.dropsight.alert.opened", "{\"a\":1}");
            Socket listener = listeners.get(0);
            assertThat(until(listener.getInputStream(), "data: {\"a\":1}\n\n"))
                    .contains("id: a/1\nevent: io.dropsight.alert.opened\n");
        } finally {
            for (Socket socket : dawdlers) {
                socket.close();
            }
            for (Socket socket : listeners) {
                socket.close();
            }
        }
        awaitNoStreams();
    }

    /** Each event finds out who has gone. */
    private void awaitNoStreams() throws InterruptedException {
        for (int i = 0; i < 200 && streams.open() > 0; i++) {
            streams.send("b/" + i, "x", "{}");
            Thread.sleep(50);
        }
        assertThat(streams.open()).isZero();
    }

    @Test
    void cutsOffAListenerThatDoesNotRead() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), face.port())) {
            socket.getOutputStream().write("GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
            for (int i = 0; i < 2_000 && streams.open() > 0; i++) {
                streams.send("c/" + i, "x", large);
            }
            for (int i = 0; i < 200 && streams.open() > 0; i++) {
                Thread.sleep(50);
            }
            assertThat(streams.open()).isZero();
        }
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            read.write(c);
            if (read.toString(UTF_8).endsWith(end)) {
                break;
            }
        }
        return read.toString(UTF_8);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), face.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (java.net.SocketException e) { // closed on us, which is an answer too
            return "";
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }
}
