package io.dropsight.detect;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store that is a sorted map; copies values, as a store with a changelog does. */
public final class MemoryStore implements Store {
    private final TreeMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);
    private int largest;

    @Override
    public byte[] get(byte[] key) {
        byte[] value = map.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(byte[] key, byte[] value) {
        largest = Math.max(largest, value.length);
        map.put(key.clone(), value.clone());
    }

    @Override
    public void delete(byte[] key) {
        map.remove(key);
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
        NavigableMap<byte[], byte[]> range = from == null ? map : map.tailMap(from, true);
        range = to == null ? range : range.headMap(to, true);
        for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    /** What another process would restore: equal bytes, nothing shared. */
    public MemoryStore copy() {
        MemoryStore copy = new MemoryStore();
        map.forEach(copy::put);
        copy.largest = largest;
        return copy;
    }

    /** All entries in hexadecimal, to be compared. */
    public SortedMap<String, String> contents() {
        HexFormat hex = HexFormat.of();
        SortedMap<String, String> contents = new TreeMap<>();
        map.forEach((key, value) -> contents.put(hex.formatHex(key), hex.formatHex(value)));
        return contents;
    }

    public int size() {
        return map.size();
    }

    /** Bytes of the largest value ever put. */
    public int largest() {
        return largest;
    }
}
