package io.dropsight.service;

import io.dropsight.kafka.Topics;
import io.dropsight.topology.Names;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;

/** Makes the topics, or checks them. Record timestamps are the broker's: event times may lie years back. */
final class DetectorTopics {
    private static final String TIMESTAMPS = TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
    private static final String BROKER_TIME = "LogAppendTime";

    private DetectorTopics() {}

    static void create(Admin admin, Names names, int partitions) {
        Map<String, String> kept = Map.of(TIMESTAMPS, BROKER_TIME, TopicConfig.RETENTION_MS_CONFIG, "-1");
        Map<String, String> compacted =
                Map.of(TIMESTAMPS, BROKER_TIME, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        Topics.create(admin, names.events(), partitions, kept);
        Topics.create(admin, names.alerts(), 1, kept);
        Topics.create(admin, names.verdicts(), 1, compacted);
        Topics.create(admin, names.deadLetters(), 1, kept);
    }
}
