package io.dropsight.testkit.eventhubs;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.qpid.proton.amqp.Symbol;
import org.jspecify.annotations.Nullable;

/** An event hub: its partitions, and how events without one are spread. */
final class Hub {
    /** The hubs of the namespace, by name; upper and lower case are the same. */
    static final class Registry {
        private final Map<String, Hub> hubs = new TreeMap<>();

        void put(Hub hub) {
            hubs.put(hub.name.toLowerCase(Locale.ROOT), hub);
        }

        @Nullable
        Hub find(String name) {
            return hubs.get(name.toLowerCase(Locale.ROOT));
        }

        /** @throws IllegalArgumentException if there is none */
        Hub get(String name) {
            Hub hub = find(name);
            if (hub == null) {
                throw new IllegalArgumentException(
                        "No hub '" + name + "': create it first; there are " + hubs.keySet());
            }
            return hub;
        }
    }

    private final String name;
    private final Instant createdAt;
    private final List<PartitionLog> partitions;
    private int turn;

    Hub(String name, int partitions, OffsetStyle offsets, Instant createdAt) {
        if (partitions < 1) {
            throw new IllegalArgumentException("Hub '" + name + "' with " + partitions + " partitions: use 1 or more");
        }
        this.name = name;
        this.createdAt = createdAt;
        this.partitions = Stream.generate(() -> new PartitionLog(offsets))
                .limit(partitions)
                .toList();
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }

    int partitionCount() {
        return partitions.size();
    }

    /** @throws IllegalArgumentException if there is no such partition */
    PartitionLog partition(int index) {
        if (index < 0 || index >= partitions.size()) {
            throw new IllegalArgumentException(
                    "No partition " + index + " in hub '" + name + "': it has 0 to " + (partitions.size() - 1));
        }
        return partitions.get(index);
    }

    /** Where an event with this partition key goes; one without key goes to each in turn. */
    int partitionOf(@Nullable String key) {
        if (key != null) {
            return Math.floorMod(key.hashCode(), partitions.size());
        }
        turn = (turn + 1) % partitions.size();
        return turn;
    }

    /** Adds an event now, by the clock; if that has gone back, at the time of the last event. */
    void append(int partition, Map<Symbol, Object> annotations, byte[] sections, Clock clock) {
        PartitionLog log = partition(partition);
        Instant now = clock.instant();
        log.append(now.isBefore(log.lastEnqueuedAt()) ? log.lastEnqueuedAt() : now, annotations, sections);
    }
}
