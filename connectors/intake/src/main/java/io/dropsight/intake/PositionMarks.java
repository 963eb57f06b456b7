package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Remembers which source partitions ever had a position: Kafka forgets the offsets of a group that is idle for days, and
 * then a lost position looks like a first start. One record a source partition, in the positions topic, which is compacted; it
 * is written with the first position.
 */
final class PositionMarks {
    private static final byte[] MARK = "had a position".getBytes(UTF_8);

    private final Connections connections;
    private final DeliverySettings settings;
    private final SourceAlarm.Listener alarms;

    PositionMarks(Connections connections, DeliverySettings settings, SourceAlarm.Listener alarms) {
        this.connections = connections;
        this.settings = settings;
        this.alarms = alarms;
    }

    ProducerRecord<byte[], byte[]> of(SourcePartition partition) {
        return new ProducerRecord<>(settings.positionsTopic(), partition.partition(), key(partition), MARK);
    }

    /** To be called where there is no position: raises the alarm if there was one. */
    void checkMissing(SourcePartition partition) {
        if (isMarked(partition)) {
            alarms.raised(new SourceAlarm(
                    SourceAlarm.Kind.POSITION_MISSING,
                    partition,
                    "%s: its position is gone: it starts as if for the first time, so bodies may come twice or be left out; see whether the group %s was deleted, or raise offsets.retention.minutes of Kafka"
                            .formatted(partition, settings.group(partition))));
        }
    }

    /** What a rival's transaction that was aborted says does not count: it has left no position either. */
    private boolean isMarked(SourcePartition partition) {
        byte[] wanted = key(partition);
        AtomicBoolean found = new AtomicBoolean();
        connections.readPositions(partition, record -> {
            if (Arrays.equals(record.key(), wanted)) {
                found.set(true);
            }
        });
        return found.get();
    }

    private static byte[] key(SourcePartition partition) {
        return partition.text().getBytes(UTF_8);
    }
}
