package io.dropsight.intake;

import io.dropsight.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic that positions belong to: Kafka keeps offsets only of partitions that are there. One topic serves all
 * sources, so it has as many partitions as the largest of them has, and gets more when one grows.
 */
final class PositionsTopic {
    /** What an event hub has at most in the usual tiers: so it rarely has to grow. */
    private static final int AT_LEAST = 32;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Admin admin;
    private final String name;
    private int known;

    PositionsTopic(Admin admin, String name) {
        this.admin = admin;
        this.name = name;
    }

    /** Returns once there are so many partitions, and each of them answers. */
    synchronized void ensure(int partitions) {
        if (known >= partitions) {
            return;
        }
        try {
            int there = partitions();
            if (there == 0) {
                there = Math.max(partitions, AT_LEAST);
            } else if (there < partitions) {
                grow(partitions);
                there = partitions;
            }
            Topics.create(admin, name, there, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"));
            known = there;
        } catch (KafkaException e) {
            throw new DeliveryException(
                    "Topic %s for the positions cannot be had: %s; create it with %d partitions, or see what is wrong with Kafka"
                            .formatted(name, e, Math.max(partitions, AT_LEAST)),
                    e);
        }
    }

    private int partitions() {
        try {
            return get(admin.describeTopics(List.of(name)).allTopicNames()).values().stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .sum(); // of the one topic asked for
        } catch (UnknownTopicOrPartitionException e) {
            return 0;
        }
    }

    private void grow(int to) {
        try {
            get(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(to)))
                    .all());
        } catch (InvalidPartitionsException e) {
            // Another instance was faster; if to another number, that is found by the check that follows.
        }
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + ANSWER_WITHIN, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
