package io.dropsight.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server-sent events to a bounded number of clients. Each has a thread and a short queue: who reads too slowly is cut
 * off and may come again, so that nobody waits for anybody.
 */
public final class EventStreams implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int QUEUE = 256;
    private static final byte[] COMMENT = ": still here\n\n".getBytes(UTF_8);

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param most clients at a time */
    public EventStreams(int most) {
        this.most = most;
    }

    /**
     * Tells everybody.
     *
     * @param id   of the event; no line break
     * @param type of the event; no line break
     * @param json on one line
     */
    public void send(String id, String type, String json) {
        byte[] event =
                "id: %s\nevent: %s\ndata: %s\n\n".formatted(id, type, json).getBytes(UTF_8);
        for (Client client : clients) {
            if (!client.waiting.offer(event)) {
                client.cut();
            }
        }
    }

    public int open() {
        return open.get();
    }

    /** Takes the exchange over. @return false if there are too many: then it is the caller's still */
    boolean take(HttpExchange exchange) {
        if (closed || open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        Client client = new Client(exchange);
        clients.add(client);
        client.thread.start();
        return true;
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(Client::cut);
    }

    private final class Client {
        final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(QUEUE);
        private final HttpExchange exchange;
        private final Thread thread;

        Client(HttpExchange exchange) {
            this.exchange = exchange;
            thread = new Thread(this::serve, "dropsight-events");
            thread.setDaemon(true);
        }

        private void serve() {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                out.write(COMMENT);
                out.flush();
                while (!closed) {
                    byte[] event = waiting.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                    out.write(event == null ? COMMENT : event);
                    out.flush();
                }
            } catch (IOException e) {
                // the client has gone, which is how streams end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // cut off: the thread ends here
            } finally {
                clients.remove(this);
                open.decrementAndGet();
            }
        }

        void cut() {
            clients.remove(this);
            thread.interrupt(); // ends a write that blocks, too; closing the exchange would wait for it
        }
    }
}
