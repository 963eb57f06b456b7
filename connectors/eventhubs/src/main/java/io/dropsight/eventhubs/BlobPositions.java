package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import io.dropsight.intake.Committed;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.PositionStore;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Positions as checkpoints in Azure's Blob store, where other tools see them, too. A checkpoint has no room for when it
 * was, nor for which log it is of. Writing is not fenced: one that lost a partition unawares may set it back, after
 * which records come twice.
 */
final class BlobPositions implements PositionStore {
    private final CheckpointStore blobs;
    private final Duration within;

    BlobPositions(CheckpointStore blobs, Duration within) {
        this.blobs = blobs;
        this.within = within;
    }

    @Override
    public Map<SourcePartition, Committed> read(Collection<SourcePartition> partitions) {
        Map<SourcePartition, Committed> read = new HashMap<>();
        Set<String> logs = new HashSet<>();
        for (SourcePartition partition : partitions) {
            if (logs.add(partition.log())) {
                readLog(partition, Set.copyOf(partitions), read);
            }
        }
        return read;
    }

    @Override
    public void write(SourcePartition partition, Committed at) {
        if (at.position() == Committed.NOTHING) {
            return; // a checkpoint names an event; without one reading starts as the start policy says
        }
        try {
            blobs.updateCheckpoint(new Checkpoint()
                            .setFullyQualifiedNamespace(partition.namespace())
                            .setEventHubName(partition.entity())
                            .setConsumerGroup(partition.group())
                            .setPartitionId(Integer.toString(partition.partition()))
                            .setSequenceNumber(at.position())
                            .setOffsetString(at.offset()))
                    .block(within);
        } catch (RuntimeException e) {
            throw new DeliveryException(
                    "%s: its checkpoint cannot be written to the blob container: %s"
                            .formatted(partition, e.getMessage()),
                    e);
        }
    }

    private void readLog(SourcePartition log, Set<SourcePartition> wanted, Map<SourcePartition, Committed> read) {
        for (Checkpoint checkpoint : list(log)) {
            var partition = new SourcePartition(
                    log.kind(),
                    log.namespace(),
                    log.entity(),
                    log.group(),
                    Integer.parseInt(checkpoint.getPartitionId()));
            Long sequenceNumber = checkpoint.getSequenceNumber();
            String offset = checkpoint.getOffsetString();
            if (wanted.contains(partition) && sequenceNumber != null && offset != null) {
                read.put(partition, new Committed(sequenceNumber, offset, Instant.EPOCH, ""));
            }
        }
    }

    private List<Checkpoint> list(SourcePartition log) {
        try {
            List<Checkpoint> listed = blobs.listCheckpoints(log.namespace(), log.entity(), log.group())
                    .collectList()
                    .block(within);
            return listed == null ? List.of() : listed;
        } catch (RuntimeException e) {
            throw new DeliveryException(
                    "%s: its checkpoints cannot be read from the blob container: %s"
                            .formatted(log.log(), e.getMessage()),
                    e);
        }
    }
}
