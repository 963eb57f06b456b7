package io.dropsight.benchmarks;

import io.dropsight.detect.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * As cheap a store as there is: it copies no values, and is a hash map unless its scans must be cheap. What it costs is
 * measured alone, beside the detectors.
 */
final class HeapStore implements Store {
    private final Map<Key, byte[]> map;

    private HeapStore(Map<Key, byte[]> map) {
        this.map = map;
    }

    static HeapStore hashed() {
        return new HeapStore(new HashMap<>());
    }

    static HeapStore sorted() {
        return new HeapStore(new TreeMap<>());
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by content
    private record Key(byte[] bytes) implements Comparable<Key> {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public int compareTo(Key other) {
            return Arrays.compareUnsigned(bytes, other.bytes);
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return map.get(new Key(key));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        map.put(new Key(key), value);
    }

    @Override
    public void delete(byte[] key) {
        map.remove(new Key(key));
    }

    @Override
    public void scan(byte @Nullable [] from, byte @Nullable [] to, Visitor visitor) {
        NavigableMap<Key, byte[]> range = map instanceof TreeMap<Key, byte[]> tree ? tree : new TreeMap<>(map);
        range = from == null ? range : range.tailMap(new Key(from), true);
        range = to == null ? range : range.headMap(new Key(to), true);
        for (Map.Entry<Key, byte[]> entry : range.entrySet()) {
            if (!visitor.visit(entry.getKey().bytes(), entry.getValue())) {
                return;
            }
        }
    }

    /** Shares keys and values, which nobody changes. */
    HeapStore copy() {
        return new HeapStore(map instanceof TreeMap<Key, byte[]> tree ? new TreeMap<>(tree) : new HashMap<>(map));
    }

    int size() {
        return map.size();
    }

    List<byte[]> values() {
        return new ArrayList<>(map.values());
    }

    void forEach(BiConsumer<byte[], byte[]> visitor) {
        map.forEach((key, value) -> visitor.accept(key.bytes(), value));
    }
}
