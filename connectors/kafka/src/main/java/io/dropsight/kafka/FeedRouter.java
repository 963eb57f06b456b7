package io.dropsight.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/**
 * Turns one source's feed into Kafka records: events and metrics, ticks for partitions that would otherwise wait, and
 * dead letters. Partitions are Kafka's own choice for the key; timestamps are left to the time of writing, since the
 * event time is in the value and old timestamps would be taken for expired data.
 *
 * <p>Arrivals must not fall: one that does is raised to the largest so far, and counted. When the feed's arrival is
 * {@code tickStep} or more past what a partition last got, that partition gets one idle tick with the feed's arrival.
 *
 * <p>Does no I/O. One thread routes; the counters may be read from any.
 */
public final class FeedRouter {
    /** Well below a broker's default limit of 1 MiB for a batch; the rest of a larger dead letter is cut off. */
    public static final int MAX_DEAD_LETTER_BYTES = 512 * 1024;

    private static final long NOTHING_YET = Long.MIN_VALUE;

    private final String eventsTopic;
    private final String deadLettersTopic;
    private final String source;
    private final long tickStepMillis;
    private final Consumer<ProducerRecord<byte[], byte[]>> out;
    /** Arrival of the last record or tick of each partition, in epoch milliseconds. */
    private final long[] told;

    private long lastArrival = NOTHING_YET;
    private long lastPosition;
    private long nextTickAt;
    private boolean ended;
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong clamped = new AtomicLong();
    private final AtomicLong ticks = new AtomicLong();

    /**
     * @param partitions number of partitions of the events topic
     * @param source     goes into every {@link Arrival}
     * @param tickStep   positive; a partition lags the feed by at most this much arrival time
     * @param out        takes the records, in order; may add headers
     */
    public FeedRouter(
            String eventsTopic,
            String deadLettersTopic,
            int partitions,
            String source,
            Duration tickStep,
            Consumer<ProducerRecord<byte[], byte[]>> out) {
        if (partitions < 1 || tickStep.toMillis() < 1) {
            throw new IllegalArgumentException("%d partitions, tick step %s: use 1 or more of each, at least 1 ms"
                    .formatted(partitions, tickStep));
        }
        this.eventsTopic = eventsTopic;
        this.deadLettersTopic = deadLettersTopic;
        this.source = source;
        this.tickStepMillis = tickStep.toMillis();
        this.out = out;
        this.told = new long[partitions];
    }

    /** Where a feed was at some time; to go {@link #backTo} when what came after it was not written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Mark(
            long lastArrival,
            long lastPosition,
            long nextTickAt,
            long[] told,
            long deadLetters,
            long clamped,
            long ticks) {}

    public Mark mark() {
        return new Mark(
                lastArrival, lastPosition, nextTickAt, told.clone(), deadLetters.get(), clamped.get(), ticks.get());
    }

    public void backTo(Mark mark) {
        lastArrival = mark.lastArrival();
        lastPosition = mark.lastPosition();
        nextTickAt = mark.nextTickAt();
        System.arraycopy(mark.told(), 0, told, 0, told.length);
        deadLetters.set(mark.deadLetters());
        clamped.set(mark.clamped());
        ticks.set(mark.ticks());
    }

    /** Before the first record: the arrival that an earlier run of the same source has reached. */
    public void resume(Instant arrival, long position) {
        lastArrival = arrival.toEpochMilli();
        lastPosition = position;
        Arrays.fill(told, lastArrival);
        nextTickAt = lastArrival + tickStepMillis;
    }

    /** The largest arrival so far; the epoch before the first. */
    public Instant lastArrival() {
        return lastArrival == NOTHING_YET ? Instant.EPOCH : Instant.ofEpochMilli(lastArrival);
    }

    /** @return whether it was routed as an event; if not, it is a dead letter */
    public boolean event(Instant arrival, long position, DiagnosticEvent event) {
        byte[] key = event.device().text().getBytes(UTF_8);
        return record(key, new FeedMessage.Event(advance(arrival, position), event));
    }

    /** @return whether it was routed as a metric; if not, it is a dead letter */
    public boolean metric(Instant arrival, long position, MetricSample sample) {
        byte[] key = sample.hub().getBytes(UTF_8);
        return record(key, new FeedMessage.Metric(advance(arrival, position), sample));
    }

