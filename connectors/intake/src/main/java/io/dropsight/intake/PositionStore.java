package io.dropsight.intake;

import java.util.Collection;
import java.util.Map;

/** Where positions are kept that no transaction carries. Thread-safe. */
public interface PositionStore {
    /** For those who keep their checkpoints elsewhere, such as in a blob, after each delivery that returned. */
    PositionStore ELSEWHERE = new PositionStore() {
        @Override
        public Map<SourcePartition, Committed> read(Collection<SourcePartition> partitions) {
            return Map.of();
        }

        @Override
        public void write(SourcePartition partition, Committed at) {}
    };

    /**
     * The positions of those partitions that have one.
     *
     * @throws DeliveryException if they cannot be read in time
     */
    Map<SourcePartition, Committed> read(Collection<SourcePartition> partitions);

    /** @throws DeliveryException if it cannot be written in time */
    void write(SourcePartition partition, Committed at);
}
