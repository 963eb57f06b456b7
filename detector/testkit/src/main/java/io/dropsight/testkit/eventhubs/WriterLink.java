package io.dropsight.testkit.eventhubs;

import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

/** A client that publishes, to one partition or to the hub. */
final class WriterLink implements LinkHandler {
    static final int CREDIT = 1000;

    private final Hub hub;
    private final @Nullable Integer partition;
    private final Receiver receiver;
    private final ServerConnection connection;
    private final Broker broker;

    WriterLink(Hub hub, @Nullable Integer partition, Receiver receiver, ServerConnection connection, Broker broker) {
        this.hub = hub;
        this.partition = partition;
        this.receiver = receiver;
        this.connection = connection;
        this.broker = broker;
    }

    Hub hub() {
        return hub;
    }

    @Nullable
    Integer partition() {
        return partition;
    }

    boolean isOf(ServerConnection other) {
        return connection == other;
    }

    void end(String condition, String description) {
        Links.end(receiver, condition, description);
        broker.trace().add(TraceEvent.Kind.DETACHED, connection.number(), hub.name(), Map.of("condition", condition));
        onClosed();
    }

    @Override
    public void onClosed() {
        broker.removeWriter(this);
    }

    @Override
    public void onDelivery(Delivery delivery) {
        if (delivery.isAborted()) {
            delivery.settle();
            return;
        }
        if (delivery.isPartial() || !delivery.isReadable()) {
            return;
        }
        int format = delivery.getMessageFormat();
        byte[] transfer = Links.receive(receiver, delivery);
        String condition = objection(transfer.length);
        if (condition == null) {
            store(broker.codec().split(transfer, format), format);
            settle(delivery, Accepted.getInstance());
        } else {
            broker.trace()
                    .add(TraceEvent.Kind.REJECTED, connection.number(), hub.name(), Map.of("condition", condition));
            Rejected rejected = new Rejected();
            rejected.setError(new ErrorCondition(Symbol.valueOf(condition), "Not taken (" + condition + ")"));
            settle(delivery, rejected);
        }
        if (receiver.getCredit() < CREDIT / 2) {
            receiver.flow(CREDIT - receiver.getCredit());
        }
    }

    private @Nullable String objection(int bytes) {
        if (bytes > broker.options().maxMessageBytes()) {
            return "amqp:link:message-size-exceeded";
        }
        return broker.faults().takeRejection();
    }

    private void store(List<EventCodec.Published> events, int format) {
        Integer target = partition;
        Object key = events.isEmpty() ? null : events.get(0).annotations().get(EventCodec.PARTITION_KEY);
        int chosen = target != null ? target : hub.partitionOf(key == null ? null : key.toString());
        events.forEach(event -> hub.append(chosen, event.annotations(), event.sections(), broker.clock()));
        broker.trace()
                .add(
                        TraceEvent.Kind.PUBLISHED,
                        connection.number(),
                        hub.name() + "/Partitions/" + chosen,
                        Map.of(
                                "events",
                                Integer.toString(events.size()),
                                "format",
                                format == EventCodec.BATCH_FORMAT ? "batch" : "single"));
    }

    private static void settle(Delivery delivery, DeliveryState state) {
        delivery.disposition(state);
        delivery.settle();
    }
}
