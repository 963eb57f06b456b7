package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourcePartition;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Deliveries whose batches pass through other hands, which may hold them up; nothing cancels those. */
record Intercepted(Deliveries real, BiConsumer<Delivery, List<Payload>> hands) implements Deliveries {
    @Override
    public Delivery open(SourcePartition partition) {
        return new One(real.open(partition), hands);
    }

    @Override
    public void expect(Collection<SourcePartition> partitions) {
        real.expect(partitions);
    }

    @Override
    public void follow(SourcePartition partition) {
        real.follow(partition);
    }

    @Override
    public void elsewhere(SourcePartition partition) {
        real.elsewhere(partition);
    }

    @Override
    public Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions) {
        return real.positions(partitions);
    }

    @Override
    public String guarantee() {
        return real.guarantee();
    }

    @Override
    public void close() {
        real.close();
    }

    private record One(Delivery real, BiConsumer<Delivery, List<Payload>> hands) implements Delivery {
        @Override
        public SourcePartition partition() {
            return real.partition();
        }

        @Override
        public Optional<Committed> committed() {
            return real.committed();
        }

        @Override
        public void deliver(List<Payload> batch) {
            hands.accept(real, batch);
        }

        @Override
        public void idle(Instant reached) {
            real.idle(reached);
        }

        @Override
        public boolean isAhead(Instant arrival) {
            return real.isAhead(arrival);
        }

        @Override
        public void standAside() {
            real.standAside();
        }

        @Override
        public void cancelWaiting() {
            real.cancelWaiting();
        }

        @Override
        public void keepAlive() {
            real.keepAlive();
        }

        @Override
        public void reset(Committed to) {
            real.reset(to);
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {
            real.close();
        }
    }
}
