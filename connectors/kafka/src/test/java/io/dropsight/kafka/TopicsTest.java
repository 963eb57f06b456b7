package io.dropsight.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static EmbeddedKafka kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.temporary();
        admin = Admin.create(Readings.connection(kafka));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    void createsOnceAndThenChecks() throws Exception {
        Topics.create(admin, "verdicts", 3, Map.of("cleanup.policy", "compact"));
        Topics.create(admin, "verdicts", 3, Map.of("cleanup.policy", "compact"));
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "verdicts");
        assertThat(admin.describeConfigs(List.of(topic)).all().get().values())
                .singleElement()
                .satisfies(config -> assertThat(config.entries())
                        .extracting(entry -> entry.name() + "=" + entry.value())
                        .contains("cleanup.policy=compact", "retention.ms=-1"));
    }

    @Test
    void refusesATopicWithOtherPartitions() {
        Topics.create(admin, "alerts", 2, Map.of());
        assertThatThrownBy(() -> Topics.create(admin, "alerts", 4, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Topic alerts has 2 partitions, not 4: configure 2, or use another topic prefix, or delete it");
    }

    @Test
    void everySendToATopicMadeThisInstantIsThere() {
        for (int i = 0; i < 5; i++) {
            String topic = "fresh-" + i;
            Readings.create(kafka, 4, topic);
            try (var writer =
                    new FeedWriter(Readings.connection(kafka), topic, topic, 4, "s", Duration.ofSeconds(1_000_000))) {
                for (int n = 0; n < 200; n++) {
                    writer.event(Readings.START, n, Readings.drop("pump-" + n, Readings.START));
                }
                writer.flush();
            }
            assertThat(Readings.all(kafka, topic)).hasSize(200);
        }
    }
}
