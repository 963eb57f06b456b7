package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.models.EventPosition;
import io.dropsight.intake.Committed;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.LogState;
import io.dropsight.intake.Resume;
import io.dropsight.intake.SourcePartition;
import io.dropsight.intake.StartPolicy;
import java.util.Optional;

/**
 * Takes a partition over. The order is what everything rests on: first the former owner is fenced off, then the
 * position is read, then the hub is asked whether it still has what comes next, and only then is anything received.
 */
final class PartitionOpener {
    /** Kind of the positions: sequence numbers, with Azure's offset as text. */
    static final String KIND = "eventhubs";

    /** A partition that is ours, and where to receive from. */
    record Opened(PartitionPump pump, EventPosition from) {}

    private final EventHubsSettings settings;
    private final Deliveries deliveries;
    private final Continuity continuity;
    private final HubInspector inspector;

    PartitionOpener(EventHubsSettings settings, Deliveries deliveries, Continuity continuity, HubInspector inspector) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.continuity = continuity;
        this.inspector = inspector;
    }

    static SourcePartition source(HubAddress address, int partition) {
        return new SourcePartition(KIND, address.namespace(), address.hub(), address.consumerGroup(), partition);
    }

    /** @throws PolicyException if a policy says that the partition is to be left alone */
    Opened open(int partition) {
        Delivery delivery = deliveries.open(source(settings.address(), partition));
        try {
            return resume(delivery, inspector.state(partition));
        } catch (RuntimeException e) {
            delivery.close();
            throw e;
        }
    }

    private Opened resume(Delivery delivery, LogState log) {
        Resume resume = continuity.resume(delivery.partition(), delivery.committed(), log);
        if (resume instanceof Resume.Stop stop) {
            delivery.standAside();
            throw new PolicyException(stop.why());
        } else if (resume instanceof Resume.Earliest earliest) {
            if (earliest.reset()) {
                delivery.reset(earliest.position());
            }
            return opened(delivery, log.firstPosition() - 1, EventPosition.earliest());
        } else if (resume instanceof Resume.After after) {
            return opened(delivery, after.position().position(), after(after.position()));
        }
        return first(delivery, log);
    }

    /** The identity of the log is kept from the first moment on, so that another log under its name is told apart. */
    private Opened first(Delivery delivery, LogState log) {
        if (settings.start().kind() != StartPolicy.Kind.LATEST || log.lastPosition() < log.firstPosition()) {
            delivery.reset(Committed.nothingOf(log.identity()));
            return opened(delivery, Committed.NOTHING, start());
        }
        // The end is written down: after a restart it is not to be skipped what came meanwhile.
        String offset = inspector.lastOffset(delivery.partition().partition());
        delivery.reset(new Committed(
                log.lastPosition(), offset, Committed.nothingOf("").arrival(), log.identity()));
        return opened(delivery, log.lastPosition(), EventPosition.fromOffsetString(offset));
    }

    private EventPosition after(Committed position) {
        return position.position() == Committed.NOTHING ? start() : EventPosition.fromOffsetString(position.offset());
    }

    private EventPosition start() {
        return settings.start().kind() == StartPolicy.Kind.TIME
                ? EventPosition.fromEnqueuedTime(settings.start().at().minusMillis(1)) // it is exclusive
                : EventPosition.earliest();
    }

    private Opened opened(Delivery delivery, long expectedAfter, EventPosition from) {
        Optional<Committed> committed = delivery.committed();
        var pump = new PartitionPump(
                delivery,
                continuity,
                settings.watch().clockMargin(),
                expectedAfter,
                committed.orElse(Committed.nothingOf("")));
        return new Opened(pump, from);
    }
}
