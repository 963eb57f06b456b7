package io.dropsight.detect.hub;

import io.dropsight.detect.Census;
import io.dropsight.detect.Cohort;
import io.dropsight.detect.EventTime;
import io.dropsight.model.Alert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many devices a hub has, how many are connected, and what they share, as the partitions of the device stage tell;
 * and the fleet's size by the hub's own metric. Part of {@link HubBook}; not thread-safe.
 */
final class FleetBook {
    /** Cohorts kept; of more those with the fewest devices are left out. */
    static final int MOST_COHORTS = 4_096;
    /** A size by metric sinks by so much a minute: devices leave slowly. */
    private static final double SINKING = 0.9995;

    private static final String SIZE = "size";
    /** Connected devices of the last hours, so that it can be said how many there were before something. */
    private static final long LEVELS_KEPT_SECONDS = 3 * 3600;
    /** A census tells what has settled: what was so long before. */
    private static final long SETTLED_SECONDS = 600;

    private static final String LEVEL = "t";

    private final TreeMap<Integer, int[]> levels = new TreeMap<>();
    private final Map<Cohort, Group> cohorts = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final List<Group> changedGroups = new ArrayList<>();
    private int known;
    private int connected;
    private double metricSize;
    private long metricAt;
    /** Of this process: nothing but figures follows from it. */
    private OptionalDouble latestMetric = OptionalDouble.empty();

    private int leftOut;
    private final TreeMap<Long, Level> levelsBy = new TreeMap<>();

    private record Level(int known, int connected) {}

    private static final class Group {
        /** Of its entry. */
        final String key;
        /** The text that it is known by. */
        String name = "";

        boolean isToBeSaved;
        boolean isLeftOut;
        final TreeMap<Integer, Integer> devices = new TreeMap<>();
        int total;

        Group(Cohort cohort) {
            key = "c" + cohort.kind().wire() + "/" + cohort.id();
        }
    }

    void hear(Census census) {
        int[] level = levels.computeIfAbsent(census.partition(), p -> new int[2]);
        known += census.known() - level[0];
        connected += census.connected() - level[1];
        level[0] = census.known();
        level[1] = census.connected();
        changed.add("p" + census.partition());
        for (Census.Count count : census.cohorts()) {
            Group group = cohorts.get(count.cohort());
            if (group == null) {
                if (count.devices() == 0 && count.name().isEmpty()) {
                    continue;
                }
                group = new Group(count.cohort());
                cohorts.put(count.cohort(), group);
            }
            group.name = count.name().isEmpty() ? group.name : count.name();
            Integer before = count.devices() == 0
                    ? group.devices.remove(census.partition())
                    : group.devices.put(census.partition(), count.devices());
            group.total += count.devices() - (before == null ? 0 : before);
            changed(group);
        }
        if (cohorts.size() > MOST_COHORTS) {
            leaveOutSmallest();
        }
        long now = EventTime.ofMillis(census.stamp());
        levelsBy.put(now, new Level(known, connected));
        changed.add(LEVEL + now);
        while (levelsBy.firstKey() < now - LEVELS_KEPT_SECONDS) {
            changed.add(LEVEL + levelsBy.pollFirstEntry().getKey());
        }
    }

    private void leaveOutSmallest() {
        List<Cohort> bySize = new ArrayList<>(cohorts.keySet());
        bySize.sort(Comparator.comparingInt(this::devices).thenComparing(Comparator.naturalOrder()));
        for (Cohort cohort : bySize.subList(0, cohorts.size() - MOST_COHORTS)) {
            Group group = cohorts.remove(cohort);
            if (group != null) {
                group.isLeftOut = true;
                changed(group);
            }
            leftOut++;
        }
    }

    /** The hub's own count of connected devices: the fleet is what it was at most, of late. */
    void metric(long at, double value) {
        if (metricAt != 0 && at > metricAt) {
            metricSize *= Math.pow(SINKING, Math.min(1e6, (at - metricAt) / 60.0));
        }
        metricSize = Math.max(metricSize, value);
        if (at >= metricAt) {
            latestMetric = OptionalDouble.of(value);
        }
        metricAt = Math.max(metricAt, at);
        changed.add(SIZE);
    }

    /** Devices that the log has shown in two weeks. */
    int known() {
        return known;
    }

    /** Of the known ones connected, as far as the log has settled. */
    int connected() {
        return connected;
    }

    /** The latest point of the hub's own count, since the start of the process. */
    OptionalDouble latestMetric() {
        return latestMetric;
    }

