package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourcePartition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one assigned partition, in a thread of its own: opens its delivery, says where to read from, takes the
 * batches, and begins anew after a failure. The consumer's thread asks for {@link #takeSeek}, and hands over batches
 * while there is room, so that slow Kafka holds up this partition alone. What was read before a failure is dropped,
 * since it is read again.
 */
final class Pump implements Runnable {
    /** One is delivered while the next waits. */
    private static final int ROOM = 2;

    private static final Duration LOOK_UP = Duration.ofMillis(250);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    /** If it is really another's now, the group says so within this time. */
    private static final Duration AFTER_FENCING = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final long NOWHERE = -1;

    private final SourcePartition source;
    private final LogOpener opener;
    private final PumpState state;
    private final Trouble trouble;
    private final Clock clock;
    private final Duration clockMargin;
    private final Runnable wake;
    private final BlockingQueue<List<ConsumerRecord<byte[], byte[]>>> queue = new ArrayBlockingQueue<>(ROOM);
    private final CountDownLatch stop = new CountDownLatch(1);

    private long seekTo = NOWHERE;
    private boolean accepting;
    private volatile boolean again;
    private volatile @Nullable Delivery delivery;
    private Duration pause = FIRST_PAUSE;

    /** @param wake makes the consumer's thread look */
    Pump(
            SourcePartition source,
            LogOpener opener,
            PumpState state,
            Trouble trouble,
            Clock clock,
            Duration clockMargin,
            Runnable wake) {
        this.source = source;
        this.opener = opener;
        this.state = state;
        this.trouble = trouble;
        this.clock = clock;
        this.clockMargin = clockMargin;
        this.wake = wake;
    }

    PumpState state() {
        return state;
    }

    /** From where to read, if that has changed; from then on batches are taken. */
    synchronized OptionalLong takeSeek() {
        if (seekTo == NOWHERE) {
            return OptionalLong.empty();
        }
        long to = seekTo;
        seekTo = NOWHERE;
        accepting = true;
        state.readFrom(to);
        return OptionalLong.of(to);
    }

    synchronized boolean hasRoom() {
        return accepting && queue.remainingCapacity() > 0;
    }

    /** @param next position of the consumer after this batch, which may be empty */
    synchronized void offer(List<ConsumerRecord<byte[], byte[]>> batch, long next) {
        if (!accepting) {
            return; // read before the failure
        }
        if (!batch.isEmpty() && !queue.offer(batch)) {
            throw new IllegalStateException(source + ": a batch came that there was no room for");
        }
        state.readUpTo(next, batch.isEmpty() ? 0 : 1);
    }

    /** Opens its delivery anew and asks the log again; from any thread. */
    synchronized void restart() {
        accepting = false;
        again = true;
    }

    /** A delivery under way ends with its transaction; returns at once, from any thread. */
    void stop() {
        stop.countDown();
        Delivery open = delivery;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                pauseFor(attempt());
            }
        } catch (InterruptedException | InterruptException e) {
            // Only a stop interrupts.
        } finally {
            state.closed();
        }
    }

    /** Reads until it is stopped, is to begin anew, or fails. @return how long to pause then */
    private Duration attempt() {
        again = false;
        try (Delivery open = opener.open(source)) {
            delivery = open;
            begin(open);
            while (!isStopped() && !again) {
                step(open);
            }
            return Duration.ZERO;
        } catch (InterruptedException e) {
            stop.countDown();
            return Duration.ZERO;
        } catch (PolicyException e) {
            standAside();
            state.stoppedByPolicy(String.valueOf(e.getMessage()));
            return FOR_EVER;
        } catch (FencedException e) {
            state.fenced();
            return AFTER_FENCING;
        } catch (RuntimeException e) {
            return failed(e);
        } finally {
            delivery = null;
            forget();
        }
    }

    private void standAside() {
        Delivery open = delivery;
        if (open != null) {
            open.standAside();
        }
    }

    private void begin(Delivery open) {
        if (isStopped()) {
            return;
        }
        LogOpener.Begin begin = opener.begin(open);
        state.begun(position(open), begin.identity());
        synchronized (this) {
            seekTo = begin.offset();
        }
        wake.run();
    }

    private void step(Delivery open) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> batch = queue.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
        if (batch == null) {
            idle(open);
        } else {
            wake.run(); // there is room again
            open.deliver(payloads(batch));
            state.delivered(position(open), batch.get(batch.size() - 1).timestamp());
            trouble.over(Kind.DELIVERY_FAILED);
            pause = FIRST_PAUSE;
        }
        open.keepAlive();
    }

    private void idle(Delivery open) {
        PumpState.End end = state.end();
        if (end != null && state.isCaughtUp()) {
            open.idle(end.askedAt().minus(clockMargin));
        }
    }

    private Duration failed(RuntimeException e) {
        if (isStopped() || e instanceof InterruptException) {
            stop.countDown();
            return Duration.ZERO;
        }
        String text = String.valueOf(e.getMessage());
        Kind kind = e instanceof SourceException source ? source.kind() : Kind.DELIVERY_FAILED;
        if (!(e instanceof SourceException || e instanceof DeliveryException)) {
            text = "%s: delivery failed in a way that is not foreseen, report this: %s".formatted(source, e);
        }
        state.failed(text);
        trouble.raise(kind, source, text);
        Duration now = pause;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        return now;
    }

    private synchronized void forget() {
        accepting = false;
        seekTo = NOWHERE;
        queue.clear();
        state.readFrom(NOWHERE);
    }

    /** The time of a record is its producer's word; one from the future would hold up all others, so it is now. */
    private List<Payload> payloads(List<ConsumerRecord<byte[], byte[]>> batch) {
        Instant now = clock.instant();
        List<Payload> payloads = new ArrayList<>(batch.size());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            Instant at = Instant.ofEpochMilli(record.timestamp());
            boolean told = record.timestamp() >= 0 && at.isBefore(now);
            byte[] body = record.value() == null ? new byte[0] : record.value();
            payloads.add(new Payload(record.offset(), Long.toString(record.offset()), told ? at : now, body));
        }
        return payloads;
    }

    private void pauseFor(Duration time) throws InterruptedException {
        boolean unused = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private static long position(Delivery of) {
        return of.committed().map(Committed::position).orElse(Committed.NOTHING);
    }
}
