package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Notes of sources, in the positions topic, which is compacted, beside its marks. */
final class NoteShelf {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Connections connections;
    private final DeliverySettings settings;

    NoteShelf(Connections connections, DeliverySettings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    static ProducerRecord<byte[], byte[]> record(DeliverySettings settings, SourcePartition partition, Note note) {
        return new ProducerRecord<>(
                settings.positionsTopic(),
                partition.partition(),
                (prefix(partition) + note.key()).getBytes(UTF_8),
                note.value());
    }

    /** As committed; to be asked by the owner, after the former one was fenced off. */
    Map<String, byte[]> read(SourcePartition partition) {
        String prefix = prefix(partition);
        TopicPartition shelf = new TopicPartition(settings.positionsTopic(), partition.partition());
        Map<String, byte[]> notes = new HashMap<>();
        try (Consumer<byte[], byte[]> reader = connections.committedReader(settings.giveUpAfter())) {
            reader.assign(List.of(shelf));
            reader.seekToBeginning(List.of(shelf));
            long end = reader.endOffsets(List.of(shelf)).getOrDefault(shelf, 0L);
            Instant giveUpAt = Instant.now().plus(settings.giveUpAfter());
            while (reader.position(shelf) < end) {
                var records = reader.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    take(notes, prefix, record);
                }
                if (!records.isEmpty()) {
                    giveUpAt = Instant.now().plus(settings.giveUpAfter());
                } else if (Instant.now().isAfter(giveUpAt)) {
                    throw new DeliveryException(
                            "%s: Kafka does not give its notes: see that its brokers are up".formatted(partition),
                            null);
                }
            }
            return notes;
        } catch (KafkaException e) {
            throw new DeliveryException(
                    "%s: its notes cannot be read: %s; see that Kafka's brokers are up".formatted(partition, e), e);
        }
    }

    private static void take(Map<String, byte[]> notes, String prefix, ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        if (!key.startsWith(prefix)) {
            return;
        }
        if (record.value() == null) {
            notes.remove(key.substring(prefix.length()));
        } else {
            notes.put(key.substring(prefix.length()), record.value());
        }
    }

    private static String prefix(SourcePartition partition) {
        return partition.text() + "#";
    }
}