    /** Known devices that are not connected now. */
    int away() {
        return known - connected;
    }

    /** Connected devices at an event time, as far as the log has settled. */
    int connectedAt(long second) {
        return levelAt(second).connected();
    }

    /** Devices that were known and not connected then. */
    int awayAt(long second) {
        Level level = levelAt(second);
        return level.known() - level.connected();
    }

    private Level levelAt(long second) {
        Map.Entry<Long, Level> level = levelsBy.floorEntry(second + SETTLED_SECONDS);
        return level == null ? new Level(known, connected) : level.getValue();
    }

    /** Devices of the hub: by its metric where there is one, and never less than the log has shown. */
    int size() {
        return Math.max(known, (int) Math.round(metricSize));
    }

    /** Null while nothing is known. */
    Alert.@Nullable FleetSize told() {
        int size = size();
        return size == 0 ? null : new Alert.FleetSize(size, metricSize >= known);
    }

    /** Known devices of a cohort. */
    int devices(Cohort cohort) {
        Group group = cohorts.get(cohort);
        return group == null ? 0 : group.total;
    }

    /** Devices of a cohort if the whole fleet is as the known ones are. */
    double expected(Cohort cohort) {
        return known == 0 ? 0 : (double) size() * devices(cohort) / known;
    }

    /** As alerts write it; null for a cohort whose text was never told. */
    Alert.@Nullable Cohort told(Cohort cohort) {
        String value = cohort.value();
        if (value == null) {
            Group group = cohorts.get(cohort);
            value = group == null || group.name.isEmpty() ? null : group.name;
        }
        return value == null ? null : new Alert.Cohort(cohort.kind().key(), value);
    }

    int leftOut() {
        return leftOut;
    }

    private void changed(Group group) {
        if (!group.isToBeSaved) {
            group.isToBeSaved = true;
            changedGroups.add(group);
        }
    }

    void restore(String name, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        if (name.equals(SIZE)) {
            metricSize = in.getDouble();
            metricAt = in.getLong();
        } else if (name.startsWith(LEVEL)) {
            levelsBy.put(Long.parseLong(name.substring(1)), new Level(in.getInt(), in.getInt()));
        } else if (name.startsWith("p")) {
            int[] level = {in.getInt(), in.getInt()};
            levels.put(Integer.parseInt(name.substring(1)), level);
            known += level[0];
            connected += level[1];
        } else {
            int slash = name.indexOf('/');
            Cohort cohort = new Cohort(
                    Cohort.Kind.ofWire(Integer.parseInt(name.substring(1, slash))),
                    Integer.parseInt(name.substring(slash + 1)));
            Group group = new Group(cohort);
            byte[] text = new byte[in.get() & 0xFF];
            in.get(text);
            group.name = new String(text, StandardCharsets.UTF_8);
            while (in.hasRemaining()) {
                int partition = in.getShort();
                int devices = in.getInt();
                group.devices.put(partition, devices);
                group.total += devices;
            }
            cohorts.put(cohort, group);
        }
    }

    void save(Shelf shelf) {
        for (String name : changed) {
            shelf.keep(Shelf.FLEET, name, bytes(name));
        }
        changed.clear();
        for (Group group : changedGroups) { // one that was left out and came back comes twice, in this order
            shelf.keep(Shelf.FLEET, group.key, bytes(group));
            group.isToBeSaved = false;
        }
        changedGroups.clear();
    }

    private static byte @Nullable [] bytes(Group group) {
        if (group.isLeftOut || group.devices.isEmpty() && group.name.isEmpty()) {
            return null;
        }
        byte[] text = group.name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(1 + text.length + 6 * group.devices.size());
        out.put((byte) text.length).put(text);
        group.devices.forEach(
                (partition, devices) -> out.putShort(partition.shortValue()).putInt(devices));
        return out.array();
    }

    private byte @Nullable [] bytes(String name) {
        if (name.equals(SIZE)) {
            return ByteBuffer.allocate(16)
                    .putDouble(metricSize)
                    .putLong(metricAt)
                    .array();
        }
        if (name.startsWith(LEVEL)) {
            Level level = levelsBy.get(Long.parseLong(name.substring(1)));
            return level == null
                    ? null
                    : ByteBuffer.allocate(8)
                            .putInt(level.known())
                            .putInt(level.connected())
                            .array();
        }
        int[] level = levels.getOrDefault(Integer.parseInt(name.substring(1)), new int[2]);
        return ByteBuffer.allocate(8).putInt(level[0]).putInt(level[1]).array();
    }
}
