package io.dropsight.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Events to write, and what a topic holds. */
final class Readings {
    static final Instant START = Instant.parse("2019-03-01T00:00:00Z");

    private Readings() {}

    static DiagnosticEvent drop(String device, Instant at) {
        return new DiagnosticEvent(
                DeviceKey.of("plant", device),
                at,
                Operation.DISCONNECT,
                true,
                404104,
                "DeviceConnectionClosedRemotely",
                "Mqtt",
                "",
                Auth.SAS,
                "203.0.113.XXX");
    }

    static Map<String, Object> connection(EmbeddedKafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    static void create(EmbeddedKafka kafka, int partitions, String... topics) {
        try (var admin = Admin.create(connection(kafka))) {
            for (String topic : topics) {
                Topics.create(admin, topic, partitions, Map.of());
            }
        }
    }

    /** Everything between the ends of the topic's partitions; in each in order of offsets. */
    static List<ConsumerRecord<byte[], byte[]>> all(EmbeddedKafka kafka, String topic) {
        var bytes = new ByteArrayDeserializer();
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(connection(kafka), bytes, bytes)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        }
        return all;
    }

    static FeedMessage message(byte[] key, byte[] value) {
        return FeedCodec.decode(key == null ? "" : new String(key, UTF_8), value);
    }
}
