package io.dropsight.service.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dropsight.service.Schemas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** A webhook's other end: answers as it is told to, and keeps what it took. */
final class Receiver implements AutoCloseable {
    /** Answers nothing at all, until it is closed. */
    static final int SILENCE = 0;

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private int asked;

    /** @param status by the number of the request, from 1 on */
    Receiver(int port, IntUnaryOperator status) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(workers);
        server.createContext("/hook", exchange -> take(exchange, status));
        server.start();
    }

    private void take(HttpExchange exchange, IntUnaryOperator status) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        int number;
        synchronized (this) {
            number = ++asked;
        }
        int answer = status.applyAsInt(number);
        if (answer == SILENCE) {
            return;
        }
        if (answer == 200) {
            Schemas.assertNotification(body);
            headers.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            taken.add(new ObjectMapper().readTree(body));
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port() + "/hook");
    }

    synchronized int asked() {
        return asked;
    }

    List<String> headers() {
        return headers;
    }

    /** Ids of what was taken, in order. */
    List<String> ids() {
        return taken.stream().map(event -> event.path("id").asText()).toList();
    }

    List<String> types() {
        return taken.stream()
                .map(event -> event.path("type").asText().replace("io.dropsight.alert.", ""))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
