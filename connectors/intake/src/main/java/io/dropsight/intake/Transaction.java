package io.dropsight.intake;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/**
 * Does something in a transaction of one producer, and again from its begin if it has to be aborted, until it succeeds,
 * is fenced, or the effort is hopeless. It never takes the transactional id anew: that would fence off a rightful owner.
 */
final class Transaction {
    private final Producer<byte[], byte[]> producer;
    private final ConsumerGroupMetadata group;
    private final SourcePartition partition;
    private final Effort effort;
    private final Runnable onAbort;

    /** @param onAbort forgets what was done */
    Transaction(
            Producer<byte[], byte[]> producer,
            ConsumerGroupMetadata group,
            SourcePartition partition,
            Effort effort,
            Runnable onAbort) {
        this.producer = producer;
        this.group = group;
        this.partition = partition;
        this.effort = effort;
        this.onAbort = onAbort;
    }

    /** Sends records and tells the position to commit with them; may be called again. */
    @FunctionalInterface
    interface Work {
        /** @return the offsets to commit; none to leave the position as it is */
        Map<TopicPartition, OffsetAndMetadata> send();
    }

    /** Registers the transactional id, which fences off its former holder and finishes what that has left open. */
    void init() {
        while (true) {
            try {
                producer.initTransactions();
                return;
            } catch (TimeoutException e) {
                giveUpIfHopeless("no answer to initTransactions", e);
            } catch (KafkaException e) {
                throw failed("initTransactions failed", e);
            }
        }
    }

    void run(Work work) {
        while (true) {
            if (effort.isCancelled()) {
                throw cancelled(null);
            }
            try {
                producer.beginTransaction();
                Map<TopicPartition, OffsetAndMetadata> offsets = work.send();
                if (!offsets.isEmpty()) {
                    producer.sendOffsetsToTransaction(offsets, group);
                }
                commit();
                effort.progress();
                return;
            } catch (KafkaException e) {
                abort(e);
            }
        }
    }

    /** After a time-out its outcome is open: only the same call again may follow, and finds out. */
    private void commit() {
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                giveUpIfHopeless("no answer to a commit, whose outcome the next owner will find", e);
            }
        }
    }

    private void abort(KafkaException why) {
        onAbort.run();
        if (isFenced(why)) {
            throw fenced(why);
        }
        if (isInterrupted(why)) {
            throw new DeliveryException("%s: interrupted".formatted(partition), why);
        }
        while (true) {
            try {
                producer.abortTransaction();
                break;
            } catch (TimeoutException e) {
                giveUpIfHopeless("no answer to an abort after " + why, e);
            } catch (KafkaException e) {
                throw isFenced(e) ? fenced(e) : failed("cannot be aborted after " + why, e);
            }
        }
        if (isForGood(why)) {
            throw failed("Kafka refuses for good", why);
        }
        giveUpIfHopeless("Kafka does not take it", why);
        effort.pause();
    }

    private DeliveryException cancelled(@Nullable Throwable why) {
        return new DeliveryException("%s: delivery cancelled".formatted(partition), why);
    }

    private void giveUpIfHopeless(String what, Throwable why) {
        if (effort.isCancelled()) {
            throw cancelled(why);
        }
        if (effort.isHopeless()) {
            throw failed(what, why);
        }
    }

    private DeliveryException failed(String what, Throwable why) {
        return new DeliveryException(
                "%s: %s: %s; what was not committed will be delivered again".formatted(partition, what, root(why)),
                why);
    }

    private FencedException fenced(Throwable why) {
        return new FencedException(
                "%s: another owner has taken it over, or a transaction stood open for too long: stop here"
                        .formatted(partition),
                why);
    }

    private static boolean isFenced(Throwable thrown) {
        return causedBy(thrown, ProducerFencedException.class);
    }

    private static boolean isInterrupted(Throwable thrown) {
        return causedBy(thrown, InterruptException.class);
    }

    /** An answer of the broker that no repetition changes, such as a missing right. */
    private static boolean isForGood(Throwable thrown) {
        Throwable root = root(thrown);
        return root instanceof ApiException
                && !(root instanceof RetriableException
                        || root instanceof TransactionAbortableException
                        || root instanceof InvalidProducerEpochException);
    }

    private static boolean causedBy(Throwable thrown, Class<?> kind) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
