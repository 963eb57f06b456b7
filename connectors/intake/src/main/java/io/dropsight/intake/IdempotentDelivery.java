package io.dropsight.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** At least once: first all is acknowledged, then the position moves. Nobody is fenced off. */
final class IdempotentDelivery extends BaseDelivery {
    /** Once: nobody fences this off, and committing again and again might set back what a newer owner has reached. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final PositionStore positions;
    private final boolean shown;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    IdempotentDelivery(
            SourcePartition partition,
            DeliverySettings settings,
            Producer<byte[], byte[]> producer,
            PositionStore positions,
            @Nullable PositionMarks marks,
            Alignment alignment,
            IntakeMetrics metrics,
            Clock clock) {
        super(partition, settings, producer, true, marks, alignment, metrics, clock);
        this.shown = marks != null; // else the positions are elsewhere
        this.positions = positions;
    }

    @Override
    Optional<Committed> own() {
        return Optional.ofNullable(positions.read(List.of(partition)).get(partition));
    }

    @Override
    Optional<Duration> showEvery() {
        return shown ? Optional.of(FOR_EVER) : Optional.empty();
    }

    @Override
    void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (written, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        });
    }

    /** Once: the producer itself repeats until it gives up; after that the source delivers again. */
    @Override
    Optional<Committed> write(Step step) {
        try {
            Optional<Committed> next = step.send();
            producer.flush(); // ends when the producer has given up, at the latest
            Exception first = failure.get();
            if (first != null) {
                throw failed(first);
            }
            next.ifPresent(at -> positions.write(partition, at));
            return next;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private DeliveryException failed(Exception why) {
        return new DeliveryException(
                "%s: Kafka does not take it: %s; what was not committed will be delivered again"
                        .formatted(partition, why),
                why);
    }
}
