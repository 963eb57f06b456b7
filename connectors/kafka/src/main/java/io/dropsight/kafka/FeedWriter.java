package io.dropsight.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Writes one source's feed to Kafka: events and metrics, ticks for partitions that would otherwise wait, and dead
 * letters. Partitions are Kafka's own choice for the key; record timestamps are the time of writing, since the event
 * time is in the value and old timestamps would be taken for expired data.
 *
 * <p>Arrivals must not fall: one that does is raised to the largest so far, and counted. When the feed's arrival is
 * {@code tickStep} or more past what a partition last got, that partition gets one idle tick with the feed's arrival.
 * {@link #end()} tells every partition that nothing comes any more.
 *
 * <p>A send that failed is thrown by the next call, at the latest by {@link #flush()}, {@link #end()} or
 * {@link #close()}. One thread writes; the counters may be read from any.
 */
public final class FeedWriter implements FeedSink, AutoCloseable {
    /** Well below a broker's default limit of 1 MiB for a batch; the rest of a larger dead letter is cut off. */
    static final int MAX_DEAD_LETTER_BYTES = 512 * 1024;

    private static final long NOTHING_YET = Long.MIN_VALUE;

    private final Producer<byte[], byte[]> producer;
    private final String eventsTopic;
    private final String deadLettersTopic;
    private final String source;
    private final long tickStepMillis;
    /** Arrival of the last record or tick of each partition, in epoch milliseconds. */
    private final long[] told;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long lastArrival = NOTHING_YET;
    private long lastPosition;
    private long nextTickAt;
    private boolean ended;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong metrics = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong clamped = new AtomicLong();

    /**
     * @param producerConfig {@code bootstrap.servers} and whatever else the connection needs; tuning may be overridden,
     *                       delivery (acks, idempotence) may not
     * @param partitions     number of partitions of the events topic
     * @param source         goes into every {@link Arrival}
     * @param tickStep       positive; a partition lags the feed by at most this much arrival time
     */
    public FeedWriter(
            Map<String, Object> producerConfig,
            String eventsTopic,
            String deadLettersTopic,
            int partitions,
            String source,
            Duration tickStep) {
        this(
                producer(producerConfig, eventsTopic, partitions),
                eventsTopic,
                deadLettersTopic,
                partitions,
                source,
                tickStep);
    }

    FeedWriter(
            Producer<byte[], byte[]> producer,
            String eventsTopic,
            String deadLettersTopic,
            int partitions,
            String source,
            Duration tickStep) {
        if (partitions < 1 || tickStep.toMillis() < 1) {
            throw new IllegalArgumentException("%d partitions, tick step %s: use 1 or more of each, at least 1 ms"
                    .formatted(partitions, tickStep));
        }
        this.producer = producer;
        this.eventsTopic = eventsTopic;
        this.deadLettersTopic = deadLettersTopic;
        this.source = source;
        this.tickStepMillis = tickStep.toMillis();
        this.told = new long[partitions];
    }

    @Override
    public void event(Instant arrival, long position, DiagnosticEvent event) {
        byte[] key = event.device().text().getBytes(UTF_8);
        if (record(key, new FeedMessage.Event(advance(arrival, position), event))) {
            events.incrementAndGet();
        }
    }

    @Override
    public void metric(Instant arrival, long position, MetricSample sample) {
        byte[] key = sample.hub().getBytes(UTF_8);
        if (record(key, new FeedMessage.Metric(advance(arrival, position), sample))) {
            metrics.incrementAndGet();
        }
    }

    @Override
    public void reject(Rejection rejection) {
        throwFailure();
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
        send(letter);
        deadLetters.incrementAndGet();
    }

    /** The last call of a source that ends: an end tick with the last arrival into every partition, then a flush. */
    public void end() {
        if (!ended) {
            ended = true;
            Instant last = lastArrival == NOTHING_YET ? Instant.EPOCH : Instant.ofEpochMilli(lastArrival);
            byte[] value = FeedCodec.encode(FeedMessage.Tick.end(source, last, lastPosition));
            for (int p = 0; p < told.length; p++) {
                send(new ProducerRecord<>(eventsTopic, p, null, value));
            }
        }
        flush();
    }

    /** Returns when all that was written is acknowledged; throws if any of it was not. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    /** Sends what is waiting and closes the producer; writes no end ticks. */
    @Override
    public void close() {
        producer.close();
        throwFailure();
    }

    public long events() {
        return events.get();
    }

    public long metrics() {
        return metrics.get();
    }

    public long deadLetters() {
        return deadLetters.get();
    }

    /** Records whose arrival was earlier than that of a record before them. */
    public long clamped() {
        return clamped.get();
    }

    /** The arrival to write: raised to the largest so far, which it then is; partitions that lag are ticked. */
    private Arrival advance(Instant arrival, long position) {
        throwFailure();
        if (ended) {
            throw new IllegalStateException("Source %s has ended: use a new writer".formatted(source));
        }
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

    /** @return whether it was written; if not, it is a dead letter */
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
        send(new ProducerRecord<>(eventsTopic, partition, key, value));
        return true;
    }

    /** The check of each partition is left out while none can be due. */
    private void tickLagging() {
        if (lastArrival < nextTickAt) {
            return;
        }
        byte[] tick = {};
        long least = lastArrival;
        for (int p = 0; p < told.length; p++) {
            if (lastArrival - told[p] >= tickStepMillis) {
                if (tick.length == 0) {
                    tick = FeedCodec.encode(
                            FeedMessage.Tick.idle(source, Instant.ofEpochMilli(lastArrival), lastPosition));
                }
                send(new ProducerRecord<>(eventsTopic, p, null, tick));
                told[p] = lastArrival;
            }
            least = Math.min(least, told[p]);
        }
        nextTickAt = least + tickStepMillis;
    }

    /** The outcome is the callback's to see: a failed future that nobody reads would be lost. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (written, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        });
    }

    private void throwFailure() {
        Exception first = failure.get();
        if (first != null) {
            throw new KafkaException(
                    "Source %s: a record could not be written to %s or %s: %s; what followed it may be missing too"
                            .formatted(source, eventsTopic, deadLettersTopic, first),
                    first);
        }
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> given, String topic, int partitions) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.putAll(given);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        var bytes = new ByteArraySerializer();
        Producer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes);
        try {
            int there = producer.partitionsFor(topic).size();
            if (there != partitions) {
                throw new IllegalStateException(
                        "Topic %s has %d partitions, not %d: ticks would miss some; configure %d"
                                .formatted(topic, there, partitions, there));
            }
            return producer;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}
