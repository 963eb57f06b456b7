package io.dropsight.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay has read.
 *
 * @param read       records of any kind, readable or not
 * @param unreadable records that are none, by reason
 * @param refused    connection records that came too late or with impossible times, by reason
 * @param problems   files and folders that could not be read, in words
 */
record Seen(
        long read,
        long connections,
        long metrics,
        long other,
        Map<String, Long> unreadable,
        long duplicates,
        Map<String, Long> refused,
        List<Hub> hubs,
        List<String> problems) {

    /**
     * @param records     connection records and metric samples
     * @param connections connection records alone
     * @param devices     distinct identities (devices and modules)
     */
    record Hub(String name, long records, long connections, long devices, Instant from, Instant to) {}

    @Nullable
    Instant from() {
        return hubs.stream().map(Hub::from).min(Instant::compareTo).orElse(null);
    }

    @Nullable
    Instant to() {
        return hubs.stream().map(Hub::to).max(Instant::compareTo).orElse(null);
    }

    long analysed() {
        return connections + metrics;
    }
}
