package io.dropsight.service;

import io.dropsight.kafka.Topics;
import io.dropsight.topology.Names;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Makes the topics, or checks them: those that are there must have the right partitions, compaction and time stamps;
 * their retention is their owner's. Record timestamps are the broker's: event times may lie years back.
 */
final class DetectorTopics {
    private static final Duration FOR_EVER = Duration.ofMillis(-1);
    private static final int ANSWER_WITHIN_SECONDS = 60;

    private final Admin admin;
    private final Names names;
    private final Optional<Short> replication;

    private DetectorTopics(Admin admin, Names names, Optional<Short> replication) {
        this.admin = admin;
        this.names = names;
        this.replication = replication;
    }

    /**
     * How long each topic keeps its records, by the broker's time; negative for ever. Verdicts are compacted instead.
     */
    record Retention(Duration events, Duration alerts, Duration deadLetters) {
        static final Retention ALL = new Retention(FOR_EVER, FOR_EVER, FOR_EVER);
    }

    /** For a broker of one's own: everything is kept. */
    static void create(Admin admin, Names names, int partitions) {
        new DetectorTopics(admin, names, Optional.empty()).create(partitions, Retention.ALL);
    }

    /**
     * @param replication copies of what is made
     * @throws IllegalStateException if one that is there cannot be used, with what is wrong
     */
    static void create(Admin admin, Names names, int partitions, short replication, Retention retention) {
        DetectorTopics topics = new DetectorTopics(admin, names, Optional.of(replication));
        topics.create(partitions, retention);
        topics.compacted(names.maintenance());
    }

    private void create(int partitions, Retention retention) {
        kept(names.events(), partitions, retention.events());
        kept(names.alerts(), 1, retention.alerts());
        compacted(names.verdicts());
        kept(names.deadLetters(), 1, retention.deadLetters());
    }

    private void compacted(String name) {
        topic(name, 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private void kept(String name, int partitions, Duration retention) {
        topic(
                name,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.isNegative() ? -1 : retention.toMillis())));
    }

    private void topic(String name, int partitions, Map<String, String> settings) {
        Map<String, String> configs = new HashMap<>(settings);
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        Topics.create(admin, new NewTopic(name, Optional.of(partitions), replication).configs(configs));
        check(name, configs);
    }

    private void check(String name, Map<String, String> wanted) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config there;
        try {
            there = admin.describeConfigs(List.of(topic))
                    .all()
                    .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while topic " + name + " was looked at", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The settings of topic %s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
        for (String key : List.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)) {
            ConfigEntry entry = there == null ? null : there.get(key);
            if (entry != null && !String.valueOf(wanted.get(key)).equals(entry.value())) {
                throw new IllegalStateException(
                        "Topic %s has %s=%s, not %s: alter the topic, or use another topic prefix, or delete it"
                                .formatted(name, key, entry.value(), wanted.get(key)));
            }
        }
    }
}
