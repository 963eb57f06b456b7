package io.dropsight.intake;

import java.util.Collection;
import java.util.Map;

/** Opens deliveries of one guarantee to one Kafka cluster. Thread-safe. */
public interface Deliveries extends AutoCloseable {
    /**
     * Takes the partition over. Its former owner, wherever it is, is fenced off where the guarantee includes that.
     *
     * @throws DeliveryException if Kafka does not answer in time or refuses
     */
    Delivery open(SourcePartition partition);

    /**
     * Says that these will be delivered, by this process or another. As soon as a source knows of them: the source
     * partitions that are ready wait a while for those that are not.
     */
    void expect(Collection<SourcePartition> partitions);

    /** Says that the partition's arrivals are the times of their reception: nobody has to wait for it. Before it is opened. */
    void follow(SourcePartition partition);

    /** Says that another process delivers the partition. */
    void elsewhere(SourcePartition partition);

    /**
     * The present positions, without taking anything over; those that have none are left out. Only a hint: an owner may
     * move them at any time, but never back.
     *
     * @throws DeliveryException if Kafka does not answer in time or refuses
     */
    Map<SourcePartition, Committed> positions(Collection<SourcePartition> partitions);

    /**
     * The notes that came with what was delivered of the partition, by key: to be asked after it was opened.
     *
     * @throws DeliveryException             if Kafka does not answer in time or refuses
     * @throws UnsupportedOperationException if no transaction carries them
     */
    default Map<String, byte[]> notes(SourcePartition partition) {
        throw new UnsupportedOperationException("notes need transactions");
    }

    /** What is promised, in words for logs and documents. */
    String guarantee();

    /** Releases what is shared; deliveries are closed by those who opened them. */
    @Override
    void close();
}
