package io.dropsight.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dropsight.testkit.eventhubs.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Speaks the metrics part of Azure's resource manager over HTTPS on a free loopback port, with faults on demand. */
final class MonitorServer implements AutoCloseable {
    /** One for all tests of a JVM. */
    private static final TestCertificate CERTIFICATE = TestCertificate.make();

    static {
        CERTIFICATE.close(); // what it makes comes from memory, not from its files
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, ConcurrentSkipListMap<Instant, Optional<Double>>> counts = new ConcurrentHashMap<>();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    /** A request as it came. */
    record Asked(String path, Map<String, String> query, String authorization) {
        String hub() {
            String resource = path.substring(0, path.indexOf("/providers/Microsoft.Insights/"));
            return resource.substring(resource.lastIndexOf('/') + 1);
        }

        Instant from() {
            String span = span();
            return OffsetDateTime.parse(span.substring(0, span.indexOf('/'))).toInstant();
        }

        Instant to() {
            String span = span();
            return OffsetDateTime.parse(span.substring(span.indexOf('/') + 1)).toInstant();
        }

        private String span() {
            return String.valueOf(query.get("timespan"));
        }
    }

    /** What to answer instead of counts. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange, CountDownLatch closed) throws IOException, InterruptedException;

        static Reply of(int status, String body, String... headers) {
            return (exchange, closed) -> {
                for (int i = 0; i < headers.length; i += 2) {
                    exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
                }
                send(exchange, status, body);
            };
        }

        /** As the resource manager words its errors. */
        static Reply error(int status, String code, String... headers) {
            return of(status, "{\"error\":{\"code\":\"%s\",\"message\":\"in words\"}}".formatted(code), headers);
        }

        static Reply silence() {
            return (exchange, closed) -> closed.await();
        }

        /** Much of the beginning of an answer. */
        static Reply huge(long bytes) {
            return (exchange, closed) -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                byte[] part = " ".repeat(64 * 1024).getBytes(UTF_8);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (long sent = 0; sent < bytes; sent += part.length) {
                        out.write(part);
                    }
                }
            };
        }
    }

    private MonitorServer(HttpsServer server) {
        this.server = server;
    }

    static MonitorServer start() {
        try {
            HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(CERTIFICATE.serverContext()));
            var server = new MonitorServer(https);
            https.setExecutor(server.threads);
            https.createContext("/", server::handle);
            https.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    URI endpoint() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** Trusts the server, and nothing else. */
    HttpClient.Builder trusting() {
        return HttpClient.newBuilder().sslContext(CERTIFICATE.clientContext());
    }

    void count(String hub, Instant minute, double value) {
        of(hub).put(minute, Optional.of(value));
    }

    /** The minute is listed, with null. */
    void nullAt(String hub, Instant minute) {
        of(hub).put(minute, Optional.empty());
    }

    void reply(String hub, Reply... inTurn) {
        replies.computeIfAbsent(hub, h -> new ArrayDeque<>()).addAll(List.of(inTurn));
    }

    List<Asked> asked() {
        return asked;
    }

    List<Asked> asked(String hub) {
        return asked.stream().filter(request -> request.hub().equals(hub)).toList();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private ConcurrentSkipListMap<Instant, Optional<Double>> of(String hub) {
        return counts.computeIfAbsent(hub, h -> new ConcurrentSkipListMap<>());
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            Asked request = read(exchange);
            asked.add(request);
            Deque<Reply> waiting = replies.get(request.hub());
            Reply reply = waiting == null ? null : waiting.poll();
            if (reply != null) {
                reply.to(exchange, closed);
            } else if (!request.authorization().startsWith("Bearer ")) {
                Reply.error(401, "AuthenticationFailed").to(exchange, closed);
            } else {
                send(exchange, 200, answer(request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private String answer(Asked request) {
        StringBuilder data = new StringBuilder();
        var known = of(request.hub());
        for (Instant at = request.from(); at.isBefore(request.to()); at = at.plusSeconds(60)) {
            Optional<Double> value = known.get(at);
            String average = value == null
                    ? "" // Azure lists the minute, and leaves the aggregation out
                    : ",\"average\":"
                            + value.map(count -> Double.toString(count)).orElse("null");
            data.append(data.isEmpty() ? "" : ",").append("{\"timeStamp\":\"%s\"%s}".formatted(at, average));
        }
        return """
                {"cost":1439,"timespan":"%s","interval":"PT1M","value":[{"id":"%s/providers/Microsoft.Insights/metrics/connectedDeviceCount",\
                "type":"Microsoft.Insights/metrics","name":{"value":"connectedDeviceCount","localizedValue":"Connected devices (preview)"},\
                "displayDescription":"Number of devices connected to your IoT hub","unit":"Count",\
                "timeseries":[{"metadatavalues":[],"data":[%s]}],"errorCode":"Success"}],\
                "namespace":"Microsoft.Devices/IotHubs","resourceregion":"westeurope"}""".formatted(request.query().get("timespan"), request.path(), data);
    }

    private static Asked read(HttpExchange exchange) {
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0].toLowerCase(Locale.ROOT), pair -> URLDecoder.decode(pair[1], UTF_8)));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return new Asked(exchange.getRequestURI().getPath(), query, authorization == null ? "" : authorization);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
