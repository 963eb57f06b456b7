package io.dropsight.intake;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers <b>at least once</b>, for Kafka clusters that allow no transactions, or positions that have to be elsewhere:
 * the position moves after the brokers have acknowledged everything up to it. After a crash, or while two owners do not
 * know of each other, records come twice. Each event and metric has the headers {@code source-partition},
 * {@code source-position} and {@code record-index} (within the body), which together name a record: a reader can drop
 * doubles by them. The detector drops doubles too, but only while the first of them waits to be settled.
 */
public final class IdempotentDeliveries implements Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotentDeliveries.class);

    private final DeliverySettings settings;
    private final Alignment alignment;
    private final IntakeMetrics metrics;
    private final Clock clock;
    private final Connections connections;
    private final Admin admin;
    private final PositionStore positions;
    private final PositionsTopic topic;
    /** Null where the positions are elsewhere, and so whatever may have become of them. */
    private final @Nullable PositionMarks marks;

    private final Neighbours neighbours;

    private IdempotentDeliveries(
            DeliverySettings settings,
            Alignment alignment,
            IntakeMetrics metrics,
            SourceAlarm.@Nullable Listener alarms,
            Clock clock,
            Function<Admin, PositionStore> positions) {
        this.settings = settings;
        this.alignment = alignment;
        this.metrics = metrics;
        this.clock = clock;
        this.connections = new Connections(settings);
        this.admin = connections.admin();
        this.positions = positions.apply(admin);
        this.topic = new PositionsTopic(admin, settings.positionsTopic());
        this.marks = alarms == null ? null : new PositionMarks(connections, settings, alarms);
        this.neighbours = new Neighbours(admin, settings);
        if (marks != null) {
            alignment.see(neighbours);
        }
        LOG.warn("Delivery to {} is {}", settings.eventsTopic(), guarantee());
    }

    /** With positions as group offsets in the same Kafka; alarms are of missing ones, the clock only tells when one was last committed. */
    public static IdempotentDeliveries withKafkaPositions(
            DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock) {
        return withKafkaPositions(settings, Alignment.none(), metrics, alarms, clock);
    }

    /** @param alignment of the feed, shared by all that deliver into it; closed by the caller, afterwards */
    public static IdempotentDeliveries withKafkaPositions(
            DeliverySettings settings,
            Alignment alignment,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock) {
        return new IdempotentDeliveries(
                settings, alignment, metrics, alarms, clock, admin -> new Positions(admin, settings));
    }

    /** With positions wherever the caller keeps them. */
    public static IdempotentDeliveries withPositionsIn(
            PositionStore positions, DeliverySettings settings, IntakeMetrics metrics, Clock clock) {
        return withPositionsIn(positions, settings, Alignment.none(), metrics, clock);
    }

    /** @param alignment as above; of partitions elsewhere it knows nothing */
    public static IdempotentDeliveries withPositionsIn(
            PositionStore positions,
            DeliverySettings settings,
            Alignment alignment,
            IntakeMetrics metrics,
            Clock clock) {
        return new IdempotentDeliveries(settings, alignment, metrics, null, clock, admin -> positions);
    }

    @Override
    public Delivery open(SourcePartition partition) {
        if (marks != null) {
            topic.ensure(partition.partition() + 1);
        }
        var delivery = new IdempotentDelivery(
                partition, settings, connections.idempotent(), positions, marks, alignment, metrics, clock);
        boolean opened = false;
        try {
            delivery.takeOver();
            opened = true;
            return delivery;
        } finally {
            if (!opened) {
                delivery.close();
            }
        }
    }

    @Override
    public void expect(Collection<SourcePartition> partitions) {
        alignment.expect(partitions);
    }

    @Override
    public void follow(SourcePartition partition) {
        alignment.follow(partition);
    }

    /** With positions elsewhere nothing is seen of it; else it is. */
    @Override
    public void elsewhere(SourcePartition partition) {
        if (marks == null) {
            alignment.elsewhere(partition);
        }
    }

    @Override
    public Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions) {
        return positions.read(partitions);
    }

    @Override
    public String guarantee() {
        return "at least once: records may come twice after a crash or a change of owners; tell them apart by the headers "
                + "source-partition, source-position and record-index";
    }

    @Override
    public void close() {
        alignment.seeNoMore(neighbours);
        admin.close();
    }
}
