package io.dropsight.eventhubs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what goes wrong by kind, keeps the last of it in words, and logs each kind at most once in a while: a broken
 * link fails in every partition, many times a minute. Thread-safe.
 */
final class HubErrors {
    private static final Logger LOG = LoggerFactory.getLogger(HubErrors.class);

    /** @param text what, where, what to do; holds no secret and no payload */
    record Last(HubErrorKind kind, String text, Instant at) {}

    private final Map<HubErrorKind, AtomicLong> counts = new EnumMap<>(HubErrorKind.class);
    private final Map<HubErrorKind, Instant> loggedAt = new EnumMap<>(HubErrorKind.class);
    private final Map<HubErrorKind, Integer> unlogged = new EnumMap<>(HubErrorKind.class);
    private final HubAddress address;
    private final Clock clock;
    private final Duration quiet;

    private final Map<HubErrorKind, Last> lastOf = new EnumMap<>(HubErrorKind.class);

    private @Nullable Last last;

    /** @param quiet least time between two lines of one kind */
    HubErrors(HubAddress address, Clock clock, Duration quiet) {
        this.address = address;
        this.clock = clock;
        this.quiet = quiet;
        for (HubErrorKind kind : HubErrorKind.values()) {
            counts.put(kind, new AtomicLong());
        }
    }

    /** @return what was recorded, in words */
    String record(String where, Throwable error) {
        return record(HubErrorKind.of(error), where, error);
    }

    synchronized String record(HubErrorKind kind, String where, Throwable error) {
        counter(kind).incrementAndGet();
        String text = "%s: %s".formatted(where, text(kind, error));
        Instant now = clock.instant();
        last = new Last(kind, text, now);
        lastOf.put(kind, last);
        Instant before = loggedAt.get(kind);
        if (before != null && Duration.between(before, now).compareTo(quiet) < 0) {
            unlogged.merge(kind, 1, Integer::sum);
        } else {
            loggedAt.put(kind, now);
            Integer more = unlogged.remove(kind);
            LOG.warn(
                    "Event Hubs {}: {}{}",
                    address,
                    text,
                    more == null ? "" : " (and " + more + " more like it before)");
            LOG.debug("Event Hubs {}", address, error);
        }
        return text;
    }

    long count(HubErrorKind kind) {
        return counter(kind).get();
    }

    private AtomicLong counter(HubErrorKind kind) {
        AtomicLong count = counts.get(kind);
        if (count == null) {
            throw new IllegalStateException("No counter of " + kind);
        }
        return count;
    }

    /** The last one of any kind, if it is not older than this. */
    synchronized Optional<Last> last(Duration notOlder) {
        return recent(last, notOlder);
    }

    synchronized Optional<Last> last(HubErrorKind kind, Duration notOlder) {
        return recent(lastOf.get(kind), notOlder);
    }

    private Optional<Last> recent(@Nullable Last one, Duration notOlder) {
        return Optional.ofNullable(one)
                .filter(given -> Duration.between(given.at(), clock.instant()).compareTo(notOlder) <= 0);
    }

    private String text(HubErrorKind kind, Throwable error) {
        return switch (kind) {
            case UNAUTHORIZED ->
                "the credentials are refused: check that the key has the Listen right and is not rotated, or give the"
                        + " identity the role Azure Event Hubs Data Receiver (docs/connectors.md#rights)";
            case NOT_FOUND ->
                "namespace, hub or consumer group is not there: check the names, and make the consumer group"
                        + " (docs/connectors.md#event-hub)";
            case UNREACHABLE ->
                "no answer: check network, firewall and port 5671, or use web sockets (443); " + said(error);
            case SERVER_BUSY -> "Azure is throttling: give the namespace more throughput units";
            case REFUSED ->
                "Azure refuses the position or the partition: was the event hub made anew, or its namespace failed over?"
                        + " The reader is started again, and compares its position with the hub; " + said(error);
            case STOLEN -> "another reader of the consumer group took over";
            case DETACHED -> "Azure closed the link, as it does at updates; it is opened anew";
            case KAFKA -> "Kafka did not take it: " + said(error);
            case FENCED -> "a newer owner of the partition writes; this one stops";
            case POLICY -> said(error);
            case OTHER -> said(error);
        };
    }

    /** Kind and first line: messages of Azure's client go on with links and contexts. */
    private static String said(Throwable error) {
        Throwable root = error;
        for (int depth = 0; depth < 16 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        int end = message.indexOf('\n');
        String first = end < 0 ? message : message.substring(0, end);
        return root.getClass().getSimpleName() + ": " + (first.length() > 300 ? first.substring(0, 300) : first);
    }
}
