package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Notes of sources, in the positions topic, which is compacted, beside its marks. */
final class NoteShelf {
    private NoteShelf() {}

    static ProducerRecord<byte[], byte[]> record(DeliverySettings settings, SourcePartition partition, Note note) {
        return new ProducerRecord<>(
                settings.positionsTopic(),
                partition.partition(),
                (prefix(partition) + note.key()).getBytes(UTF_8),
                note.value());
    }

    /** As committed; to be asked by the owner, after the former one was fenced off. */
    static Map<String, byte[]> read(Connections connections, SourcePartition partition) {
        String prefix = prefix(partition);
        Map<String, byte[]> notes = new HashMap<>();
        connections.readPositions(partition, record -> take(notes, prefix, record));
        return notes;
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
