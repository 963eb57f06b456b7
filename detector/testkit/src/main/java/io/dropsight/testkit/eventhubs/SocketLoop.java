package io.dropsight.testkit.eventhubs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a free port of loopback and serves all connections in one thread. All state of the server belongs to that
 * thread: others reach it by {@link #call}.
 */
final class SocketLoop implements AutoCloseable {
    /** What the loop serves. */
    interface Peer {
        /** Takes in what has arrived. */
        void read() throws IOException;

        /**
         * Goes on: writes what is to be written.
         *
         * @return milliseconds until it has to be asked again, 0 for at once
         */
        long advance() throws IOException;

        /** Ends it; harmless if it has ended. */
        void drop(String why);
    }

    /** Makes a peer of an accepted connection. */
    interface Acceptor {
        Peer accept(SocketChannel channel, SelectionKey key);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);
    private static final long TICK_MILLIS = 250;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Acceptor acceptor;
    private final Thread thread;
    private volatile boolean closing;

    SocketLoop(Acceptor acceptor) {
        this.acceptor = acceptor;
        try {
            selector = Selector.open();
            listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new UncheckedIOException("No port on loopback to listen on", e);
        }
        thread = new Thread(this::run, "test-event-hubs");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /** Does this in the loop's thread and waits for its outcome. @throws IllegalStateException if the loop has ended */
    <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == thread) {
            return task.get();
        }
        if (closing) {
            throw new IllegalStateException("The server is closed");
        }
        CompletableFuture<T> outcome = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                outcome.complete(task.get());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        selector.wakeup();
        try {
            return outcome.orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The server's thread gave no answer", e.getCause());
        }
    }

    private void run() {
        long waitMillis = TICK_MILLIS;
        while (!closing) {
            try {
                if (waitMillis == 0) {
                    selector.selectNow();
                } else {
                    selector.select(waitMillis);
                }
                runTasks();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                waitMillis = advanceAll();
            } catch (IOException | RuntimeException e) {
                LOG.error("The test server's loop goes on after an error", e);
            }
        }
        peers().forEach(peer -> peer.drop("server closed"));
        runTasks();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                SelectionKey own = channel.register(selector, SelectionKey.OP_READ);
                own.attach(acceptor.accept(channel, own));
            }
        } else if (key.isReadable() && key.attachment() instanceof Peer peer) {
            guard(peer, () -> {
                peer.read();
                return 0;
            });
        }
    }

    private long advanceAll() {
        long wait = TICK_MILLIS;
        for (Peer peer : peers()) {
            wait = Math.min(wait, guard(peer, peer::advance));
        }
        return wait;
    }

    private List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Peer peer) {
                peers.add(peer);
            }
        }
        return peers;
    }

    private interface Step {
        long run() throws IOException;
    }

    /** One client's broken connection is no matter for the others. */
    private static long guard(Peer peer, Step step) {
        try {
            return step.run();
        } catch (IOException e) {
            peer.drop("connection broken: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("A connection is dropped after an error in serving it", e);
            peer.drop("error: " + e);
        }
        return TICK_MILLIS;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            listener.close();
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("The test server's port was not closed", e);
        }
    }
}
