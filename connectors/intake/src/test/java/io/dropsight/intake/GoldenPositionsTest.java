package io.dropsight.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions as releases have committed them: they stay readable, or an upgrade reads a source twice. */
class GoldenPositionsTest {
    private static final SourcePartition SOURCE = new SourcePartition("eventhubs", "ns.example", "logs", "$default", 1);

    @ParameterizedTest(name = "of release {0}: {1}")
    @CsvSource({
        "0.1, 1;1772438730250;;1048576, 41, 1048576, 2026-03-02T08:05:30.250Z, ''",
        "0.1, 1;1772438730250;made%3B2026-03-01+at+10%3A00;9;8;7, 0, 9;8;7, 2026-03-02T08:05:30.250Z, made;2026-03-01 at 10:00",
        "0.1, 1;0;;, -1, '', 1970-01-01T00:00:00Z, ''",
    })
    void areReadAndWrittenAsTheyWere(
            String release, String metadata, long position, String offset, Instant arrival, String log) {
        Committed committed = new Committed(position, offset, arrival, log);
        assertThat(Positions.committed(SOURCE, new OffsetAndMetadata(position + 1, metadata)))
                .isEqualTo(committed);

        Map<String, Object> nowhere = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        try (Admin admin = Admin.create(nowhere)) {
            assertThat(new Positions(admin, DeliverySettings.of(nowhere, "dropsight", 1)).offsets(SOURCE, committed))
                    .isEqualTo(Map.of(
                            new TopicPartition("dropsight.positions", 1),
                            new OffsetAndMetadata(position + 1, metadata)));
        }
    }
}
