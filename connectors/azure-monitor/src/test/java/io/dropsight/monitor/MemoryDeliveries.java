package io.dropsight.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourcePartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what is delivered, with the rules of real ones: positions rise, the last owner alone may write. */
final class MemoryDeliveries implements Deliveries {
    private final Map<SourcePartition, Committed> committed = new HashMap<>();
    private final Map<SourcePartition, Object> owners = new HashMap<>();
    final List<Payload> delivered = new ArrayList<>();
    final List<Instant> ticks = new ArrayList<>();
    int opened;
    boolean broken;
    /** Up to which arrival other sources allow. */
    Instant limit = Instant.MAX;

    @Override
    public synchronized Delivery open(SourcePartition partition) {
        if (broken) {
            throw new DeliveryException("Kafka is away", null);
        }
        opened++;
        return new Memory(partition);
    }

    @Override
    public void expect(Collection<SourcePartition> partitions) {
        throw new AssertionError("nobody waits for a poller");
    }

    @Override
    public void follow(SourcePartition partition) {}

    @Override
    public void elsewhere(SourcePartition partition) {
        throw new AssertionError("a poller does not ask who has it");
    }

    @Override
    public synchronized Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions) {
        Map<SourcePartition, Committed> found = new HashMap<>(committed);
        found.keySet().retainAll(partitions);
        return found;
    }

    @Override
    public String guarantee() {
        return "none";
    }

    @Override
    public void close() {}

    synchronized List<Long> minutes() {
        return delivered.stream().map(Payload::position).toList();
    }

    synchronized List<String> bodies() {
        return delivered.stream()
                .map(payload -> new String(payload.body(), UTF_8))
                .toList();
    }

    private final class Memory implements Delivery {
        private final SourcePartition partition;

        Memory(SourcePartition partition) {
            this.partition = partition;
            owners.put(partition, this);
        }

        @Override
        public SourcePartition partition() {
            return partition;
        }

        @Override
        public Optional<Committed> committed() {
            return Optional.ofNullable(committed.get(partition));
        }

        @Override
        public void deliver(List<Payload> batch) {
            synchronized (MemoryDeliveries.this) {
                check();
                for (Payload payload : batch) {
                    long last = committed().map(Committed::position).orElse(Committed.NOTHING);
                    if (payload.position() <= last) {
                        throw new AssertionError("minute " + payload.position() + " after " + last);
                    }
                    delivered.add(payload);
                    committed.put(
                            partition, new Committed(payload.position(), payload.offset(), payload.enqueuedAt(), ""));
                }
            }
        }

        @Override
        public void idle(Instant reached) {
            synchronized (MemoryDeliveries.this) {
                check();
                ticks.add(reached);
            }
        }

        @Override
        public boolean isAhead(Instant arrival) {
            return arrival.isAfter(limit);
        }

        @Override
        public void standAside() {
            throw new AssertionError("it has no policy");
        }

        @Override
        public void cancelWaiting() {}

        @Override
        public void keepAlive() {}

        @Override
        public void reset(Committed to) {
            throw new AssertionError("never reset");
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}

        private void check() {
            if (broken) {
                throw new DeliveryException("Kafka is away", null);
            }
            if (owners.get(partition) != this) {
                throw new FencedException("another owner", null);
            }
        }
    }
}
