package io.dropsight.detect.hub;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.Selection;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often the devices of a hub usually drop: for a fixed sample of at most {@value #SAMPLE} devices, those with the
 * smallest hashes, a count of error drops that decays over 24 hours, which settles at the drops a day. Devices that
 * never dropped have no entry and count as zeros, so a hub of a million costs no more than one of a few thousand.
 *
 * <p>Whatever the order of the devices, the sample ends up the same: the bound below which hashes are in only falls.
 * Part of {@link HubBook}; not thread-safe.
 */
final class FleetRates {
    static final int SAMPLE = 4_096;
    private static final double DECAY_SECONDS = 86_400;
    /** A device that was silent for so long is as good as one that never dropped. */
    private static final long FORGOTTEN_SECONDS = 14L * 24 * 3600;

    /** Rates are not taken from less than this. */
    private static final double LEAST_HEARD_SECONDS = 2 * 3600;

    private static final String BOUND = "bound";
    /** Every hash is at most this. */
    private static final long ALL = Long.MAX_VALUE;

    private final TreeMap<Long, Count> counts = new TreeMap<>();
    private final Set<Long> changed = new HashSet<>();
    private long bound = ALL;
    private boolean boundChanged;
    /** No count was last raised before that. */
    private long oldest = Long.MAX_VALUE;
    /** Event time of the first drop ever heard of; counts have not settled for a day from then on. */
    private long first;

    private record Count(double drops, long at) {
        double at(long time) {
            return drops * Math.exp(-Math.max(0, time - at) / DECAY_SECONDS);
        }
    }

    /** An error drop of a device that nothing else explains. */
    void count(DropFact fact) {
        long hash = hashOf(fact.device().text());
        if (first == 0) {
            first = fact.at();
            boundChanged = true;
        }
        if (hash > bound) {
            return;
        }
        Count before = counts.get(hash);
        long at = before == null ? fact.at() : Math.max(fact.at(), before.at());
        counts.put(hash, new Count((before == null ? 0 : before.at(at)) + 1, at));
        oldest = Math.min(oldest, at);
        changed.add(hash);
        if (counts.size() > SAMPLE) {
            leaveOut(fact.at());
        }
    }

    /** What was counted of a device has found its reason. */
    void forget(String device) {
        long hash = hashOf(device);
        if (counts.remove(hash) != null) {
            changed.add(hash);
        }
    }

    /** First those that have become silent, for they are zeros; then the one with the largest hash. */
    private void leaveOut(long now) {
        if (oldest < now - FORGOTTEN_SECONDS) {
            forgetSilent(now);
        }
        while (counts.size() > SAMPLE) {
            long largest = counts.lastKey();
            counts.remove(largest);
            changed.add(largest);
            bound = largest - 1;
            boundChanged = true;
        }
    }

    private void forgetSilent(long now) {
        oldest = Long.MAX_VALUE;
        for (Iterator<Map.Entry<Long, Count>> all = counts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, Count> entry = all.next();
            if (entry.getValue().at() < now - FORGOTTEN_SECONDS) {
                changed.add(entry.getKey());
                all.remove();
            } else {
                oldest = Math.min(oldest, entry.getValue().at());
            }
        }
    }

    /**
     * A quantile, over all devices of the hub but one, of error drops a day. A device that is itself to be judged is
     * left out: of a few devices it would be the yardstick.
     *
     * @param fleetSize devices of the hub, silent ones too
     * @param quantile  in [0, 1]
     * @param now       event time
     */
    double withoutOne(String device, int fleetSize, double quantile, long now) {
        long own = hashOf(device);
        double[] others = new double[counts.size()];
        int n = 0;
        for (Map.Entry<Long, Count> entry : counts.entrySet()) {
            if (entry.getKey() != own) {
                others[n++] = entry.getValue().at(now);
            }
        }
        double share = bound == ALL ? 1 : (double) bound / ALL;
        long sampled = Math.max(n, Math.round(share * (fleetSize - 1)));
        long index = (long) (quantile * (sampled - 1)) - (sampled - n); // behind the zeros
        if (sampled == 0 || index < 0) {
            return 0;
        }
        // Most devices become known by their first drop: it says nothing of the rate of those to follow.
        double unsettled = Math.exp(-Math.max(LEAST_HEARD_SECONDS, now - first) / DECAY_SECONDS);
        return Math.max(0, Selection.select(others, n, (int) index) - unsettled) / (1 - unsettled);
    }

    /** Non-negative, evenly spread: FNV-1a of the text, mixed. */
    private static long hashOf(String text) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100_0000_01B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        return (hash ^ hash >>> 33) & Long.MAX_VALUE;
    }

    void restore(String name, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        if (name.equals(BOUND)) {
            bound = in.getLong();
            first = in.getLong();
        } else {
            Count it = new Count(in.getDouble(), Integer.toUnsignedLong(in.getInt()));
            counts.put(Long.parseLong(name, 16), it);
            oldest = Math.min(oldest, it.at());
        }
    }

    void save(Shelf shelf) {
        for (Long hash : changed) {
            shelf.keep(Shelf.RATE, Long.toString(hash, 16), bytes(counts.get(hash)));
        }
        changed.clear();
        if (boundChanged) {
            shelf.keep(
                    Shelf.RATE,
                    BOUND,
                    ByteBuffer.allocate(16).putLong(bound).putLong(first).array());
            boundChanged = false;
        }
    }

    private static byte @Nullable [] bytes(@Nullable Count it) {
        return it == null
                ? null
                : ByteBuffer.allocate(12)
                        .putDouble(it.drops())
                        .putInt((int) it.at())
                        .array();
    }
}