    public void reject(Rejection rejection) {
        byte[] body = rejection.body();
        boolean cut = body.length > MAX_DEAD_LETTER_BYTES;
        var letter = new ProducerRecord<byte[], byte[]>(
                deadLettersTopic, cut ? Arrays.copyOf(body, MAX_DEAD_LETTER_BYTES) : body);
        Headers headers = letter.headers()
                .add("reason", rejection.reason().getBytes(UTF_8))
                .add("detail", rejection.detail().getBytes(UTF_8))
                .add("origin", rejection.origin().getBytes(UTF_8));
        if (cut) {
            headers.add("cut-from-bytes", Integer.toString(body.length).getBytes(UTF_8));
        }
        out.accept(letter);
        deadLetters.incrementAndGet();
    }

    /** Whether {@link #idle} would send anything. */
    public boolean isIdleDue(Instant reached) {
        return lastArrival == NOTHING_YET || Math.max(lastArrival, reached.toEpochMilli()) >= nextTickAt;
    }

    /** The feed has come to {@code reached} without a record: ticks into every partition that lags by a tick step. */
    public void idle(Instant reached) {
        refuseAfterEnd();
        long at = reached.toEpochMilli();
        if (lastArrival == NOTHING_YET) {
            lastArrival = at;
            Arrays.fill(told, at - tickStepMillis); // so that every partition hears of this source
            nextTickAt = at;
        }
        lastArrival = Math.max(lastArrival, at);
        tickLagging();
    }

    /** The last call of a source that ends: an end tick with the last arrival into every partition. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        byte[] value = FeedCodec.encode(FeedMessage.Tick.end(source, lastArrival(), lastPosition));
        for (int p = 0; p < told.length; p++) {
            tick(p, value);
        }
    }

    public long deadLetters() {
        return deadLetters.get();
    }

    /** Records whose arrival was earlier than that of a record before them. */
    public long clamped() {
        return clamped.get();
    }

    public long ticks() {
        return ticks.get();
    }

    /** The arrival to write: raised to the largest so far, which it then is. */
    private Arrival advance(Instant arrival, long position) {
        refuseAfterEnd();
        long at = arrival.toEpochMilli();
        lastPosition = position;
        if (lastArrival == NOTHING_YET) {
            Arrays.fill(told, at);
            lastArrival = at;
            nextTickAt = at + tickStepMillis;
        } else if (at < lastArrival) {
            clamped.incrementAndGet();
        } else {
            lastArrival = at;
        }
        return new Arrival(source, Instant.ofEpochMilli(lastArrival), position);
    }

    private void refuseAfterEnd() {
        if (ended) {
            throw new IllegalStateException("Source %s has ended: use a new writer".formatted(source));
        }
    }

    private boolean record(byte[] key, FeedMessage message) {
        byte[] value;
        try {
            value = FeedCodec.encode(message);
        } catch (IllegalArgumentException e) { // larger than any message may be: the one thing the codec refuses
            reject(new Rejection(
                    key,
                    "too_large",
                    String.valueOf(e.getMessage()),
                    source + "@" + message.arrival().position()));
            return false;
        }
        int partition = Utils.toPositive(Utils.murmur2(key)) % told.length; // as Kafka's default partitioner
        told[partition] = lastArrival;
        tickLagging();
        out.accept(new ProducerRecord<>(eventsTopic, partition, key, value));
        return true;
    }

    /** The check of each partition is left out while none can be due. */
    private void tickLagging() {
        if (lastArrival < nextTickAt) {
            return;
        }
        byte[] value = {};
        long least = lastArrival;
        for (int p = 0; p < told.length; p++) {
            if (lastArrival - told[p] >= tickStepMillis) {
                if (value.length == 0) {
                    value = FeedCodec.encode(
                            FeedMessage.Tick.idle(source, Instant.ofEpochMilli(lastArrival), lastPosition));
                }
                tick(p, value);
                told[p] = lastArrival;
            }
            least = Math.min(least, told[p]);
        }
        nextTickAt = least + tickStepMillis;
    }

    private void tick(int partition, byte[] value) {
        out.accept(new ProducerRecord<>(eventsTopic, partition, null, value));
        ticks.incrementAndGet();
    }
}
