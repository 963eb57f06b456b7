package io.dropsight.intake;

import io.dropsight.intake.Frontiers.LeftOut;
import io.dropsight.intake.Frontiers.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the source partitions that deliver into one feed close together in arrival time: none delivers anything that
 * arrived more than a bound after the frontier of the slowest. The detector has one clock for each partition of the
 * feed; without this, whoever works off a backlog fastest moves it past the records of the others, which are then too
 * late.
 *
 * <p>Partitions of this process are seen at once, those of other instances by the positions they commit to Kafka. See
 * {@link Frontiers} for the rules. One for each feed and process, shared by its {@link Deliveries}; thread-safe. Has a
 * thread of its own from its first use on.
 */
public final class Alignment implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alignment.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_WHILE_WAITING = Duration.ofMillis(100);
    /** Of a process that was suspended, for instance. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(12);

    private final boolean on;
    private final Frontiers frontiers;
    private final AlignmentSettings settings;
    private final SourceAlarm.Listener alarms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Condition attention = lock.newCondition();

    private @Nullable Neighbours neighbours;
    private boolean looked = true;
    private @Nullable Thread thread;
    private boolean closed;
    private boolean toldBlind;
    /** Until when time in which something waited has been counted. */
    private long passedUntil;

    /** @param alarms of those that are waited for no longer */
    public Alignment(AlignmentSettings settings, SourceAlarm.Listener alarms) {
        this(true, settings, alarms);
    }

    private Alignment(boolean on, AlignmentSettings settings, SourceAlarm.Listener alarms) {
        this.on = on;
        this.settings = settings;
        this.alarms = alarms;
        this.frontiers = new Frontiers(settings);
    }

    /** Nobody waits for anybody: for a feed with a single source partition. */
    public static Alignment none() {
        return new Alignment(false, AlignmentSettings.DEFAULTS, alarm -> {});
    }

    /** The first is kept: all deliveries of a feed see the same positions. Nothing is delivered before the first look. */
    void see(Neighbours others) {
        lock.lock();
        try {
            if (on && neighbours == null) {
                neighbours = others;
                looked = false;
                awaken();
            }
        } finally {
            lock.unlock();
        }
    }

    void seeNoMore(Neighbours others) {
        lock.lock();
        try {
            neighbours = neighbours == others ? null : neighbours;
        } finally {
            lock.unlock();
        }
    }

    void expect(Collection<SourcePartition> partitions) {
        change(() -> partitions.forEach(frontiers::expect));
    }

    void elsewhere(SourcePartition partition) {
        change(() -> frontiers.elsewhere(partition));
    }

    void follow(SourcePartition partition) {
        change(() -> frontiers.follow(partition));
    }

    void opened(SourcePartition partition, Instant arrival) {
        change(() -> frontiers.opened(partition, arrival));
    }

    void reached(SourcePartition partition, Instant arrival) {
        change(() -> frontiers.reached(partition, arrival));
    }

    void standAside(SourcePartition partition) {
        change(() -> frontiers.standAside(partition));
    }

    void waits(SourcePartition partition, Instant arrival) {
        change(() -> {
            if (!frontiers.isAnyWaiting()) {
                passedUntil = System.nanoTime();
            }
            frontiers.waits(partition, arrival);
            awaken();
        });
    }

    void waitsNoMore(SourcePartition partition) {
        change(() -> frontiers.waitsNoMore(partition));
    }

    /** The largest arrival that may be delivered now; the epoch if nothing may, for one has not begun. */
    Instant limit(SourcePartition partition) {
        if (!on) {
            return Instant.MAX;
        }
        lock.lock();
        try {
            return looked ? frontiers.limit(partition) : Frontiers.NOT_THERE;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #limit}, after waiting at most so long for it to reach {@code arrival}. */
    Instant limit(SourcePartition partition, Instant arrival, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            Instant limit = limit(partition);
            while (arrival.isAfter(limit) && left > 0) {
                left = progress.awaitNanos(left);
                limit = limit(partition);
            }
            return limit;
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        if (!on) {
            return;
        }
        lock.lock();
        try {
            change.run();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaken() {
        if (thread == null && !closed) {
            thread = new Thread(this::run, "source-alignment");
            thread.setDaemon(true);
            thread.start();
        }
        attention.signalAll();
    }

    private void run() {
        try {
            while (rest()) {
                look();
                pass();
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("Alignment ends", e); // only closing interrupts
        }
    }

    /** @return whether to go on */
    private boolean rest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed && looked) {
                long nanos = LOOK_WHILE_WAITING.toNanos();
                while (nanos > 0 && !closed) {
                    nanos = attention.awaitNanos(nanos); // not more often than this
                }
                nanos = LOOK_EVERY.minus(LOOK_WHILE_WAITING).toNanos();
                while (nanos > 0 && !closed && !frontiers.isAnyWaiting()) {
                    nanos = attention.awaitNanos(nanos);
                }
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        Neighbours others;
        Set<String> logs;
        lock.lock();
        try {
            others = neighbours;
            logs = frontiers.logs();
        } finally {
            lock.unlock();
        }
        Map<SourcePartition, Shown> shown = others == null ? Map.of() : seen(others, logs);
        lock.lock();
        try {
            if (shown != null && others != null) {
                frontiers.heard(shown);
            }
            looked = true;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Map<SourcePartition, Shown> seen(Neighbours others, Set<String> logs) {
        try {
            Map<SourcePartition, Shown> shown = others.look(logs);
            toldBlind = false;
            return shown;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (!toldBlind && !Thread.currentThread().isInterrupted()) {
                toldBlind = true;
                LOG.warn("How far sources of other instances are cannot be read from Kafka: {}", String.valueOf(e));
            }
            return null;
        }
    }

    private void pass() {
        List<LeftOut> left;
        lock.lock();
        try {
            long now = System.nanoTime();
            Duration passed = Duration.ofNanos(now - passedUntil);
            passedUntil = now;
            left = frontiers.pass(passed.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : passed);
            if (!left.isEmpty()) {
                progress.signalAll();
            }
        } finally {
            lock.unlock();
        }
        left.forEach(this::tell);
    }

    private void tell(LeftOut one) {
        if (!one.known()) {
            LOG.info("{}: has positions, but nobody delivers it: not waited for", one.partition());
            return;
        }
        String text =
                "%s: the other sources waited %s for it, which stands at %s, and go on without it: its records may be too late when it comes back; see what is wrong with it"
                        .formatted(
                                one.partition(),
                                settings.patience(),
                                one.frontier().equals(Frontiers.NOT_THERE) ? "no arrival yet" : one.frontier());
        LOG.warn(text);
        alarms.raised(new SourceAlarm(SourceAlarm.Kind.LEFT_BEHIND, one.partition(), text));
    }

    /** To be called after all deliveries were closed. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            attention.signalAll();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
