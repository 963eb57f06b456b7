package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.kafka.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Who owns what, by compare-and-set on a topic of one partition: claims are applied in the order of the log, which is
 * the same for all instances, by the rules of {@link Claims}. A claim is answered once its own record has been read
 * back.
 *
 * <p>This only spreads work. A mistake here costs churn, never a lost or doubled record: fencing sees to that.
 *
 * <p>Thread-safe; calls wait for each other, each for no longer than the time limit, and then throw.
 */
public final class OwnershipLog implements AutoCloseable {
    /** Claims older than this are deleted; whoever is alive claims again every few seconds. */
    private static final Duration RETENTION = Duration.ofHours(1);

    private final String topic;
    private final TopicPartition partition;
    private final Duration answerWithin;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> tail;
    private Claims claims;

    /**
     * Creates the topic, or takes the one there.
     *
     * @param kafka        {@code bootstrap.servers} and whatever else a connection needs
     * @param answerWithin time limit of each call; positive
     * @throws DeliveryException if the topic cannot be had
     */
    public OwnershipLog(Map<String, Object> kafka, String topic, Duration answerWithin) {
        this.topic = topic;
        this.partition = new TopicPartition(topic, 0);
        this.answerWithin = answerWithin;
        var connections = new Connections(DeliverySettings.of(kafka, topic, 1));
        create(connections, topic);
        this.producer = connections.plain(answerWithin);
        this.tail = connections.reader(answerWithin);
        tail.assign(List.of(partition));
        this.claims = startOver();
    }

    /**
     * Who owns an item.
     *
     * @param owner empty if it was given back
     * @param etag  of the claim by which it was taken: what the next claim has to expect
     * @param at    time of the log
     */
    public record Ownership(String item, String owner, String etag, Instant at) {}

    /**
     * Takes, renews or (without an owner) gives back an item.
     *
     * @param expectedEtag as last heard of; empty if the item was never owned
     */
    public record Claim(String item, String owner, String expectedEtag) {}

    /**
     * The latest ownership of each item that begins with {@code prefix}, as the log is now.
     *
     * @throws DeliveryException if Kafka does not answer in time
     */
    public synchronized List<Ownership> list(String prefix) {
        Instant giveUpAt = Instant.now().plus(answerWithin);
        return inTime("list who owns " + prefix, () -> {
            Long end = tail.endOffsets(List.of(partition), answerWithin).get(partition);
            readTo(end == null ? 0 : end, giveUpAt);
            return claims.present(prefix);
        });
    }

    /**
     * Makes claims.
     *
     * @return those that were won, with their new etags; one whose etag is not the present one is lost
     * @throws DeliveryException if Kafka does not answer in time; they may be won or lost then
     */
    public synchronized List<Ownership> claim(Collection<Claim> wanted) {
        Instant giveUpAt = Instant.now().plus(answerWithin);
        return inTime("take a claim", () -> {
            List<Long> offsets = send(wanted, giveUpAt);
            if (offsets.isEmpty()) {
                return List.of();
            }
            readTo(offsets.get(offsets.size() - 1) + 1, giveUpAt);
            List<Ownership> won = new ArrayList<>();
            int at = 0;
            for (Claim claim : wanted) {
                claims.wonBy(claim.item(), offsets.get(at++)).ifPresent(won::add);
            }
            return won;
        });
    }

    @Override
    public synchronized void close() {
        producer.close(Duration.ofSeconds(1));
        tail.close();
    }

    /** Of each claim the offset of its record; they rise. */
    private List<Long> send(Collection<Claim> wanted, Instant giveUpAt)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(wanted.size());
        for (Claim claim : wanted) {
            byte[] value = Claims.value(claim).getBytes(UTF_8);
            sent.add(producer.send(new ProducerRecord<>(topic, 0, claim.item().getBytes(UTF_8), value)));
        }
        List<Long> offsets = new ArrayList<>(wanted.size());
        for (Future<RecordMetadata> future : sent) {
            offsets.add(future.get(millisTo(giveUpAt), TimeUnit.MILLISECONDS).offset());
        }
        return offsets;
    }

    private void readTo(long end, Instant giveUpAt) throws TimeoutException {
        while (tail.position(partition, answerWithin) < end) {
            if (millisTo(giveUpAt) == 0) {
                throw new TimeoutException();
            }
            try {
                for (ConsumerRecord<byte[], byte[]> record : tail.poll(Duration.ofMillis(millisTo(giveUpAt)))) {
                    claims.apply(record);
                }
            } catch (OffsetOutOfRangeException e) { // this instance slept for longer than the retention
                claims = startOver();
            }
        }
    }

    private Claims startOver() {
        tail.seekToBeginning(List.of(partition));
        return new Claims(tail.position(partition, answerWithin) > 0);
    }

    private static long millisTo(Instant time) {
        return Math.max(0, Duration.between(Instant.now(), time).toMillis());
    }

    private void create(Connections connections, String name) {
        try (Admin admin = connections.admin()) {
            Topics.create(
                    admin,
                    name,
                    1,
                    Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            "delete",
                            TopicConfig.RETENTION_MS_CONFIG,
                            Long.toString(RETENTION.toMillis()),
                            TopicConfig.SEGMENT_MS_CONFIG,
                            Long.toString(RETENTION.toMillis() / 2),
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            "LogAppendTime"));
        } catch (KafkaException e) {
            throw new DeliveryException(
                    "Topic %s for the ownerships cannot be had: %s; create it with one partition, LogAppendTime and a retention of an hour"
                            .formatted(name, e),
                    e);
        }
    }

    /** A question to Kafka. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private <T> T inTime(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw failed(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failed(what, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw failed(what, e);
        }
    }

    private DeliveryException failed(String what, Throwable why) {
        return new DeliveryException(
                "Topic %s did not %s within %s: %s; see that its broker is up"
                        .formatted(topic, what, answerWithin, why),
                why);
    }
}
