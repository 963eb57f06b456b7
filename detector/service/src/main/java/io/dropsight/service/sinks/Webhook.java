package io.dropsight.service.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.service.metrics.SinkMeters;
import io.dropsight.service.metrics.SinkMeters.Outcome;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.topology.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each version of each alert, one after the other. The topic is its queue, and its position there, kept in Kafka
 * by a consumer group, says what was told: so a restart tells nothing twice but what was on its way, and of several
 * instances one sends. With the position goes the time up to which reminders and ends of silences have been told.
 */
final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** A version that waited longer is left out where a later one of the same alert waits, too. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final int MOST_WAITING = 500;
    private static final int ANSWER_WITHIN_SECONDS = 10;

    private final Settings settings;
    private final Post post;
    private final Sinks.State state;
    private final SinkMeters meters;
    private final Occasions occasions;
    private final TopicPartition partition;
    private final Thread thread;
    private final Deque<Letter> waiting = new ArrayDeque<>();
    private Instant nextTry = Instant.MIN;
    private Instant began = Instant.now();
    private Instant toldUntil = Instant.now();
    private long position = -1;
    private int failures;
    private volatile boolean closed;

    /** @param remindAfter zero for never */
    record Settings(Map<String, Object> connection, Names names, Duration remindAfter, Patience patience) {}

    /** @param offset behind it; -1 where it is no record of the topic */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Letter(String alertId, byte[] body, Instant since, long offset) {}

    private Webhook(Settings settings, Post post, Sinks.State state, SinkMeters meters) {
        this.settings = settings;
        this.post = post;
        this.state = state;
        this.meters = meters;
        occasions = new Occasions(state, settings.remindAfter());
        partition = new TopicPartition(settings.names().alerts(), 0);
        thread = new Thread(this::run, "dropsight-webhook");
        thread.setDaemon(true);
    }

    static Webhook start(Settings settings, Post post, Sinks.State state, SinkMeters meters) {
        Webhook webhook = new Webhook(settings, post, state, meters);
        webhook.thread.start();
        return webhook;
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            settings.connection(), new ByteArraySerializer(), new ByteArraySerializer())) {
                consumer.subscribe(List.of(partition.topic()), new Turns(consumer));
                while (!closed) {
                    turn(consumer, producer);
                }
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) { // of Kafka; of any other kind it must not end unheard either
                LOG.warn("Webhook: {}; it is tried again", e.toString());
                waiting.clear();
                position = -1;
                pause();
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(settings.connection());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.names().prefix() + "-webhook");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_WAITING);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Takes the position up where it was left, by whomever. */
    private final class Turns implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Turns(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            waiting.clear();
            position = -1;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.contains(partition)) {
                return;
            }
            waiting.clear();
            failures = 0;
            nextTry = Instant.MIN;
            began = Instant.now();
            OffsetAndMetadata kept = consumer.committed(Set.of(partition)).get(partition);
            if (kept == null) { // new: what is past is told to nobody
                toldUntil = began;
                position = consumer.position(partition);
                commit(consumer);
            } else {
                toldUntil = kept.metadata().isEmpty() ? began : Instant.parse(kept.metadata());
                position = kept.offset();
            }
        }
    }

    private void turn(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer)
            throws InterruptedException {
        boolean ready = waiting.isEmpty() && state.isCaughtUp().getAsBoolean();
        if (ready) {
            consumer.resume(consumer.assignment());
        } else { // go on polling all the same: who does not loses its turn
            consumer.pause(consumer.assignment());
        }
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
            take(message);
        }
        if (ready && waiting.isEmpty() && position >= 0) {
            occasions(consumer);
        }
        Letter next = waiting.peek();
        if (next != null && state.isCaughtUp().getAsBoolean() && !Instant.now().isBefore(nextTry)) {
            step(next, consumer, producer);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        AlertVersion version = message.value() == null ? null : AlertVersion.read(message.value());
        if (version != null) { // else a stranger's
            waiting.add(new Letter(
                    version.id(),
                    state.publication().of(version).envelope().toString().getBytes(UTF_8),
                    Instant.ofEpochMilli(message.timestamp()),
                    message.offset() + 1));
        }
    }

    /** Reminders and ends of silences since they were told last. */
    private void occasions(KafkaConsumer<byte[], byte[]> consumer) {
        Instant now = Instant.now();
        for (AlertVersion due : occasions.between(toldUntil, now)) {
            waiting.add(new Letter(due.id(), due.envelope().toString().getBytes(UTF_8), now, -1));
        }
        if (waiting.isEmpty() && now.isAfter(toldUntil.plus(Occasions.KEEP_EVERY))) {
            toldUntil = now;
            commit(consumer);
        }
    }

    private void step(Letter letter, KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer)
            throws InterruptedException {
        if (isSuperseded(letter)) {
            count(Outcome.SUPERSEDED);
            done(letter, consumer);
            return;
        }
        Post.Result result = post.send(letter.body());
        switch (result.kind()) {
            case TAKEN -> {
                count(Outcome.DELIVERED);
                failures = 0;
                done(letter, consumer);
            }
            case REFUSED -> {
                bury(letter, result, producer);
                done(letter, consumer);
            }
            case FAILED -> {
                failed(letter, result);
                Instant since = letter.since().isBefore(began) ? began : letter.since();
                if (Instant.now().isAfter(since.plus(settings.patience().giveUpAfter()))) {
                    bury(letter, result, producer);
                    done(letter, consumer);
                }
            }
        }
    }

    private void failed(Letter letter, Post.Result result) {
        count(Outcome.FAILED);
        failures++;
        if (failures == 1) {
            LOG.warn("Webhook: alert {} was not taken: {}; it is tried again", letter.alertId(), result.words());
        }
        Duration pause = settings.patience().pause(failures, ThreadLocalRandom.current());
        nextTry = Instant.now().plus(pause.compareTo(result.pause()) > 0 ? pause : result.pause());
    }

    private boolean isSuperseded(Letter letter) {
        return Instant.now().isAfter(letter.since().plus(FRESH))
                && waiting.stream()
                        .anyMatch(other -> other.offset() > letter.offset()
                                && other.alertId().equals(letter.alertId()));
    }

    private void bury(Letter letter, Post.Result result, KafkaProducer<byte[], byte[]> producer)
            throws InterruptedException {
        count(Outcome.DEAD);
        LOG.warn("Webhook: alert {} is given up and a dead letter: {}", letter.alertId(), result.words());
        ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(
                settings.names().deadLetters(), letter.alertId().getBytes(UTF_8), letter.body());
        dead.headers()
                .add("reason", "undelivered".getBytes(UTF_8))
                .add("origin", "webhook".getBytes(UTF_8))
                .add("detail", result.words().getBytes(UTF_8));
        try {
            var unused = producer.send(dead).get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("a dead letter was not taken", e);
        }
    }

    private void done(Letter letter, KafkaConsumer<byte[], byte[]> consumer) {
        waiting.remove();
        if (letter.offset() >= 0) {
            position = letter.offset();
            commit(consumer);
        } else if (waiting.isEmpty()) { // the last of the occasions
            toldUntil = letter.since();
            commit(consumer);
        }
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position, toldUntil.toString())));
    }

    private void count(Outcome outcome) {
        meters.count(SinkMeters.Sink.WEBHOOK, outcome);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what is on its way, and leaves the group. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(settings.patience().within().plusSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
