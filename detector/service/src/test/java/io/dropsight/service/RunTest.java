package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process: start, work, stop, start again; and what it says when it cannot. */
class RunTest {
    private static final int SIGTERM = 143;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(45); // three times what is promised

    @TempDir
    private Path folder;

    @Test
    void tellsAlertsOfASimulatedFleetAndGoesOnAfterARestartWithoutDoublingAny() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            String yaml = """
                    kafka:
                      bootstrap-servers: [%s]
                      partitions: 2
                      replication: 1
                    sources:
                      simulations:
                        demo: {devices: 150, speed: 3600}
                    """.formatted(kafka.bootstrapServers());
            try (RunningService service = new RunningService(folder.resolve("one"), yaml)) {
                service.awaitReady();
                service.child().await("a resolved outage", () -> service.body(
                                "/api/alerts?status=resolved&cause=hub_transient")
                        .contains("\"hub_transient\""));
                assertThat(service.body("/api/hubs")).contains("\"hub\":\"plant-hub\"");
                assertThat(service.body("/metrics"))
                        .contains(
                                "dropsight_alerts_open{",
                                "dropsight_ready 1.0",
                                "dropsight_drops_total{hub=\"plant-hub\",kind=\"closed_remotely\"}",
                                "dropsight_hub_connected_devices{from=\"seen\",hub=\"plant-hub\"}",
                                "dropsight_session_age_seconds_bucket{hub=\"plant-hub\",le=\"3960.0\"}",
                                "dropsight_source_records_total{outcome=\"event\"")
                        .doesNotContain("cam-0"); // no device is a label
                assertThat(familiesOf(service.body("/metrics"))).isEqualTo(documented());
                long began = System.nanoTime();
                assertThat(service.terminate()).isEqualTo(SIGTERM);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOP_WITHIN);
                assertThat(service.child().err()).doesNotContain("ERROR", "WARN");
            }
            int before = alerts(kafka).size();
            try (RunningService service = new RunningService(folder.resolve("two"), yaml)) {
                service.awaitReady();
                service.child().await("more alerts", () -> alerts(kafka).size() > before + 3);
                assertThat(service.terminate()).isEqualTo(SIGTERM);
            }
            Map<String, List<Integer>> versions = new LinkedHashMap<>();
            for (JsonNode alert : alerts(kafka)) {
                versions.computeIfAbsent(alert.path("alertId").asText(), id -> new ArrayList<>())
                        .add(alert.path("version").asInt());
            }
            assertThat(versions).isNotEmpty();
            assertThat(versions.values()).allSatisfy(each -> assertThat(each)
                    .isEqualTo(IntStream.rangeClosed(1, each.size()).boxed().toList()));
        }
    }

    @Test
    void waitsForKafkaAndSaysSo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String yaml = "kafka: {bootstrap-servers: ['127.0.0.1:%d'], replication: 1, partitions: 1}".formatted(port);
        try (RunningService service = new RunningService(folder.resolve("one"), yaml)) {
            service.child()
                    .await("it waits", () -> service.body("/health/ready").contains("does not answer"));
            assertThat(service.status("/health/ready")).isEqualTo(503);
            assertThat(service.status("/health/live")).isEqualTo(200);
            assertThat(service.status("/metrics")).isEqualTo(200);
            try (EmbeddedKafka late = EmbeddedKafka.keptIn(folder.resolve("kafka"), port)) {
                assertThat(late.bootstrapServers()).endsWith(":" + port);
                service.awaitReady();
                assertThat(service.terminate()).isEqualTo(SIGTERM);
            }
            assertThat(service.child().err().lines().filter(line -> line.contains("waiting for it")))
                    .hasSize(1);
        }
    }

    @Test
    void endsWithTheReasonWhereATopicCannotBeUsed() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
                Topics.create(admin, Names.DEFAULT.events(), 3, Map.of());
            }
            String yaml = "kafka: {bootstrap-servers: ['%s'], replication: 1, partitions: 2}"
                    .formatted(kafka.bootstrapServers());
            try (RunningService service = new RunningService(folder.resolve("one"), yaml)) {
                assertThat(service.child().exitCode()).isEqualTo(Main.FAILED);
                assertThat(service.child().err()).contains("dropsight.events has 3 partitions, not 2: configure 3");
            }
        }
    }

    /** Our own families of a scrape. */
    static Set<String> familiesOf(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# TYPE dropsight_"))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of every service that docs/metrics.md lists. */
    private static Set<String> documented() throws IOException {
        return Files.readString(Path.of("../../docs/metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `dropsight_"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The data of every alert on the topic, in its order. */
    private static List<JsonNode> alerts(EmbeddedKafka kafka) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition topic = new TopicPartition(Names.DEFAULT.alerts(), 0);
        List<JsonNode> alerts = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
            while (consumer.position(topic) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    Schemas.assertAlert(new String(record.value(), UTF_8));
                    alerts.add(new ObjectMapper()
                            .readTree(new String(record.value(), UTF_8))
                            .path("data"));
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("an alert that is no JSON", e);
        }
        return alerts;
    }
}
