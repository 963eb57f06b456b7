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
    private final Alignment alignment;
    private final Neighbours neighbours;
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
        this(settings, Alignment.none(), metrics, alarms, clock);
    }

    /** @param alignment of the feed, shared by all that deliver into it; closed by the caller, afterwards */
    public TransactionalDeliveries(
            DeliverySettings settings,
            Alignment alignment,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock) {
        this(settings, alignment, metrics, alarms, clock, UnaryOperator.identity());
    }

    /** @param wrap gets between the delivery and its producer */
    TransactionalDeliveries(
            DeliverySettings settings,
            Alignment alignment,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock,
            UnaryOperator<Producer<byte[], byte[]>> wrap) {
        this.wrap = wrap;
        this.settings = settings;
        this.alignment = alignment;
        this.metrics = metrics;
        this.clock = clock;
        this.connections = new Connections(settings);
        this.admin = connections.admin();
        this.positions = new Positions(admin, settings);
        this.topic = new PositionsTopic(admin, settings.positionsTopic());
        this.marks = new PositionMarks(connections, settings, alarms);
        this.neighbours = new Neighbours(admin, settings);
        alignment.see(neighbours);
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
                alignment,
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
    public void expect(Collection<SourcePartition> partitions) {
        alignment.expect(partitions);
    }

    @Override
    public void follow(SourcePartition partition) {
        alignment.follow(partition);
    }

    /** What the other process commits is seen in Kafka. */
    @Override
    public void elsewhere(SourcePartition partition) {}

    @Override
    public Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions) {
        return positions.read(partitions);
    }

    @Override
    public Map<String, byte[]> notes(SourcePartition partition) {
        return NoteShelf.read(connections, partition);
    }

    @Override
    public String guarantee() {
        return "exactly once: records and position in one Kafka transaction, former owners are fenced off";
    }

    @Override
    public void close() {
        alignment.seeNoMore(neighbours);
        admin.close();
    }
}
