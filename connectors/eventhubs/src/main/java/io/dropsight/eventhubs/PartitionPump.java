package io.dropsight.eventhubs;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One partition while this instance reads it: hands batches to its delivery, ticks when there is nothing, and knows how
 * far it is. Azure's client calls it from one thread at a time; stop, close and the questions come from any.
 *
 * <p>After a failure, or once stopped, batches are refused: to go on after a hole would lose what was in it.
 */
final class PartitionPump {
    private final Delivery delivery;
    private final Continuity continuity;
    private final Duration clockMargin;
    private final ReentrantLock busy = new ReentrantLock();

    /** Position before the next batch, as far as jumps count as losses; one that is known already is none. */
    private long expectedAfter;

    private volatile boolean over;
    private volatile boolean stopped;
    private volatile boolean gaveWay;
    private volatile boolean delivering;
    private volatile long delivered;
    private volatile Instant deliveredUpTo;
    private volatile HubInspector.@Nullable End end;

    /** @param expectedAfter the position before the first body to come */
    PartitionPump(
            Delivery delivery, Continuity continuity, Duration clockMargin, long expectedAfter, Committed committed) {
        this.delivery = delivery;
        this.continuity = continuity;
        this.clockMargin = clockMargin;
        this.expectedAfter = expectedAfter;
        this.delivered = committed.position();
        this.deliveredUpTo = committed.arrival();
    }

    SourcePartition partition() {
        return delivery.partition();
    }

    /**
     * @param batch may be empty: nothing came for a while
     * @throws DeliveryException if Kafka did not take it, or another owner came
     * @throws PolicyException   if a policy says to stop
     */
    void take(List<Payload> batch) {
        busy.lock();
        try {
            if (stopped) {
                return; // nothing after it is taken either
            }
            if (over) {
                throw new DeliveryException("%s: this reader has ended".formatted(partition()), null);
            }
            delivering = true;
            over = true; // until proven otherwise
            if (batch.isEmpty()) {
                idle();
            } else {
                deliver(batch);
            }
            delivery.keepAlive();
            over = false;
        } catch (DeliveryException e) {
            if (!stopped) {
                throw gaveWay
                        ? new FencedException("%s: another instance has claimed it".formatted(partition()), e)
                        : e;
            }
        } finally {
            delivering = false;
            busy.unlock();
        }
    }

    /** From the poller: where the partition ended a moment ago. */
    void hear(HubInspector.End newer) {
        end = newer;
    }

    HubInspector.@Nullable End end() {
        return end;
    }

    long delivered() {
        return delivered;
    }

    /** When the last delivered event was enqueued; the epoch if none was by this pump. */
    Instant deliveredUpTo() {
        return deliveredUpTo;
    }

    boolean isDelivering() {
        return delivering;
    }

    /** It takes nothing any more. */
    boolean isOver() {
        return (over && !delivering) || stopped;
    }

    /** Takes no further batch; the one that is under way goes on. Returns at once. */
    void stop() {
        stopped = true;
        delivery.cancelWaiting();
    }

    /** Another instance has claimed the partition: if this one waits for other partitions, it ends. */
    void giveWay() {
        gaveWay = true;
        delivery.cancelWaiting();
    }

    /** Lets the batch under way end for a while, then breaks it off, and releases the delivery. */
    void close(Duration patience) {
        stop();
        boolean held = acquire(patience);
        if (!held) {
            delivery.cancel();
            held = acquire(Duration.ofSeconds(2));
        }
        try {
            delivery.close();
        } finally {
            if (held) {
                busy.unlock();
            }
        }
    }

    private boolean acquire(Duration patience) {
        try {
            return busy.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void deliver(List<Payload> batch) {
        Payload last = batch.get(batch.size() - 1);
        if (!continuity.mayGoOn(partition(), expectedAfter, batch.get(0).position())) {
            delivery.standAside();
            throw new PolicyException("%s: stopped by the gap policy before %d; set it to go on, or reset the position"
                    .formatted(partition(), batch.get(0).position()));
        }
        delivery.deliver(batch);
        expectedAfter = Math.max(expectedAfter, last.position());
        delivered = Math.max(delivered, last.position());
        deliveredUpTo = last.enqueuedAt();
    }

    /** What was enqueued before the end was asked for has been delivered, so nothing of that time comes any more. */
    private void idle() {
        HubInspector.End known = end;
        if (known != null && !known.isPast(delivered)) {
            delivery.idle(known.askedAt().minus(clockMargin));
        }
    }
}
