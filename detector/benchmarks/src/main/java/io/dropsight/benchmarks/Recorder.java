package io.dropsight.benchmarks;

import io.dropsight.detect.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what is asked of a store, to ask it again of another: the share of the store in all that is measured. */
final class Recorder implements Store {
    private final Store store;
    private final List<Call> calls;
    private final int index;

    /** One call of one of several stores. */
    interface Call {
        void on(Store[] stores);
    }

    /**
     * @param index of the store among those that share a list of calls
     */
    Recorder(Store store, int index, List<Call> calls) {
        this.store = store;
        this.index = index;
        this.calls = calls;
    }

    static void replay(List<Call> calls, Store... stores) {
        for (Call call : calls) {
            call.on(stores);
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        calls.add(stores -> stores[index].get(key));
        return store.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        calls.add(stores -> stores[index].put(key, value));
        store.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
        calls.add(stores -> stores[index].delete(key));
        store.delete(key);
    }

    @Override
    public void scan(byte @Nullable [] from, byte @Nullable [] to, Visitor visitor) {
        int[] seen = {0};
        store.scan(from, to, (key, value) -> {
            seen[0]++;
            return visitor.visit(key, value);
        });
        calls.add(stores -> {
            List<byte[]> entries = new ArrayList<>();
            stores[index].scan(from, to, (key, value) -> entries.add(value) && entries.size() < seen[0]);
        });
    }
}
