package io.dropsight.service;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, last first; also when the process is told to stop (Ctrl-C, SIGTERM). Closing twice, or from
 * two threads, does it once.
 */
final class Closer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "dropsight-stop");
    private volatile boolean stopping;

    Closer() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Hands over; if the process is stopping already, closes it at once. */
    <T extends AutoCloseable> T add(T resource) {
        synchronized (open) {
            if (!stopping) {
                open.push(resource);
                return resource;
            }
        }
        closeOne(resource);
        throw new Stopped();
    }

    /** Whether the process was told to stop: then errors of what was being done mean nothing. */
    boolean isStopping() {
        return stopping;
    }

    /** Thrown into work that goes on while the process is being stopped. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped");
        }
    }

    private void stop() {
        stopping = true;
        closeAll();
    }

    private void closeAll() {
        while (true) {
            AutoCloseable next;
            synchronized (open) {
                next = open.poll();
            }
            if (next == null) {
                return;
            }
            closeOne(next);
        }
    }

    private static void closeOne(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("Closing {} failed: {}", resource.getClass().getSimpleName(), e.toString());
        }
    }

    @Override
    public void close() {
        closeAll();
        if (!stopping) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
