package io.dropsight.intake;

import io.dropsight.intake.IntakeMetrics.Count;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
final class TransactionalDelivery implements Delivery {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final SourcePartition partition;
    private final DeliverySettings settings;
    private final Producer<byte[], byte[]> producer;
    private final Positions positions;
    private final IntakeMetrics metrics;
    private final Clock clock;
    private final BodyRouter router;
    private final Effort effort;
    private final Transaction transaction;
    private Optional<Committed> committed = Optional.empty();
    private Instant committedAt;
    private boolean broken;

    /** Takes the partition over: fences off its former owner, and only then reads how far that has come. */
    TransactionalDelivery(
            SourcePartition partition,
            DeliverySettings settings,
            Producer<byte[], byte[]> producer,
            ConsumerGroupMetadata group,
            Positions positions,
            IntakeMetrics metrics,
            Clock clock) {
        this.partition = partition;
        this.settings = settings;
        this.producer = producer;
        this.positions = positions;
        this.metrics = metrics;
        this.clock = clock;
        this.router = new BodyRouter(partition, settings, false, this::send);
        this.effort = new Effort(settings.giveUpAfter());
        this.transaction = new Transaction(producer, group, partition, effort, this::aborted);
        this.committedAt = clock.instant();
    }

    void takeOver() {
        guarded(() -> {
            transaction.init();
            committed = positions.stable(partition);
            router.resume(committed);
        });
    }

    @Override
    public SourcePartition partition() {
        return partition;
    }

    @Override
    public Optional<Committed> committed() {
        return committed;
    }

    @Override
    public void deliver(List<Payload> batch) {
        guarded(() -> {
            List<Payload> fresh = fresh(batch);
            int done = 0;
            while (done < fresh.size()) {
                done += deliverSome(fresh.subList(done, fresh.size()));
            }
        });
    }

    @Override
    public void idle(Instant reached) {
        guarded(() -> {
            if (router.isIdleDue(reached)) {
                commit(() -> {
                    router.idle(reached);
                    return committed.map(
                            at -> new Committed(at.position(), at.offset(), router.lastArrival(), at.log()));
                });
            }
        });
    }

    @Override
    public void keepAlive() {
        guarded(() -> {
            boolean due = !clock.instant().isBefore(committedAt.plus(settings.keepAliveAfter()));
            if (due && committed.isPresent()) {
                commit(() -> committed);
                metrics.count(partition, Count.KEPT_ALIVE, 1);
            }
        });
    }

    @Override
    public void reset(Committed to) {
        guarded(() -> commit(() -> {
            Instant arrival = to.arrival().isAfter(router.lastArrival()) ? to.arrival() : router.lastArrival();
            return Optional.of(new Committed(to.position(), to.offset(), arrival, to.log()));
        }));
    }

    @Override
    public void cancel() {
        effort.cancel();
    }

    @Override
    public void close() {
        effort.cancel();
        producer.close(CLOSE_WITHIN);
    }

    private List<Payload> fresh(List<Payload> batch) {
        long last = committed.map(Committed::position).orElse(Committed.NOTHING);
        List<Payload> fresh = new ArrayList<>(batch.size());
        for (Payload payload : batch) {
            if (payload.position() > last) {
                fresh.add(payload);
                last = payload.position();
            }
        }
        if (fresh.size() < batch.size()) {
            metrics.count(partition, Count.DUPLICATES, (long) batch.size() - fresh.size());
        }
        return fresh;
    }

    /** @return how many were delivered: at least one, and what fits into a transaction beside it */
    private int deliverSome(List<Payload> payloads) {
        int[] sent = new int[1];
        commit(() -> {
            sent[0] = 0;
            long bytes = 0;
            Payload last;
            do {
                last = payloads.get(sent[0]++);
                router.route(last);
                bytes += last.body().length;
            } while (sent[0] < payloads.size()
                    && bytes < settings.maxBytes()
                    && router.records() < settings.maxRecords());
            String log = committed.map(Committed::log).orElse("");
            return Optional.of(new Committed(last.position(), last.offset(), router.lastArrival(), log));
        });
        return sent[0];
    }

    /** What a transaction sends and the position after it. */
    @FunctionalInterface
    private interface Step {
        Optional<Committed> send();
    }

    private void commit(Step step) {
        long began = System.nanoTime();
        List<Committed> next = new ArrayList<>(1);
        transaction.run(() -> {
            next.clear();
            step.send().ifPresent(next::add);
            return next.isEmpty() ? Map.of() : positions.offsets(partition, next.get(0));
        });
        if (!next.isEmpty()) {
            committed = Optional.of(next.get(0));
            committedAt = clock.instant();
        }
        router.keep(metrics);
        metrics.count(partition, Count.COMMITS, 1);
        metrics.committed(partition, Duration.ofNanos(System.nanoTime() - began));
    }

    /** A send that fails makes the commit fail: the future has nothing to add. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record);
    }

    private void aborted() {
        router.goBack();
        metrics.count(partition, Count.ABORTS, 1);
    }

    /** What fails leaves the producer in a state that only a new one gets out of. */
    private void guarded(Runnable call) {
        if (broken) {
            throw new DeliveryException("%s: this delivery has failed before: open another".formatted(partition), null);
        }
        boolean done = false;
        try {
            effort.progress();
            call.run();
            done = true;
        } catch (FencedException e) {
            metrics.count(partition, Count.FENCED, 1);
            throw e;
        } finally {
            broken = !done;
        }
    }
}
