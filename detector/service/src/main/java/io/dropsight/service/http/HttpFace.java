package io.dropsight.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes on the JDK's HTTP server. Bounded: bodies of {@value #MAX_BODY_BYTES} bytes, {@value #MOST_AT_ONCE}
 * requests of the API at a time (of more, each gets 503; health and metrics go on), {@value #WITHIN_SECONDS} seconds for each; streams of events have
 * bounds of their own. Errors are JSON, and never tell of the inside.
 */
public final class HttpFace implements AutoCloseable {
    public static final int MAX_BODY_BYTES = 64 * 1024;
    static final int MOST_AT_ONCE = 64;
    /** Connections beyond them are closed unanswered. */
    private static final int MOST_CONNECTIONS = 512;

    static final int WITHIN_SECONDS = 30;

    /** With which one instance asks another, so that a question goes round once. */
    public static final String PEER_HEADER = "X-Dropsight-Peer";

    private static final Logger LOG = LoggerFactory.getLogger(HttpFace.class);

    static {
        // Read once, when the JDK's server is first used: a client that dawdles over its request is cut off.
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(WITHIN_SECONDS));
        System.setProperty("sun.net.httpserver.idleInterval", Integer.toString(WITHIN_SECONDS));
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(2 * MOST_CONNECTIONS));
    }

    private final HttpServer server;
    private final List<Route> routes;
    private final Access access;
    private final String streamPath;
    private final EventStreams streams;
    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService sweeper;
    private final Map<HttpExchange, Run> running = new ConcurrentHashMap<>();

    /** Who answers, and since when. */
    private record Run(Thread worker, long since) {}

    private HttpFace(HttpServer server, List<Route> routes, Access access, String streamPath, EventStreams streams) {
        this.server = server;
        this.routes = routes;
        this.access = access;
        this.streamPath = streamPath;
        this.streams = streams;
        workers = new ThreadPoolExecutor(
                4,
                MOST_CONNECTIONS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("dropsight-http-"),
                new ThreadPoolExecutor.DiscardPolicy());
        sweeper = Executors.newSingleThreadScheduledExecutor(named("dropsight-http-sweeper-"));
    }

    /**
     * @param tls        null for plain HTTP
     * @param streamPath where {@code streams} are served
     * @throws IOException if the address cannot be used
     */
    public static HttpFace start(
            InetSocketAddress address,
            @Nullable SSLContext tls,
            Access access,
            List<Route> routes,
            String streamPath,
            EventStreams streams)
            throws IOException {
        HttpServer server;
        if (tls == null) {
            server = HttpServer.create(address, 128);
        } else {
            HttpsServer secure = HttpsServer.create(address, 128);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = secure;
        }
        HttpFace face = new HttpFace(server, List.copyOf(routes), access, streamPath, streams);
        server.setExecutor(face.workers);
        server.createContext("/", face::serve);
        server.start();
        var unused = face.sweeper.scheduleWithFixedDelay(face::sweep, 5, 5, TimeUnit.SECONDS);
        return face;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Refuses new clients, and ends the others' streams. */
    @Override
    public void close() {
        streams.close();
        sweeper.shutdownNow();
        server.stop(0);
        workers.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        running.put(exchange, new Run(Thread.currentThread(), System.nanoTime()));
        boolean taken = false;
        try {
            Reply reply = answer(exchange);
            if (reply == null) {
                running.remove(exchange);
                taken = streams.take(exchange);
                if (taken) {
                    return;
                }
                reply = Reply.error(503, "too many clients listen: try again later")
                        .with("Retry-After", "30");
            }
            send(exchange, reply);
        } finally {
            running.remove(exchange);
            if (!taken) {
                exchange.close();
            }
            Thread.interrupted(); // the sweeper may have come just now: the next request is not to suffer
        }
    }

    /** @return null where the exchange is to become a stream */
    private @Nullable Reply answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String asked = method.equals("HEAD") ? "GET" : method;
        try {
            List<String> path = path(exchange.getRequestURI().getRawPath());
            List<Route> there =
                    routes.stream().filter(route -> route.matches(path)).toList();
            boolean stream = ("/" + String.join("/", path)).equals(streamPath);
            if (there.isEmpty() && !stream) {
                return Reply.error(404, "there is nothing here: /api/openapi.yaml lists what there is");
            }
            boolean open = there.stream().anyMatch(Route::forAnyone);
            if (!open && !access.allows(exchange.getRequestHeaders().getFirst("Authorization"))) {
                return Reply.error(401, "a bearer token is needed").with("WWW-Authenticate", "Bearer, Basic");
            }
            if (stream) {
                return asked.equals("GET") ? null : Reply.error(405, "only GET is served here");
            }
            Optional<Route> route =
                    there.stream().filter(it -> it.method().equals(asked)).findFirst();
            if (route.isEmpty()) {
                TreeSet<String> methods =
                        new TreeSet<>(there.stream().map(Route::method).toList());
                return Reply.error(405, "use " + String.join(" or ", methods))
                        .with("Allow", String.join(", ", methods));
            }
            if (running.size() > MOST_AT_ONCE && !open) { // health and metrics answer all the same
                return Reply.error(503, "too many requests at a time: try again later")
                        .with("Retry-After", "5");
            }
            boolean peer = exchange.getRequestHeaders().containsKey(PEER_HEADER);
            var query = query(exchange.getRequestURI().getRawQuery());
            return route.get().handler().answer(new Request(asked, path, query, body(exchange), peer));
        } catch (BadRequest e) {
            return Reply.error(e.status(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw e; // the client's connection
        } catch (Exception e) {
            LOG.warn("A request for {} failed: {}", exchange.getHttpContext().getPath(), e.toString());
            return Reply.error(500, "the answer could not be made: the log of this instance says why");
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(headers::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(reply.body());
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                throw new BadRequest(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
            }
            return body;
        }
    }

    private static List<String> path(String raw) {
        List<String> parts = new ArrayList<>();
        for (String part : raw.substring(raw.startsWith("/") ? 1 : 0).split("/", -1)) {
            parts.add(decode(part.replace("+", "%2B"))); // a plus is itself in a path
        }
        return parts;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("the address has a % that is not followed by two hexadecimal digits");
        }
    }

    /** A client that does not read its answer must not hold a thread for ever. */
    private void sweep() {
        long latest = System.nanoTime() - Duration.ofSeconds(WITHIN_SECONDS).toNanos();
        running.values().stream()
                .filter(run -> run.since() - latest < 0)
                .forEach(run -> run.worker().interrupt()); // closing the exchange would wait for what blocks
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
