package io.dropsight.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {
    @Test
    void answersOnceItIsStarted() throws Exception {
        try (var kafka = EmbeddedKafka.temporary();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Topics.create(admin, "readings", 4, Map.of());
            assertThat(admin.listTopics().names().get()).containsExactly("readings");
        }
    }
}
