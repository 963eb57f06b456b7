package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.intake.OwnershipLog.Claim;
import io.dropsight.intake.OwnershipLog.Ownership;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the claims of a log come to. All instances read the same records and hold the same of them:
 *
 * <ol>
 *   <li>A claim is valid if the etag it expects is that of the last valid claim of its item.
 *   <li>A claim not renewed for half an hour of the log's time is forgotten, and the next one is valid whatever it
 *       expects. The log is kept for an hour, so an instance that starts late forgets the same.
 *   <li>Where the log's beginning was deleted, the first claim left of an item may be one that was lost. Lost ones expect
 *       older etags than the valid one did: so in the first half hour of such a log a later claim that expects a newer
 *       one from before its beginning takes precedence.
 * </ol>
 */
final class Claims {
    static final Duration FORGET_AFTER = Duration.ofMinutes(30);
    private static final long NO_ETAG = -1;

    private final boolean beginningDeleted;
    private final Map<String, Entry> entries = new HashMap<>();
    private long firstOffset = NO_ETAG;
    private Instant firstAt = Instant.EPOCH;
    private Instant lastAt = Instant.EPOCH;

    Claims(boolean beginningDeleted) {
        this.beginningDeleted = beginningDeleted;
    }

    /** @param guessedBy what the claim expected, where it was the first one left; else {@link Long#MAX_VALUE} */
    private record Entry(long etag, String owner, Instant at, long guessedBy) {}

    static String value(Claim claim) {
        return claim.expectedEtag() + "|" + claim.owner();
    }

    void apply(ConsumerRecord<byte[], byte[]> record) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        if (firstOffset == NO_ETAG) {
            firstOffset = record.offset();
            firstAt = at;
        }
        lastAt = at;
        if (record.key() == null || record.value() == null) {
            return; // none of ours
        }
        String value = new String(record.value(), UTF_8);
        int bar = value.indexOf('|');
        long expected = etag(bar < 0 ? "?" : value.substring(0, bar));
        if (expected < NO_ETAG) {
            return;
        }
        String item = new String(record.key(), UTF_8);
        Entry entry = entries.get(item);
        boolean guess = beginningDeleted && at.isBefore(firstAt.plus(FORGET_AFTER));
        if (entry != null && !isForgotten(entry, at)) {
            guess &= expected > entry.guessedBy() && expected < firstOffset;
            if (entry.etag() != expected && !guess) {
                return;
            }
        }
        String owner = value.substring(bar + 1);
        entries.put(item, new Entry(record.offset(), owner, at, guess ? expected : Long.MAX_VALUE));
    }

    List<Ownership> present(String prefix) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && !isForgotten(entry.getValue(), lastAt))
                .map(entry -> ownership(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The ownership, if the claim at this offset is the one by which the item is owned. */
    Optional<Ownership> wonBy(String item, long offset) {
        Entry entry = entries.get(item);
        return entry == null || entry.etag() != offset ? Optional.empty() : Optional.of(ownership(item, entry));
    }

    private static boolean isForgotten(Entry entry, Instant at) {
        return at.isAfter(entry.at().plus(FORGET_AFTER));
    }

    private static Ownership ownership(String item, Entry entry) {
        return new Ownership(item, entry.owner(), Long.toString(entry.etag()), entry.at());
    }

    /** Less than {@link #NO_ETAG} if it is none. */
    private static long etag(String text) {
        if (text.isEmpty()) {
            return NO_ETAG;
        }
        try {
            long etag = Long.parseLong(text);
            return etag < 0 ? Long.MIN_VALUE : etag;
        } catch (NumberFormatException e) {
            return Long.MIN_VALUE;
        }
    }
}
