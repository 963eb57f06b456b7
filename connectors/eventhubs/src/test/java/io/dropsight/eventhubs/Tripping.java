package io.dropsight.eventhubs;

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

/** Real deliveries with something that happens before and after each batch, such as an exception or a wait. */
final class Tripping implements Deliveries {
    /** Called in the thread that delivers. */
    interface Trip {
        void at(SourcePartition partition, boolean before);
    }

    private final Deliveries real;
    private final Trip trip;

    Tripping(Deliveries real, Trip trip) {
        this.real = real;
        this.trip = trip;
    }

    @Override
    public Delivery open(SourcePartition partition) {
        Delivery delivery = real.open(partition);
        return new Delivery() {
            @Override
            public SourcePartition partition() {
                return delivery.partition();
            }

            @Override
            public Optional<Committed> committed() {
                return delivery.committed();
            }

            @Override
            public void deliver(List<Payload> batch) {
                trip.at(partition, true);
                delivery.deliver(batch);
                trip.at(partition, false);
            }

            @Override
            public void idle(Instant reached) {
                delivery.idle(reached);
            }

            @Override
            public boolean isAhead(Instant arrival) {
                return delivery.isAhead(arrival);
            }

            @Override
            public void standAside() {
                delivery.standAside();
            }

            @Override
            public void cancelWaiting() {
                delivery.cancelWaiting();
            }

            @Override
            public void keepAlive() {
                delivery.keepAlive();
            }

            @Override
            public void reset(Committed to) {
                delivery.reset(to);
            }

            @Override
            public void cancel() {
                delivery.cancel();
            }

            @Override
            public void close() {
                delivery.close();
            }
        };
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
}
