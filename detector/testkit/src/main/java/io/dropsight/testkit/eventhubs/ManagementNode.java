package io.dropsight.testkit.eventhubs;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** The {@code $management} node: the properties of hubs and partitions. Clients check the classes of the values. */
final class ManagementNode implements RequestLink.Node {
    private static final String HUB = "com.microsoft:eventhub";
    private static final String PARTITION = "com.microsoft:partition";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final Broker broker;

    ManagementNode(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Message answer(ServerConnection connection, Map<String, Object> properties, Message request) {
        String name = String.valueOf(properties.get("name"));
        String type = String.valueOf(properties.get("type"));
        Object partition = properties.get("partition");
        Message answer = read(name, type, partition == null ? null : partition.toString());
        Map<String, String> details = new HashMap<>();
        details.put("type", type);
        details.put(
                "status",
                String.valueOf(answer.getApplicationProperties().getValue().get("status-code")));
        if (partition != null) {
            details.put("partition", partition.toString());
        }
        broker.trace().add(TraceEvent.Kind.MANAGEMENT_READ, connection.number(), name, details);
        return answer;
    }

    private Message read(String name, String type, @Nullable String partition) {
        Hub hub = broker.hubs().find(name);
        if (hub == null) {
            return failure(NOT_FOUND, "amqp:not-found", "The messaging entity '" + name + "' could not be found.");
        }
        if (type.equals(HUB)) {
            return success(hubProperties(hub));
        }
        Integer index = Broker.partitionIndex(hub, partition);
        if (type.equals(PARTITION) && index != null) {
            return success(partitionProperties(hub, index));
        }
        return failure(
                BAD_REQUEST,
                "com.microsoft:argument-out-of-range",
                "No " + type + " with partition " + partition + " in '" + name + "'.");
    }

    private static Map<String, Object> hubProperties(Hub hub) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", hub.name());
        values.put("type", HUB);
        values.put("created_at", Date.from(hub.createdAt()));
        values.put("partition_count", hub.partitionCount());
        values.put(
                "partition_ids",
                IntStream.range(0, hub.partitionCount())
                        .mapToObj(Integer::toString)
                        .toArray(String[]::new));
        return values;
    }

    private static Map<String, Object> partitionProperties(Hub hub, int index) {
        PartitionLog log = hub.partition(index);
        Map<String, Object> values = new HashMap<>();
        values.put("name", hub.name());
        values.put("type", PARTITION);
        values.put("partition", Integer.toString(index));
        values.put("begin_sequence_number", log.first());
        values.put("last_enqueued_sequence_number", log.next() - 1);
        values.put("last_enqueued_offset", log.lastOffset());
        values.put("last_enqueued_time_utc", Date.from(log.lastEnqueuedAt()));
        values.put("is_partition_empty", log.size() == 0);
        return values;
    }

    private static Message success(Map<String, Object> values) {
        Message answer = RequestLink.answer(OK, "OK", Map.of());
        answer.setBody(new AmqpValue(values));
        return answer;
    }

    private static Message failure(int status, String condition, String description) {
        return RequestLink.answer(status, description, Map.of("error-condition", Symbol.valueOf(condition)));
    }
}
