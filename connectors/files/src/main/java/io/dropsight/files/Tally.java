package io.dropsight.files;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts on the way to a {@link LogSummary}. */
final class Tally {
    static final int MAX_HUBS = 1_000;

    private final Map<String, Long> other = new HashMap<>();
    private final Map<String, Long> unreadable = new HashMap<>();
    private final Map<String, LogSummary.Hub> hubs = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int files;
    private long bytes;
    private long connections;
    private long metrics;
    private long records;

    void file() {
        files++;
    }

    void bytes(long more) {
        bytes += more;
    }

    void connection(String hub, Instant at) {
        connections++;
        hub(hub, at);
    }

    void metric(String hub, Instant at) {
        metrics++;
        hub(hub, at);
    }

    void other(String category) {
        records++;
        other.merge(category, 1L, Long::sum);
    }

    void unreadable(String reason) {
        records++;
        unreadable.merge(reason, 1L, Long::sum);
    }

    void problem(String message) {
        problems.add(message);
    }

    long bytes() {
        return bytes;
    }

    long records() {
        return records;
    }

    /** Connection events and metric samples. */
    long used() {
        return connections + metrics;
    }

    LogSummary summary() {
        return new LogSummary(files, bytes, connections, metrics, other, unreadable, hubs, problems);
    }

    private void hub(String name, Instant at) {
        records++;
        String kept = hubs.size() < MAX_HUBS || hubs.containsKey(name) ? name : LogSummary.OTHER_HUBS;
        LogSummary.Hub hub = hubs.get(kept);
        hubs.put(kept, hub == null ? new LogSummary.Hub(at, at, 1) : hub.plus(at));
    }
}
