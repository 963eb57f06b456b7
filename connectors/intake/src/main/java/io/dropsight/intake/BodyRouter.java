package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.azure.AzureLogDecoder;
import io.dropsight.azure.Decoded;
import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.IntakeMetrics.Outcome;
import io.dropsight.kafka.FeedRouter;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Decodes the bodies of one source partition and routes their records, and can go back to where it was last kept. Does
 * no I/O. Not thread-safe.
 */
final class BodyRouter {
    /** More of one body are counted, and the body is kept as one more dead letter: garbage may have a line a byte. */
    static final int MOST_DEAD_LETTERS = 1_000;

    static final String SOURCE_PARTITION = "source-partition";
    static final String SOURCE_POSITION = "source-position";
    static final String RECORD_INDEX = "record-index";

    private static final Map<String, UnreadableReason> REASONS = Stream.of(UnreadableReason.values())
            .collect(Collectors.toUnmodifiableMap(UnreadableReason::label, Function.identity()));

    private final SourcePartition partition;
    private final boolean withOrigin;
    private final Consumer<ProducerRecord<byte[], byte[]>> send;
    private final AzureLogDecoder decoder;
    private final FeedRouter feed;
    private final byte[] source;
    private final Tally tally = new Tally();
    private FeedRouter.Mark kept;

    /** Of the present body. */
    private final List<Numbered> events = new ArrayList<>();

    private byte[] position = {};
    private int index;
    private int deadLetters;

    private record Numbered(int index, DiagnosticEvent event) {}

    /** @param withOrigin whether events and metrics get the headers by which they can be told apart from doubles */
    BodyRouter(
            SourcePartition partition,
            DeliverySettings settings,
            boolean withOrigin,
            Consumer<ProducerRecord<byte[], byte[]>> send) {
        this.partition = partition;
        this.withOrigin = withOrigin;
        this.send = send;
        this.decoder = new AzureLogDecoder(settings.defaultHub());
        this.source = partition.text().getBytes(UTF_8);
        this.feed = new FeedRouter(
                settings.eventsTopic(),
                settings.deadLettersTopic(),
                settings.eventPartitions(),
                partition.text(),
                settings.tickStep(),
                this::stamp);
        this.kept = feed.mark();
    }

    /** Where an earlier run has stopped. */
    void resume(Optional<Committed> committed) {
        committed
                .filter(at -> at.arrival().isAfter(Instant.EPOCH))
                .ifPresent(at -> feed.resume(at.arrival(), Math.max(0, at.position())));
        kept = feed.mark();
    }

    /**
     * Events of one body arrived together: they go out in the order of their event time, as a replay of the log takes
     * them, not in that of the body.
     */
    void route(Payload payload) {
        events.clear();
        position = Long.toString(payload.position()).getBytes(UTF_8);
        index = 0;
        deadLetters = 0;
        decoder.decode(payload.body(), 0, payload.body().length, decoded -> {
            take(payload, decoded);
            index++;
        });
        int records = index;
        events.sort(Comparator.comparing(Numbered::event, DiagnosticEvent.ARRIVED_TOGETHER));
        for (Numbered it : events) {
            index = it.index();
            count(feed.event(payload.enqueuedAt(), payload.position(), it.event()), Outcome.EVENT);
        }
        index = records;
        if (deadLetters > MOST_DEAD_LETTERS) {
            String detail = "%d dead letters of one body: the first %d are kept as such, and here the body as it came"
                    .formatted(deadLetters, MOST_DEAD_LETTERS);
            reject(payload, payload.body(), UnreadableReason.NOT_JSON.label(), detail);
        }
        if (index == 0) {
            tally.add(Count.EMPTY_PAYLOADS, 1);
            tally.add(UnreadableReason.EMPTY);
            reject(payload, payload.body(), UnreadableReason.EMPTY.label(), "at byte 0: no record in it");
        }
        tally.add(Count.PAYLOADS, 1);
        tally.add(Count.BYTES, payload.body().length);
    }

    boolean isIdleDue(Instant reached) {
        return feed.isIdleDue(reached);
    }

    void idle(Instant reached) {
        feed.idle(reached);
    }

    Instant lastArrival() {
        return feed.lastArrival();
    }

    /** Records routed since the last {@link #keep} or {@link #goBack}. */
    long records() {
        return tally.records();
    }

    /** What was routed is delivered: counts it, and goes back to here from now on. */
    void keep(IntakeMetrics metrics) {
        FeedRouter.Mark now = feed.mark();
        tally.add(Count.TICKS, now.ticks() - kept.ticks());
        tally.add(Count.CLAMPED, now.clamped() - kept.clamped());
        tally.publish(metrics, partition);
        kept = now;
    }

    /** What was routed is not delivered. */
    void goBack() {
        feed.backTo(kept);
        tally.clear();
    }

    private void take(Payload payload, Decoded decoded) {
        if (decoded instanceof Decoded.Event event) {
            events.add(new Numbered(index, event.event()));
        } else if (decoded instanceof Decoded.Metric metric) {
            count(feed.metric(payload.enqueuedAt(), payload.position(), metric.sample()), Outcome.METRIC);
        } else if (decoded instanceof Decoded.Ignorable) {
            tally.add(Outcome.IGNORED);
        } else if (decoded instanceof Decoded.Unreadable bad) {
            tally.add(REASONS.getOrDefault(bad.reason(), UnreadableReason.UNKNOWN_RECORD));
            deadLetters++;
            if (deadLetters <= MOST_DEAD_LETTERS) {
                reject(payload, bad.body(), bad.reason(), "at byte %d: %s".formatted(bad.offset(), bad.detail()));
            }
        }
    }

    private void count(boolean routed, Outcome outcome) {
        if (routed) {
            tally.add(outcome);
        } else {
            tally.add(UnreadableReason.TOO_LARGE);
        }
    }

    private void reject(Payload payload, byte[] body, String reason, String detail) {
        feed.reject(new Rejection(body, reason, detail, partition.text() + "@" + payload.position()));
    }

    /** Dead letters have an origin in any case; of ticks there are no doubles to speak of. */
    private void stamp(ProducerRecord<byte[], byte[]> record) {
        boolean deadLetter = record.headers().lastHeader("reason") != null;
        if (deadLetter || withOrigin && record.key() != null) {
            record.headers()
                    .add(SOURCE_PARTITION, source)
                    .add(SOURCE_POSITION, position)
                    .add(RECORD_INDEX, Integer.toString(index).getBytes(UTF_8));
        }
        send.accept(record);
    }
}
