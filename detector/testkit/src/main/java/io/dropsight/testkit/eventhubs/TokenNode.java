package io.dropsight.testkit.eventhubs;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.message.Message;

/** The {@code $cbs} node: takes every token, unless a fault says otherwise, and records its type. */
final class TokenNode implements RequestLink.Node {
    private static final int ACCEPTED = 202;

    private final Broker broker;

    TokenNode(Broker broker) {
        this.broker = broker;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the codec's type for timestamps
    public Message answer(ServerConnection connection, Map<String, Object> properties, Message request) {
        int status = broker.faults().tokenStatus().orElse(ACCEPTED);
        Map<String, String> details = new HashMap<>();
        details.put("type", String.valueOf(properties.get("type")));
        details.put("status", Integer.toString(status));
        if (properties.get("expiration") instanceof Date expiry) {
            details.put("expiry", Long.toString(expiry.getTime()));
        }
        broker.trace()
                .add(TraceEvent.Kind.PUT_TOKEN, connection.number(), String.valueOf(properties.get("name")), details);
        return RequestLink.answer(status, status == ACCEPTED ? "Accepted" : "Refused by the test", Map.of());
    }
}
