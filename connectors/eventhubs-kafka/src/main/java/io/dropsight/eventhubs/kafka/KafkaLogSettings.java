package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.util.Map;

/**
 * Which topic to read and how. Begin with {@link #ofEventHub} or {@link #ofTopic} and change what differs.
 *
 * @param connection   {@code bootstrap.servers} and whatever else a Kafka client needs; may override tuning, not how
 *                     positions are kept; holds secrets, so it is not shown
 * @param kind         of the positions: {@code eventhubs-kafka} or {@code kafka}
 * @param namespace    names the cluster in positions, health and records: changing it is a new source
 * @param topic        the event hub or topic
 * @param group        consumer group on the source's cluster, which shares out partitions and keeps no positions
 * @param lookEvery    where the log's partitions end is asked for this often; 100 ms to 1 minute, default 5 s
 * @param stalledAfter the client is made anew when records wait and nothing has moved for so long; at least 3 times
 *                     {@code lookEvery}, default 60 s
 * @param maxRebuilds  clients made anew in a row without progress before the source counts as lost; 0 or more, default 3
 * @param clockMargin  how far the source's clock may be behind ours: an idle partition vouches for the time before;
 *                     not negative, default 5 s
 */
public record KafkaLogSettings(
        Map<String, Object> connection,
        String kind,
        String namespace,
        String topic,
        String group,
        Duration lookEvery,
        Duration stalledAfter,
        int maxRebuilds,
        Duration clockMargin) {

    public KafkaLogSettings {
        connection = Map.copyOf(connection);
        require(!topic.isBlank(), "kafka-source.topic is blank: name the event hub or topic");
        require(!group.isBlank(), "kafka-source.group is blank: name a consumer group of its own");
        require(
                lookEvery.toMillis() >= 100 && lookEvery.compareTo(Duration.ofMinutes(1)) <= 0,
                "kafka-source.look-every is %s: use 100 ms to 1 minute".formatted(lookEvery));
        require(
                stalledAfter.compareTo(lookEvery.multipliedBy(3)) >= 0,
                "kafka-source.stalled-after is %s: use at least 3 times look-every (%s)"
                        .formatted(stalledAfter, lookEvery));
        require(maxRebuilds >= 0, "kafka-source.max-rebuilds is %d: use 0 or more".formatted(maxRebuilds));
        require(
                !clockMargin.isNegative(),
                "kafka-source.clock-margin is %s: use zero or more, such as 5 s".formatted(clockMargin));
    }

    /** An event hub by its namespace's Kafka endpoint. */
    public static KafkaLogSettings ofEventHub(EventHubsEndpoint endpoint, String hub, String group) {
        return of(endpoint.connection(), "eventhubs-kafka", endpoint.namespace(), hub, group);
    }

    /**
     * A topic that holds Azure's records as they came.
     *
     * @param cluster names the cluster, whatever its addresses are
     */
    public static KafkaLogSettings ofTopic(Map<String, Object> connection, String cluster, String topic, String group) {
        return of(connection, "kafka", cluster, topic, group);
    }

    private static KafkaLogSettings of(
            Map<String, Object> connection, String kind, String namespace, String topic, String group) {
        return new KafkaLogSettings(
                connection,
                kind,
                namespace,
                topic,
                group,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                3,
                Duration.ofSeconds(5));
    }

    public KafkaLogSettings withWatch(Duration every, Duration stalled, int rebuilds) {
        return new KafkaLogSettings(connection, kind, namespace, topic, group, every, stalled, rebuilds, clockMargin);
    }

    SourcePartition partition(int number) {
        return new SourcePartition(kind, namespace, topic, group, number);
    }

    /** Without the connection, which may hold secrets. */
    @Override
    public String toString() {
        return "KafkaLogSettings[kind=%s, namespace=%s, topic=%s, group=%s, lookEvery=%s, stalledAfter=%s, maxRebuilds=%d, clockMargin=%s]"
                .formatted(kind, namespace, topic, group, lookEvery, stalledAfter, maxRebuilds, clockMargin);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
