package io.dropsight.intake;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Positions as offsets of a consumer group: the group is the log, the partition of the positions topic that of the
 * source, the offset the position + 1. The rest is in the offset's metadata:
 * {@code 1;arrival in ms;identity of the log, URL-encoded;offset text}. Without metadata, as other tools commit, a
 * position has no offset text.
 */
final class Positions implements PositionStore {
    private static final String VERSION = "1";

    private final Admin admin;
    private final DeliverySettings settings;

    Positions(Admin admin, DeliverySettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    Map<TopicPartition, OffsetAndMetadata> offsets(SourcePartition partition, Committed at) {
        String metadata = "%s;%d;%s;%s"
                .formatted(
                        VERSION,
                        at.arrival().toEpochMilli(),
                        URLEncoder.encode(at.log(), StandardCharsets.UTF_8),
                        at.offset());
        return Map.of(key(partition), new OffsetAndMetadata(at.position() + 1, metadata));
    }

    /** Waits for the end of open transactions. */
    Optional<Committed> stable(SourcePartition partition) {
        return Optional.ofNullable(
                read(settings.group(partition), List.of(partition), true).get(partition));
    }

    @Override
    public Map<SourcePartition, Committed> read(Collection<SourcePartition> partitions) {
        Map<SourcePartition, Committed> all = new HashMap<>();
        partitions.stream()
                .collect(Collectors.groupingBy(settings::group))
                .forEach((group, members) -> all.putAll(read(group, members, false)));
        return all;
    }

    @Override
    public void write(SourcePartition partition, Committed at) {
        get(
                "write the position of " + partition,
                admin.alterConsumerGroupOffsets(settings.group(partition), offsets(partition, at))
                        .all());
    }

    private Map<SourcePartition, Committed> read(String group, List<SourcePartition> partitions, boolean stable) {
        var spec = new ListConsumerGroupOffsetsSpec()
                .topicPartitions(partitions.stream().map(this::key).toList());
        Map<TopicPartition, OffsetAndMetadata> offsets = get(
                "read the positions of " + group,
                admin.listConsumerGroupOffsets(
                                Map.of(group, spec), new ListConsumerGroupOffsetsOptions().requireStable(stable))
                        .partitionsToOffsetAndMetadata(group));
        Map<SourcePartition, Committed> read = new HashMap<>();
        for (SourcePartition partition : partitions) {
            OffsetAndMetadata offset = offsets.get(key(partition));
            if (offset != null) {
                read.put(partition, committed(partition, offset));
            }
        }
        return read;
    }

    /** The arrival in an offset's metadata; empty if another program wrote it. */
    static Optional<Instant> arrivalOf(OffsetAndMetadata offset) {
        String[] parts = offset.metadata().split(";", 4);
        if (parts.length != 4 || !parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(Long.parseLong(parts[1])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private TopicPartition key(SourcePartition partition) {
        return new TopicPartition(settings.positionsTopic(), partition.partition());
    }

    static Committed committed(SourcePartition partition, OffsetAndMetadata offset) {
        long position = offset.offset() - 1;
        String[] parts = offset.metadata().split(";", 4);
        if (offset.metadata().isEmpty()) {
            return new Committed(position, "", Instant.EPOCH, "");
        }
        try {
            if (parts.length == 4 && parts[0].equals(VERSION)) {
                return new Committed(
                        position,
                        parts[3],
                        Instant.ofEpochMilli(Long.parseLong(parts[1])),
                        URLDecoder.decode(parts[2], StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable(partition, offset, e);
        }
        throw unreadable(partition, offset, null);
    }

    private static DeliveryException unreadable(
            SourcePartition partition, OffsetAndMetadata offset, @Nullable Exception cause) {
        return new DeliveryException(
                "%s: its position %d has metadata of another program: delete or reset this offset"
                        .formatted(partition, offset.offset()),
                cause);
    }

    private <T> T get(String what, KafkaFuture<T> answer) {
        try {
            return answer.get(settings.giveUpAfter().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new DeliveryException("Kafka did not %s: %s".formatted(what, e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new DeliveryException(
                    "Kafka did not %s within %s: see that its brokers are up, and that no transaction hangs"
                            .formatted(what, settings.giveUpAfter()),
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
