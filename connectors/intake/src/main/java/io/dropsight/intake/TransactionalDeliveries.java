package io.dropsight.intake;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * Delivers exactly once: what a consumer of the events and dead letters reads with {@code isolation.level=read_committed}
 * holds every body of the source once, over restarts, aborted transactions, and owners that do not know that they are
 * none any more.
 *
 * <p>Each source partition has a producer of its own with a transactional id of its own. Its buffer is bounded to 8 MiB;
 * when it is full, sending waits, and with it the source.
 */
public final class TransactionalDeliveries implements Deliveries {
    private final DeliverySettings settings;
    private final IntakeMetrics metrics;
    private final Clock clock;
    private final Connections connections;
    private final Admin admin;
    private final Positions positions;
    private final PositionsTopic topic;
    private final PositionMarks marks;
    private final UnaryOperator<Producer<byte[], byte[]>> wrap;

    /**
     * @param alarms of positions that are missing
     * @param clock  only for when a position was last committed
     */
    public TransactionalDeliveries(
            DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock) {
        this(settings, metrics, alarms, clock, UnaryOperator.identity());
    }

    /** @param wrap gets between the delivery and its producer */
    TransactionalDeliveries(
            DeliverySettings settings,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock,
            UnaryOperator<Producer<byte[], byte[]>> wrap) {
        this.wrap = wrap;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.connections = new Connections(settings);
        this.admin = connections.admin();
        this.positions = new Positions(admin, settings);
        this.topic = new PositionsTopic(admin, settings.positionsTopic());
        this.marks = new PositionMarks(connections, settings, alarms);
    }

    @Override
    public Delivery open(SourcePartition partition) {
        topic.ensure(partition.partition() + 1);
        Producer<byte[], byte[]> producer = wrap.apply(connections.transactional(settings.transactionalId(partition)));
        var delivery = new TransactionalDelivery(
                partition,
                settings,
                producer,
                connections.group(settings.group(partition)),
                positions,
                marks,
                metrics,
                clock);
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
    public Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions) {
        return positions.read(partitions);
    }

    @Override
    public String guarantee() {
        return "exactly once: records and position in one Kafka transaction, former owners are fenced off";
    }

    @Override
    public void close() {
        admin.close();
    }
}
