package io.dropsight.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics that can be written to at once. */
public final class Topics {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    private Topics() {}

    /**
     * Creates the topic, or checks that the one there has as many partitions, and waits until every partition answers.
     * Without the wait a first batch may be lost in spite of acks=all and idempotence (KAFKA-15591). The configs of a
     * topic that is there already are left as they are.
     *
     * @throws IllegalStateException if the topic is there with another number of partitions
     * @throws KafkaException        if Kafka refuses, or a partition does not answer within a minute
     */
    public static void create(Admin admin, String name, int partitions, Map<String, String> configs) {
        create(admin, new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs));
    }

    /** The same for a topic whose partitions and copies are said in full. */
    public static void create(Admin admin, NewTopic topic) {
        String name = topic.name();
        int partitions = topic.numPartitions();
        try {
            get(admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException e) {
            // Then it is to have the same partitions, which is looked at below.
        }
        Instant giveUpAt = Instant.now().plus(ANSWER_WITHIN);
        int there = untilItAnswers(name, giveUpAt, () -> partitions(admin, name));
        if (there != partitions) {
            throw new IllegalStateException(
                    "Topic %s has %d partitions, not %d: configure %d, or use another topic prefix, or delete it"
                            .formatted(name, there, partitions, there));
        }
        untilItAnswers(name, giveUpAt, () -> ends(admin, name, partitions));
    }

    private static int partitions(Admin admin, String name) {
        return get(admin.describeTopics(List.of(name)).allTopicNames()).values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum(); // of the one topic asked for
    }

    /** Asks the leader of each partition, which it must know itself to be. */
    private static int ends(Admin admin, String name, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(name, p), p -> OffsetSpec.latest()));
        return get(admin.listOffsets(ends, new ListOffsetsOptions().timeoutMs(5_000))
                        .all())
                .size();
    }

    private static int untilItAnswers(String name, Instant giveUpAt, IntSupplier question) {
        while (true) {
            try {
                return question.getAsInt();
            } catch (RetriableException e) {
                if (Instant.now().isAfter(giveUpAt)) {
                    throw new KafkaException(
                            "Topic %s does not answer within %d s of its creation: see that all brokers are up"
                                    .formatted(name, ANSWER_WITHIN.toSeconds()),
                            e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
