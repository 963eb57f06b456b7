package io.dropsight.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/** Prints what the stages keep: serialized bytes by kind of entry, and heap per device with its key and the store's own. */
final class Sizes {
    private static final int DEVICES = 20_000;
    private static final int HEAP_DEVICES = 100_000;
    private static final int EVENTS = 100_000;
    /** Of a waiting record, before the length of its event. */
    private static final int WAITING_HEADER = 29;

    private Sizes() {}

    static void print() {
        serialized(Story.MIXED);
        serialized(Story.MASS_DIP);
        heap();
    }

    private static void serialized(Story story) {
        Log log = Log.of(story, DEVICES, EVENTS);
        HeapStore states = HeapStore.hashed();
        HeapStore settling = HeapStore.hashed();
        HeapStore book = HeapStore.hashed();
        Devices devices = new Devices(states, settling, new Hubs(HeapStore.sorted(), book, HeapStore.hashed()));
        log.entries().forEach(devices::event);

        Map<String, LongSummaryStatistics> sizes = new TreeMap<>();
        states.values().forEach(value -> add(sizes, "device state", value.length));
        settling.forEach((key, value) -> {
            if (key[0] >= ' ') {
                waiting(sizes, ByteBuffer.wrap(value));
            }
        });
        book.forEach((key, value) -> add(sizes, kindOf((char) key[2]), value.length));
        System.out.printf(
                "%n%s, %d devices%n%-38s %8s %8s %8s%n",
                story, DEVICES, "bytes, serialized", "entries", "mean", "most");
        sizes.forEach((kind, it) -> System.out.printf(
                Locale.ROOT, "%-38s %8d %8.0f %8d%n", kind, it.getCount(), it.getAverage(), it.getMax()));
    }

    private static void waiting(Map<String, LongSummaryStatistics> sizes, ByteBuffer in) {
        while (in.hasRemaining()) {
            int start = in.position();
            int length = in.getShort(start + WAITING_HEADER) & 0xFFFF;
            in.position(start + WAITING_HEADER + 2 + length);
            add(sizes, "waiting record", in.position() - start);
        }
    }

    private static void add(Map<String, LongSummaryStatistics> sizes, String kind, int bytes) {
        sizes.computeIfAbsent(kind, k -> new LongSummaryStatistics()).accept(bytes);
    }

    private static String kindOf(char kind) {
        return switch (kind) {
            case 'c' -> "hub: device with a periodic verdict";
            case 'r' -> "hub: device with another verdict";
            case 'g' -> "hub: alert group";
            case 'k' -> "hub: series of hub or cohort";
            case 'f' -> "hub: drop of the burst list";
            case 'i' -> "hub: mass incident";
            case 'q' -> "hub: rate of a sampled device";
            case 'n' -> "hub: fleet level or cohort";
            case 'w' -> "hub: feed";
            case 'm' -> "hub: metric";
            case 'h' -> "hub: candidate held in a gap";
            default -> "hub: " + kind;
        };
    }

    private static void heap() {
        List<Log.Entry> entries =
                Log.of(Story.MASS_DIP, HEAP_DEVICES, HEAP_DEVICES).entries();
        entries.forEach(entry -> entry.event().device().text()); // which the log's own keys keep
        HeapStore states = HeapStore.hashed();
        HeapStore settling = HeapStore.hashed();
        long before = used();
        Devices devices = new Devices(states, settling, null);
        entries.forEach(devices::event);
        devices.settleAll();
        long after = used();
        System.out.printf(
                "%nheap of the device stage: %d bytes a device (%d known, %d with waiting records)%n",
                (after - before) / states.size(), states.size(), settling.size());
        if (devices.signals < 0 || entries.isEmpty()) {
            throw new IllegalStateException("kept alive until here");
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
