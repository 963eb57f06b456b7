package io.dropsight.service;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, last first; also when the process is told to stop (Ctrl-C, SIGTERM). Then whatever is just
 * being opened, written or closed is waited for, and nothing more is opened: so nothing stays behind. Closing twice,
 * or from two threads, does it once.
 */
final class Closer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private static final Duration NO_BOUND = Duration.ofDays(1);
    private static final int CUT = 1;

    private final Duration stopWithin;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "dropsight-stop");
    private volatile boolean stopping;

    Closer() {
        this(NO_BOUND);
    }

    /** @param stopWithin when the process is told to stop and that takes longer, it is cut */
    Closer(Duration stopWithin) {
        this.stopWithin = stopWithin;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // too late: the process is being stopped
            throw new Stopped(e);
        }
    }

    /** What {@link #complete} does. */
    interface Step {
        void run() throws IOException;
    }

    /** Thrown into work that goes on while the process is being stopped. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped");
        }

        Stopped(Throwable cause) {
            super("stopped", cause);
        }
    }

    /**
     * Opens something that is to be closed.
     *
     * @throws Stopped if the process is being stopped
     */
    <T extends AutoCloseable> T open(Supplier<T> opening) {
        synchronized (open) {
            requireGoingOn();
            T resource = opening.get();
            open.push(resource);
            return resource;
        }
    }

    /**
     * Does a short step that must not be cut in the middle.
     *
     * @throws Stopped if the process is being stopped
     */
    void complete(Step step) throws IOException {
        synchronized (open) {
            requireGoingOn();
            step.run();
        }
    }

    /** Whether the process was told to stop: then errors of what was being done mean nothing. */
    boolean isStopping() {
        return stopping;
    }

    private void requireGoingOn() {
        if (stopping) {
            throw new Stopped();
        }
    }

    private void stop() {
        stopping = true;
        Thread cutter = new Thread(this::cut, "dropsight-cut");
        cutter.setDaemon(true);
        cutter.start();
        closeAll();
    }

    private void cut() {
        try {
            TimeUnit.MILLISECONDS.sleep(stopWithin.toMillis());
            LOG.error("The stop took longer than {}: it is cut", stopWithin);
            Runtime.getRuntime().halt(CUT);
        } catch (InterruptedException e) {
            // nobody does that: then the stop has no bound
        }
    }

    private void closeAll() {
        synchronized (open) {
            while (!open.isEmpty()) {
                closeOne(open.pop());
            }
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
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is being stopped: the hook runs, and finds nothing open
            stopping = true;
        }
    }
}
