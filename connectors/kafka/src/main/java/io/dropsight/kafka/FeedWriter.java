package io.dropsight.kafka;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
    private final Producer<byte[], byte[]> producer;
    private final FeedRouter router;
    private final String eventsTopic;
    private final String deadLettersTopic;
    private final String source;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong metrics = new AtomicLong();

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
        this.producer = producer;
        this.eventsTopic = eventsTopic;
        this.deadLettersTopic = deadLettersTopic;
        this.source = source;
        this.router = new FeedRouter(eventsTopic, deadLettersTopic, partitions, source, tickStep, this::send);
    }

    @Override
    public void event(Instant arrival, long position, DiagnosticEvent event) {
        throwFailure();
        if (router.event(arrival, position, event)) {
            events.incrementAndGet();
        }
    }

    @Override
    public void metric(Instant arrival, long position, MetricSample sample) {
        throwFailure();
        if (router.metric(arrival, position, sample)) {
            metrics.incrementAndGet();
        }
    }

    @Override
    public void reject(Rejection rejection) {
        throwFailure();
        router.reject(rejection);
    }

    /** The last call of a source that ends: an end tick with the last arrival into every partition, then a flush. */
    public void end() {
        router.end();
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
        return router.deadLetters();
    }

    /** Records whose arrival was earlier than that of a record before them. */
    public long clamped() {
        return router.clamped();
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
