package io.dropsight.intake;

import io.dropsight.intake.IntakeMetrics.Count;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What deliveries share: they differ in how a step (some records, ticks and the position after them) is written. */
abstract class BaseDelivery implements Delivery {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    final SourcePartition partition;
    final IntakeMetrics metrics;
    final Producer<byte[], byte[]> producer;
    final BodyRouter router;
    final Effort effort;
    private final DeliverySettings settings;
    private final Clock clock;
    private final @Nullable PositionMarks marks;
    private final Gate gate;
    private Optional<Committed> committed = Optional.empty();
    private Instant committedAt;
    private boolean broken;

    BaseDelivery(
            SourcePartition partition,
            DeliverySettings settings,
            Producer<byte[], byte[]> producer,
            boolean withOrigin,
            @Nullable PositionMarks marks,
            Alignment alignment,
            IntakeMetrics metrics,
            Clock clock) {
        this.marks = marks;
        this.gate = new Gate(partition, alignment, metrics);
        this.partition = partition;
        this.settings = settings;
        this.producer = producer;
        this.metrics = metrics;
        this.clock = clock;
        this.router = new BodyRouter(partition, settings, withOrigin, this::send);
        this.effort = new Effort(settings.giveUpAfter());
        this.committedAt = clock.instant();
    }

    /** What is sent, and the position after it: empty to leave that as it is. May have to be done again. */
    @FunctionalInterface
    interface Step {
        Optional<Committed> send();
    }

    /** Makes sure that nobody else writes, as far as that goes, and then reads the position. */
    abstract Optional<Committed> own();

    /**
     * How often to commit the present position while waiting for other source partitions; the first time soon, so that
     * other instances see how far this one is. Empty if they could not see it.
     */
    abstract Optional<Duration> showEvery();

    abstract void send(ProducerRecord<byte[], byte[]> record);

    /** Returns the position when all is written, and the position too. */
    abstract Optional<Committed> write(Step step);

    /** Before the first call. */
    final void takeOver() {
        guarded(() -> {
            committed = own();
            router.resume(committed);
            gate.opened(committed.map(Committed::arrival).orElse(Frontiers.NOT_THERE));
            if (marks != null && committed.isEmpty()) {
                marks.checkMissing(partition);
            }
        });
    }

    @Override
    public final SourcePartition partition() {
        return partition;
    }

    @Override
    public final Optional<Committed> committed() {
        return committed;
    }

    @Override
    public final void deliver(List<Payload> batch) {
        guarded(() -> {
            List<Payload> fresh = fresh(batch);
            int done = 0;
            while (done < fresh.size()) {
                List<Payload> rest = fresh.subList(done, fresh.size());
                Instant limit = await(later(rest.get(0).enqueuedAt(), router.lastArrival()));
                done += deliverSome(rest, limit);
            }
        });
    }

    @Override
    public final void idle(Instant reached) {
        guarded(() -> {
            gate.reached(reached);
            Instant limit = gate.limit();
            Instant tick = reached.isAfter(limit) ? limit : reached;
            boolean due = tick.isAfter(Frontiers.NOT_THERE) && router.isIdleDue(tick);
            if (due || isToShow(reached)) {
                commit(() -> {
                    if (due) {
                        router.idle(tick);
                    }
                    return at(later(reached, router.lastArrival()));
                });
            }
        });
    }

    @Override
    public final void keepAlive() {
        guarded(() -> {
            boolean due = !clock.instant().isBefore(committedAt.plus(settings.keepAliveAfter()));
            if (due && committed.isPresent()) {
                commit(() -> committed);
                metrics.count(partition, Count.KEPT_ALIVE, 1);
            }
        });
    }

    @Override
    public final void reset(Committed to) {
        guarded(() -> commit(() -> {
            Instant arrival = to.arrival().isAfter(router.lastArrival()) ? to.arrival() : router.lastArrival();
            return Optional.of(new Committed(to.position(), to.offset(), arrival, to.log()));
        }));
    }

    @Override
    public final boolean isAhead(Instant arrival) {
        return arrival.isAfter(gate.limit());
    }

    @Override
    public final void standAside() {
        gate.standAside();
    }

    @Override
    public final void cancelWaiting() {
        gate.open();
    }

    @Override
    public final void cancel() {
        gate.open();
        effort.cancel();
    }

    @Override
    public final void close() {
        cancel();
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

    /** @return up to which arrival may be delivered: at least this one */
    private Instant await(Instant arrival) {
        Duration[] shown = {Duration.ofMillis(-1)};
        Instant limit = gate.pass(arrival, waited -> {
            Optional<Duration> every = showEvery().filter(time -> committed.isPresent());
            boolean first = shown[0].isNegative();
            if (every.isPresent() && (first || waited.minus(shown[0]).compareTo(every.get()) >= 0)) {
                effort.progress();
                commit(() -> at(arrival));
                shown[0] = waited;
            }
        });
        effort.progress();
        return limit;
    }

    /** The present position, with an arrival that is known now. */
    private Optional<Committed> at(Instant arrival) {
        return committed.map(at -> new Committed(at.position(), at.offset(), later(arrival, at.arrival()), at.log()));
    }

    /** To other instances, while nothing is written. */
    private boolean isToShow(Instant reached) {
        return showEvery().isPresent()
                && committed
                        .filter(at -> !reached.isBefore(at.arrival().plus(settings.tickStep())))
                        .isPresent();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** @return how many were delivered: at least one, and what fits beside it */
    private int deliverSome(List<Payload> payloads, Instant limit) {
        int[] sent = new int[1];
        commit(() -> {
            sent[0] = 0;
            long bytes = 0;
            Payload last;
            do {
                last = payloads.get(sent[0]++);
                router.route(last);
                Note note = last.note();
                if (note != null) {
                    send(NoteShelf.record(settings, partition, note));
                }
                bytes += last.body().length;
            } while (sent[0] < payloads.size()
                    && bytes < settings.maxBytes()
                    && router.records() < settings.maxRecords()
                    && !payloads.get(sent[0]).enqueuedAt().isAfter(limit));
            Instant arrival = later(
                    router.lastArrival(), committed.map(Committed::arrival).orElse(Instant.EPOCH));
            String log = committed.map(Committed::log).orElse("");
            return Optional.of(new Committed(last.position(), last.offset(), arrival, log));
        });
        gate.reached(later(router.lastArrival(), payloads.get(sent[0] - 1).enqueuedAt()));
        return sent[0];
    }

    private void commit(Step step) {
        if (effort.isCancelled()) {
            throw new DeliveryException("%s: delivery cancelled".formatted(partition), null);
        }
        long began = System.nanoTime();
        Optional<Committed> next = write(() -> {
            Optional<Committed> after = step.send();
            if (marks != null && committed.isEmpty() && after.isPresent()) {
                send(marks.of(partition));
            }
            return after;
        });
        if (next.isPresent()) {
            committed = next;
            committedAt = clock.instant();
        }
        router.keep(metrics);
        metrics.count(partition, Count.COMMITS, 1);
        metrics.committed(partition, Duration.ofNanos(System.nanoTime() - began));
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
