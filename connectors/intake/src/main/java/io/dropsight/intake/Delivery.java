package io.dropsight.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Delivers one source partition to Kafka. One thread at a time, apart from {@link #cancel()}.
 *
 * <p>After a {@link DeliveryException} the only thing left to do is {@link #close()}; the source then opens another one
 * and goes on from its {@link #committed()}.
 */
public interface Delivery extends AutoCloseable {
    SourcePartition partition();

    /**
     * The position as read after the former owner was fenced off; moves with every delivery. Empty if there is none, so
     * that the source starts by its {@link StartPolicy}.
     */
    Optional<Committed> committed();

    /**
     * Decodes the bodies that are newer than {@link #committed()} and writes what is in them; the others are dropped
     * and counted. Returns when all is written and the position has moved; a part of the batch may have been committed
     * when it throws. Positions rise within the batch. Waits as long as other source partitions of the feed are too far behind
     * ({@link Alignment}); {@link #cancelWaiting()} ends that.
     *
     * @throws FencedException   if the partition has another owner now
     * @throws DeliveryException if Kafka did not take it in time
     */
    void deliver(List<Payload> batch);

    /**
     * Says to every partition of the events that nothing of this source arrives before {@code reached} any more, if a
     * tick is due; ticks go no further than other source partitions allow. To be called only while the source has nothing that was not delivered: its clock less a margin.
     *
     * @throws DeliveryException as {@link #deliver}
     */
    void idle(Instant reached);

    /**
     * Commits the position again if that has not been done for long: Kafka forgets positions that are idle for some
     * days. To be called now and then, whatever else is called.
     *
     * @throws DeliveryException as {@link #deliver}
     */
    void keepAlive();

    /**
     * Sets the position: at a first start that shall hold over restarts (the end of the log), or because the log was
     * made again and the {@link RecreatedPolicy} says so. Arrivals do not fall by it.
     *
     * @throws DeliveryException as {@link #deliver}
     */
    void reset(Committed to);

    /** Whether something that arrived then would have to wait for other source partitions. */
    boolean isAhead(Instant arrival);

    /** It will not move until people have done something: the other source partitions are not to wait for it. */
    void standAside();

    /**
     * From any thread: a call that waits for other source partitions, now or later, ends at once with a
     * {@link DeliveryException}; one that writes goes on.
     */
    void cancelWaiting();

    /**
     * From any thread: a call that runs ends soon, at the end of the transaction it is in, with a
     * {@link DeliveryException}; later ones throw at once.
     */
    void cancel();

    /** Releases everything within a few seconds; what was not committed is given up. */
    @Override
    void close();
}
