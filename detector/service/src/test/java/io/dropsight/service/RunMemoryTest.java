package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.testkit.eventhubs.EventHubsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connector between an event hub full of the largest events and a Kafka that takes them slowly. */
class RunMemoryTest {
    private static final String HUB = "iot-logs";
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 60;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final double SLOW_BYTES_PER_SECOND = 8e6;
    private static final Pattern PAYLOADS = Pattern.compile("(?m)^dropsight_source_payloads_total\\{.*} ([0-9.E]+)$");

    @TempDir
    private Path folder;

    @Test
    void eventsOfOneMebibyteAndASlowKafkaDoNotExhaustAHeapOf512() throws Exception {
        byte[] garbage = new byte[MEBIBYTE];
        new Random(11).nextBytes(garbage);
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
                EventHubsServer server = EventHubsServer.start()) {
            slowDown(kafka);
            server.createHub(HUB, PARTITIONS);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                server.generate(HUB, partition, EVENTS, Instant.now(), Duration.ZERO, sequence -> garbage);
            }
            String yaml = """
                    kafka: {bootstrap-servers: ['%s'], replication: 1, partitions: 2}
                    sources: {event-hubs: {plant: {connection-string: "%s"}}}
                    """.formatted(kafka.bootstrapServers(), server.connectionString(HUB));
            try (RunningService service = new RunningService(
                    folder.resolve("run"),
                    yaml,
                    List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                    "--roles",
                    "ingest")) {
                service.child().await("all are delivered", () -> payloads(service) == PARTITIONS * EVENTS);
                assertThat(service.child().err()).doesNotContain("OutOfMemoryError");
                assertThat(service.terminate()).isEqualTo(143);
            }
        }
    }

    private static void slowDown(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
            var everyClient = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            everyClient,
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", SLOW_BYTES_PER_SECOND)))))
                    .all()
                    .get();
        }
    }

    private static long payloads(RunningService service) {
        Matcher matcher = PAYLOADS.matcher(service.body("/metrics"));
        return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : 0;
    }
}
