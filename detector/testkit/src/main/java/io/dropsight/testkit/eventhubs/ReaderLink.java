package io.dropsight.testkit.eventhubs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

/** A client that reads a partition: events go out as long as it gives credit. */
final class ReaderLink implements LinkHandler {
    /** What the reader reads. The group is in lower case. */
    record Key(Hub hub, String group, int partition) {}

    static final String STOLEN = "amqp:link:stolen";
    private static final Symbol TRACKING = Symbol.valueOf("com.microsoft:enable-receiver-runtime-metric");
    private static final int MAX_BUFFERED_BYTES = 1 << 18;

    private final Key key;
    private final @Nullable Long epoch;
    private final Sender sender;
    private final ServerConnection connection;
    private final Broker broker;
    private final boolean tracking;
    private long next;
    private long sent;

    ReaderLink(Key key, @Nullable Long epoch, long start, Sender sender, ServerConnection connection, Broker broker) {
        this.key = key;
        this.epoch = epoch;
        this.next = start;
        this.sender = sender;
        this.connection = connection;
        this.broker = broker;
        Symbol[] wished = sender.getRemoteDesiredCapabilities();
        tracking = wished != null && Arrays.asList(wished).contains(TRACKING);
    }

    Key key() {
        return key;
    }

    @Nullable
    Long epoch() {
        return epoch;
    }

    /** How many events it was sent. */
    long sent() {
        return sent;
    }

    boolean isOf(org.apache.qpid.proton.engine.Session session) {
        return sender.getSession() == session;
    }

    /** Sends what credit, faults and the buffer of the connection allow. @return whether anything was sent */
    boolean pump() {
        PartitionLog log = key.hub().partition(key.partition());
        long before = sent;
        next = Math.max(next, log.first());
        while (next < log.next()
                && Links.isOpen(sender)
                && sender.getCredit() > 0
                && sender.getSession().getOutgoingBytes() < MAX_BUFFERED_BYTES
                && !broker.faults().isStalled(key.hub().name(), key.partition())) {
            send(log.at(next), log);
            next++;
        }
        return sent > before;
    }

    private void send(StoredEvent event, PartitionLog log) {
        Delivery delivery =
                sender.delivery(ByteBuffer.allocate(Long.BYTES).putLong(sent++).array());
        if (tracking) {
            byte[] end = broker.codec().endOfPartition(log, broker.clock().instant());
            sender.send(end, 0, end.length);
        }
        byte[] head = broker.codec().head(event);
        sender.send(head, 0, head.length);
        sender.send(event.sections(), 0, event.sections().length);
        sender.advance();
        if (sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED) {
            delivery.settle();
        }
    }

    @Override
    public void onDelivery(Delivery delivery) {
        if (delivery.remotelySettled() || delivery.getRemoteState() != null) {
            delivery.settle();
        }
    }

    void end(String condition, String description) {
        Links.end(sender, condition, description);
        broker.trace().add(TraceEvent.Kind.DETACHED, connection.number(), address(), Map.of("condition", condition));
        onClosed();
    }

    @Override
    public void onClosed() {
        connection.readers().remove(this);
        broker.readers().remove(this);
    }

    private String address() {
        return key.hub().name() + "/ConsumerGroups/" + key.group() + "/Partitions/" + key.partition();
    }
}
