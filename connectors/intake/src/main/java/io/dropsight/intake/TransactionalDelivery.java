package io.dropsight.intake;

import io.dropsight.intake.IntakeMetrics.Count;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Exactly once: records, dead letters, ticks and the position are in one Kafka transaction, and a transactional id for
 * each source partition lets only its last owner write.
 */
final class TransactionalDelivery extends BaseDelivery {
    private final Positions positions;
    private final Transaction transaction;
    private final Duration showEvery;

    TransactionalDelivery(
            SourcePartition partition,
            DeliverySettings settings,
            Producer<byte[], byte[]> producer,
            ConsumerGroupMetadata group,
            Positions positions,
            PositionMarks marks,
            Alignment alignment,
            IntakeMetrics metrics,
            Clock clock) {
        super(partition, settings, producer, false, marks, alignment, metrics, clock);
        this.positions = positions;
        this.showEvery = settings.tickStep().multipliedBy(2);
        this.transaction = new Transaction(producer, group, partition, effort, this::aborted);
    }

    /** In this order: read before the former owner is fenced off, the position could still move. */
    @Override
    Optional<Committed> own() {
        transaction.init();
        return positions.stable(partition);
    }

    /** Again and again: so one that is held back and has been fenced off finds out. */
    @Override
    Optional<Duration> showEvery() {
        return Optional.of(showEvery);
    }

    /** A send that fails makes the commit fail: the future has nothing to add. */
    @Override
    void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record);
    }

    @Override
    Optional<Committed> write(Step step) {
        List<Committed> next = new ArrayList<>(1);
        transaction.run(() -> {
            next.clear();
            step.send().ifPresent(next::add);
            return next.isEmpty() ? Map.of() : positions.offsets(partition, next.get(0));
        });
        return next.stream().findFirst();
    }

    private void aborted() {
        router.goBack();
        metrics.count(partition, Count.ABORTS, 1);
    }
}
