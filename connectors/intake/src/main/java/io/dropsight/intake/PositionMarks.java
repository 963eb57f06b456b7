package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

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

    private boolean isMarked(SourcePartition partition) {
        Instant giveUpAt = Instant.now().plus(settings.giveUpAfter());
        var marks = new TopicPartition(settings.positionsTopic(), partition.partition());
        byte[] wanted = key(partition);
        try (Consumer<byte[], byte[]> reader = connections.reader(settings.giveUpAfter())) {
            reader.assign(List.of(marks));
            reader.seekToBeginning(List.of(marks));
            Long end = reader.endOffsets(List.of(marks)).get(marks);
            while (end != null && reader.position(marks) < end && Instant.now().isBefore(giveUpAt)) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(500))) {
                    if (Arrays.equals(record.key(), wanted)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (KafkaException e) {
            throw new DeliveryException(
                    "%s: Kafka did not tell whether it ever had a position: %s; see that its brokers are up"
                            .formatted(partition, e),
                    e);
        }
    }

    private static byte[] key(SourcePartition partition) {
        return partition.text().getBytes(UTF_8);
    }
}
