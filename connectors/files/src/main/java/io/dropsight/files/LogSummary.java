package io.dropsight.files;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was read.
 *
 * @param files       that were opened
 * @param bytes       on disk, packed where they are
 * @param connections connection events delivered
 * @param metrics     metric samples delivered
 * @param other       sound records that are not used, by category
 * @param unreadable  dead letters, by reason
 * @param hubs        by name; what goes beyond 1,000 hubs is under {@link #OTHER_HUBS}
 * @param problems    messages about files that could not be read, or not to their end
 */
public record LogSummary(
        int files,
        long bytes,
        long connections,
        long metrics,
        Map<String, Long> other,
        Map<String, Long> unreadable,
        Map<String, Hub> hubs,
        List<String> problems) {
    /** No hub has this name: a name holds no blank. */
    public static final String OTHER_HUBS = "other hubs";

    public LogSummary {
        other = Collections.unmodifiableMap(new TreeMap<>(other));
        unreadable = Collections.unmodifiableMap(new TreeMap<>(unreadable));
        hubs = Collections.unmodifiableMap(new TreeMap<>(hubs));
        problems = List.copyOf(problems);
    }

    /** Records of every kind; each is counted once below. */
    public long read() {
        return connections + metrics + sum(other) + sum(unreadable);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * @param first   earliest event time
     * @param last    latest event time
     * @param records connection events and metric samples
     */
    public record Hub(Instant first, Instant last, long records) {
        Hub plus(Instant at) {
            return new Hub(at.isBefore(first) ? at : first, at.isAfter(last) ? at : last, records + 1);
        }
    }
}
