package io.dropsight.eventhubs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Who reads which partition of one hub and group, as far as anybody knows: compare-and-set on each partition's entry.
 * A hint that balances load; that nothing is lost or doubled does not rest on it, but on fencing.
 */
interface Claims {
    /**
     * @param owner empty when the partition was given back
     * @param etag  names this version of the entry
     */
    record Claim(int partition, String owner, String etag, Instant modifiedAt) {}

    /** All entries. Bounded by the time limit. */
    List<Claim> list(Duration within) throws TimeoutException;

    /**
     * Replaces entries whose version is the expected one; the others are left out of the answer.
     *
     * @param expected the version of each partition's entry that is to be replaced; empty for one that has none
     */
    List<Claim> claim(String owner, Map<Integer, Optional<String>> expected, Duration within) throws TimeoutException;
}
