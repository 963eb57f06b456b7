package io.dropsight.topology;

import io.dropsight.detect.device.DeviceView;
import io.dropsight.model.DeviceKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Reads what is known of a device where this instance holds it, and knows who holds it otherwise. From any thread. */
public final class DeviceLookup {
    private final KafkaStreams streams;
    private final int eventPartitions;

    public DeviceLookup(KafkaStreams streams, int eventPartitions) {
        this.streams = streams;
        this.eventPartitions = eventPartitions;
    }

    /** Empty if another instance holds the device, or nobody while partitions move. */
    public Optional<DeviceView> here(DeviceKey device) {
        int partition = Utils.toPositive(Utils.murmur2(bytes(device))) % eventPartitions; // as Kafka's partitioner
        try {
            var states = store(Names.DEVICES, partition);
            var settling = store(Names.SETTLING, partition);
            return Optional.of(
                    DeviceView.read(device, key -> states.get(Bytes.wrap(key)), key -> settling.get(Bytes.wrap(key))));
        } catch (InvalidStateStoreException e) { // not here, or being restored or moved
            return Optional.empty();
        }
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    /** Who holds it by the last assignment that this instance has heard of; empty while nobody knows. */
    public Optional<HostInfo> owner(DeviceKey device) {
        try {
            KeyQueryMetadata known =
                    streams.queryMetadataForKey(Names.DEVICES, bytes(device), new ByteArraySerializer());
            return known == null
                            || known.equals(KeyQueryMetadata.NOT_AVAILABLE)
                            || known.activeHost().equals(HostInfo.unavailable())
                    ? Optional.empty()
                    : Optional.of(known.activeHost());
        } catch (StreamsException | IllegalStateException e) { // it starts or stops
            return Optional.empty();
        }
    }

    private static byte[] bytes(DeviceKey device) {
        return device.text().getBytes(StandardCharsets.UTF_8);
    }
}
