package io.dropsight.benchmarks;

import io.dropsight.detect.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * A log that was heard once: the state of both stages at the begin of its measured part, what the device stage tells
 * the hub stage from there on, and what both ask of their stores.
 */
final class Rehearsal {
    final Log log;
    /** Device states, waiting records, merged signals, books, watermarks; as at the begin of the measured part. */
    private final List<HeapStore> warm;
    /** Signals and watermarks of the measured part. */
    final List<Told> told = new ArrayList<>();

    final List<Recorder.Call> deviceCalls = new ArrayList<>();
    final List<Recorder.Call> hubCalls = new ArrayList<>();
    final long signals;
    final long verdicts;
    final long alerts;
    final long refused;

    /** Something for the hub stage. */
    interface Told {
        void to(Devices.Downstream hubs);
    }

    Rehearsal(Log log) {
        this.log = log;
        List<HeapStore> stores = List.of(
                HeapStore.hashed(), HeapStore.hashed(), HeapStore.sorted(), HeapStore.hashed(), HeapStore.hashed());
        run(log.entries().subList(0, log.measured()), stores);
        warm = stores.stream().map(HeapStore::copy).toList();

        Hubs hubs = new Hubs(
                new Recorder(stores.get(2), 0, hubCalls),
                new Recorder(stores.get(3), 1, hubCalls),
                new Recorder(stores.get(4), 2, hubCalls));
        Devices devices = new Devices(
                new Recorder(stores.get(0), 0, deviceCalls),
                new Recorder(stores.get(1), 1, deviceCalls),
                new Devices.Downstream() {
                    @Override
                    public void signal(byte[] key, byte[] signal) {
                        told.add(to -> to.signal(key, signal));
                        hubs.signal(key, signal);
                    }

                    @Override
                    public void watermark(long arrival) {
                        told.add(to -> to.watermark(arrival));
                        hubs.watermark(arrival);
                    }
                });
        deviceCalls.clear(); // those of the begin
        hubCalls.clear();
        measuredEntries().forEach(devices::event);
        signals = devices.signals;
        refused = devices.refused;
        verdicts = hubs.verdicts;
        alerts = hubs.alerts;
    }

    private static void run(List<Log.Entry> entries, List<HeapStore> stores) {
        Devices devices =
                new Devices(stores.get(0), stores.get(1), new Hubs(stores.get(2), stores.get(3), stores.get(4)));
        entries.forEach(devices::event);
    }

    List<Log.Entry> measuredEntries() {
        return log.entries().subList(log.measured(), log.measured() + log.events());
    }

    Store[] deviceStores() {
        return new Store[] {warm.get(0).copy(), warm.get(1).copy()};
    }

    Store[] hubStores() {
        return new Store[] {warm.get(2).copy(), warm.get(3).copy(), warm.get(4).copy()};
    }
}
