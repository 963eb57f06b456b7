package io.dropsight.testkit.eventhubs;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Map;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.codec.WritableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** The requests to a node that answers, {@code $cbs} or {@code $management}. */
final class RequestLink implements LinkHandler {
    /** What the node answers. */
    interface Node {
        /** @param properties the application properties of the request */
        Message answer(ServerConnection connection, Map<String, Object> properties, Message request);
    }

    private static final int CREDIT = 100;

    private final String address;
    private final Node node;
    private final Receiver receiver;
    private final ServerConnection connection;
    private long answers;

    RequestLink(String address, Node node, Receiver receiver, ServerConnection connection) {
        this.address = address;
        this.node = node;
        this.receiver = receiver;
        this.connection = connection;
    }

    void start() {
        receiver.flow(CREDIT);
    }

    /** An answer with the codes that both nodes use. */
    static Message answer(int status, String description, Map<String, Object> more) {
        Map<String, Object> properties = new java.util.HashMap<>(more);
        properties.put("status-code", status);
        properties.put("status-description", description);
        Message answer = Message.Factory.create();
        answer.setApplicationProperties(new ApplicationProperties(properties));
        return answer;
    }

    @Override
    public void onDelivery(Delivery delivery) {
        if (delivery.isPartial() || !delivery.isReadable()) {
            return;
        }
        Message request = Message.Factory.create();
        byte[] bytes = Links.receive(receiver, delivery);
        request.decode(bytes, 0, bytes.length);
        delivery.disposition(Accepted.getInstance());
        delivery.settle();
        receiver.flow(1);
        ApplicationProperties properties = request.getApplicationProperties();
        Message answer = node.answer(connection, properties == null ? Map.of() : properties.getValue(), request);
        answer.setCorrelationId(request.getMessageId());
        reply(answer);
    }

    private void reply(Message answer) {
        WritableBuffer.ByteBufferWrapper out = WritableBuffer.ByteBufferWrapper.allocate(1 << 16);
        answer.encode(out);
        byte[] tag = ByteBuffer.allocate(Long.BYTES).putLong(answers++).array();
        Link link = receiver.getSession()
                .getConnection()
                .linkHead(EnumSet.of(EndpointState.ACTIVE), EnumSet.of(EndpointState.ACTIVE));
        while (link != null) {
            if (link instanceof Sender sender && link.getSession() == receiver.getSession() && isFromHere(sender)) {
                Links.sendSettled(sender, tag, out.byteBuffer().array(), out.position());
                return;
            }
            link = link.next(EnumSet.of(EndpointState.ACTIVE), EnumSet.of(EndpointState.ACTIVE));
        }
    }

    private boolean isFromHere(Sender sender) {
        return sender.getRemoteSource() instanceof Source source && address.equals(source.getAddress());
    }
}
