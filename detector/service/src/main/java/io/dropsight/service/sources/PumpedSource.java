package io.dropsight.service.sources;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.Payload;
import io.dropsight.intake.Source;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of one partition that is read by a thread of its own. What Kafka does not take is tried again from the last
 * position, for ever; the source's own errors are waited out, too.
 */
abstract class PumpedSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(PumpedSource.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final SourcePartition partition;
    private final Deliveries deliveries;
    private final Thread thread;
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile @Nullable Delivery delivery;
    private volatile State state = State.STARTING;
    private volatile long position = Committed.NOTHING;
    private volatile Duration lag = Duration.ZERO;
    private volatile String lastError = "";

    PumpedSource(SourcePartition partition, Deliveries deliveries) {
        this.partition = partition;
        this.deliveries = deliveries;
        thread = new Thread(this::run, "dropsight-source-" + partition.kind());
        thread.setDaemon(true);
    }

    /**
     * Delivers from {@code from} on until the source is stopped.
     *
     * @throws DeliveryException if Kafka does not take it
     * @throws Stopped           if it is told to stop while it waits
     */
    abstract void pump(Delivery to);

    /** Thrown out of a pump that waits. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** @throws Stopped if the source is told to stop meanwhile, or was */
    final void rest(long millis) {
        try {
            if (told.await(millis, TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            throw new Stopped();
        }
    }

    final SourcePartition partition() {
        return partition;
    }

    final void deliver(Delivery to, List<Payload> batch) {
        to.deliver(batch);
        position = to.committed().map(Committed::position).orElse(Committed.NOTHING);
    }

    /** @param behind how much is known to be waiting; zero if nothing */
    final void progress(Duration behind) {
        lag = behind;
        state = behind.isZero() ? State.CAUGHT_UP : State.RUNNING;
        lastError = "";
    }

    /** It cannot see what there is. */
    final void stalled(String words) {
        state = State.STALLED;
        trouble(words);
    }

    final void trouble(String words) {
        if (!words.equals(lastError)) {
            LOG.warn("Source {}: {}", partition, words);
        }
        lastError = words;
    }

    @Override
    public final void start() {
        thread.start();
    }

    @Override
    public final List<SourceHealth> health() {
        return List.of(new SourceHealth(partition, state, position, -1, lag, lastError));
    }

    @Override
    public final void stop(Duration within) {
        stopped = true;
        Delivery open = delivery;
        if (open != null) {
            open.cancel();
        }
        told.countDown();
        try {
            thread.join(Math.max(1, within.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try (Delivery open = deliveries.open(partition)) {
                delivery = open;
                position = open.committed().map(Committed::position).orElse(Committed.NOTHING);
                pump(open);
            } catch (DeliveryException e) {
                if (!stopped) {
                    state = State.STALLED;
                    trouble("not delivered: " + e.getMessage() + "; it is tried again");
                    rest();
                }
            } catch (Stopped e) {
                stopped = true;
            } catch (RuntimeException e) {
                state = State.FAILED;
                trouble("stopped: " + e);
                stopped = true;
            }
        }
    }

    private void rest() {
        try {
            rest(PAUSE.toMillis());
        } catch (Stopped e) {
            stopped = true;
        }
    }
}
