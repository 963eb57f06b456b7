package io.dropsight.eventhubs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides when a source is stuck: events wait in a partition, nobody delivers, and nothing has moved for a time. Azure's
 * client cannot see every dead link, and a wedged one stays wedged; only a new client, or a new process, helps.
 *
 * <p>Pure: it is told readings and times, and keeps no thread. One thread calls it.
 */
final class Watchdog {
    enum Verdict {
        FINE,
        /** Stop the client and make a new one. */
        REBUILD,
        /** Rebuilding did not help: end the process. */
        GIVE_UP
    }

    /**
     * What is known of a partition at one moment.
     *
     * @param delivered  sequence number up to which it is in Kafka; {@link #NOBODY} where no reader is
     * @param waiting    whether the hub holds newer events
     * @param delivering whether a batch is on its way to Kafka right now: slow Kafka is no dead link
     */
    record Reading(long delivered, boolean waiting, boolean delivering) {}

    /** A partition without a reader: how far it is, is not known. */
    static final long NOBODY = Long.MIN_VALUE;

    private final Duration stalledAfter;
    private final int maxRebuilds;
    private final Map<Integer, Long> delivered = new HashMap<>();
    /** Since when a partition ought to move and does not. */
    private final Map<Integer, Instant> still = new HashMap<>();

    private int rebuilds;

    Watchdog(Duration stalledAfter, int maxRebuilds) {
        this.stalledAfter = stalledAfter;
        this.maxRebuilds = maxRebuilds;
    }

    void observe(int partition, Reading reading, Instant now) {
        boolean isRead = reading.delivered() != NOBODY;
        Long before = isRead ? delivered.put(partition, reading.delivered()) : null; // opening a reader moves nothing
        boolean moved = before != null && reading.delivered() > before;
        if (moved || reading.delivering() || !reading.waiting()) {
            if (still.remove(partition) != null && moved && still.isEmpty()) {
                rebuilds = 0;
            }
        } else {
            still.putIfAbsent(partition, now);
        }
    }

    /** The partition is another instance's, or nothing is known of it: nothing can be said. */
    void forget(int partition) {
        delivered.remove(partition);
        still.remove(partition);
    }

    Set<Integer> stalled(Instant now) {
        Set<Integer> stalled = new TreeSet<>();
        still.forEach((partition, since) -> {
            if (Duration.between(since, now).compareTo(stalledAfter) >= 0) {
                stalled.add(partition);
            }
        });
        return stalled;
    }

    /** Each REBUILD is taken for done: the clocks of all partitions start anew. */
    Verdict decide(Instant now) {
        if (stalled(now).isEmpty()) {
            return Verdict.FINE;
        }
        if (rebuilds >= maxRebuilds) {
            return Verdict.GIVE_UP;
        }
        rebuilds++;
        still.replaceAll((partition, since) -> now);
        return Verdict.REBUILD;
    }
}
