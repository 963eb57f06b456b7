package io.dropsight.topology;

import io.dropsight.detect.Store;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A Kafka Streams store as the detectors see it. */
record KafkaStore(KeyValueStore<Bytes, byte[]> store) implements Store {
    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(Bytes.wrap(key));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        store.put(Bytes.wrap(key), value);
    }

    @Override
    public void delete(byte[] key) {
        store.delete(Bytes.wrap(key));
    }

    @Override
    public void scan(byte @Nullable [] from, byte @Nullable [] to, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(from == null ? null : Bytes.wrap(from), to == null ? null : Bytes.wrap(to))) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (!visitor.visit(entry.key.get(), entry.value)) {
                    return;
                }
            }
        }
    }
}
