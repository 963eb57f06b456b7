package io.dropsight.testkit.eventhubs;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

/** What all links have in common. */
final class Links {
    private Links() {}

    static boolean isOpen(Link link) {
        return link.getLocalState() == EndpointState.ACTIVE
                && link.getRemoteState() == EndpointState.ACTIVE
                && link.getSession().getLocalState() == EndpointState.ACTIVE
                && link.getSession().getConnection().getLocalState() == EndpointState.ACTIVE;
    }

    /** Accepts a link with the terms the client asked for. */
    static void open(Link link, LinkHandler handler) {
        link.setContext(handler);
        link.setSource(link.getRemoteSource());
        link.setTarget(link.getRemoteTarget());
        link.setSenderSettleMode(link.getRemoteSenderSettleMode());
        link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
        link.open();
    }

    /** Answers the attach without a terminus and ends the link, as AMQP refuses. */
    static void refuse(Link link, String condition, String description) {
        link.setContext(new LinkHandler() {});
        link.open();
        end(link, condition, description);
    }

    static void end(Link link, String condition, String description) {
        if (link.getLocalState() == EndpointState.ACTIVE) {
            link.setCondition(new ErrorCondition(Symbol.valueOf(condition), description));
            link.close();
        }
    }

    static byte[] receive(Receiver receiver, Delivery delivery) {
        byte[] bytes = new byte[delivery.available()];
        int count = receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        if (count != bytes.length) {
            throw new IllegalStateException("A transfer of " + bytes.length + " bytes gave " + count);
        }
        return bytes;
    }

    /** Sends a settled message, as answers are. */
    static void sendSettled(Sender sender, byte[] tag, byte[] bytes, int length) {
        Delivery delivery = sender.delivery(tag);
        sender.send(bytes, 0, length);
        sender.advance();
        delivery.settle();
    }
}
