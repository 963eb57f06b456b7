package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.service.http.HttpFace;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the devices: each answers for all of them. */
@Tag("long")
class DevicesOfTwoInstancesTest {
    private static final int DEVICES = 24;

    @TempDir
    private Path folder;

    private RunningService start(EmbeddedKafka kafka, String name, String sources) throws IOException {
        String yaml = """
                kafka: {bootstrap-servers: ['%s'], partitions: 4, replication: 1, data-folder: "%s"}
                detector: {instance: %s, commit-interval: 200ms}
                %s
                """.formatted(kafka.bootstrapServers(), folder.resolve("data-" + name), name, sources);
        return new RunningService(folder.resolve(name), yaml, List.of("-Xmx300m"));
    }

    @Test
    void eachTellsTheHistoryOfEveryDevice() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
                RunningService one =
                        start(kafka, "one", "sources: {simulations: {demo: {devices: 150, speed: 3600}}}")) {
            one.awaitReady();
            one.child().await("devices", () -> devices(kafka).size() >= DEVICES);
            String first = path(devices(kafka).first());
            one.child().await("alone it knows them", () -> one.status(first) == 200);
            try (RunningService other = start(kafka, "two", "")) {
                other.awaitReady();
                List<String> paths = devices(kafka).stream()
                        .limit(DEVICES)
                        .map(DevicesOfTwoInstancesTest::path)
                        .toList();
                other.child().await("both hold some", () -> held(one, paths) > 0 && held(other, paths) > 0);
                for (String path : paths) {
                    one.child().await(path + " of both", () -> one.status(path) == 200 && other.status(path) == 200);
                    assertHistory(one.get(path));
                    assertHistory(other.get(path));
                }
                assertThat(held(one, paths) + held(other, paths))
                        .as("each device is held by one")
                        .isEqualTo(DEVICES);
                HttpResponse<String> roundOnce = paths.stream()
                        .map(path -> other.get(path, HttpFace.PEER_HEADER, "1"))
                        .filter(response -> response.statusCode() != 200)
                        .findFirst()
                        .orElseThrow();
                assertThat(roundOnce.statusCode()).isEqualTo(503);
                assertThat(roundOnce.headers().firstValue("Retry-After")).contains("5");
                assertNothingIsKnownOfStrangeIds(one, other);
            }
        }
    }

    private static void assertNothingIsKnownOfStrangeIds(RunningService one, RunningService other) {
        Map<String, Integer> strange = Map.of(
                "/api/devices/plant-hub/%3Cscript%3E", 404,
                "/api/devices/plant-hub/%22%27%2B%25%20a", 404,
                "/api/devices/plant-hub/%E2%98%83%F0%9F%98%80", 404,
                "/api/devices/plant-hub/..", 404,
                "/api/devices/plant-hub/a?module=..%2Fb%26c", 404,
                "/api/devices/plant-hub/..%2F..%2Fmetrics", 400,
                "/api/devices/plant-hub/", 400,
                "/api/devices/%00/a", 400,
                "/api/devices/plant-hub/a/b", 404);
        strange.forEach((path, status) -> {
            assertThat(one.status(path)).as(path).isEqualTo(status);
            assertThat(other.status(path)).as(path).isEqualTo(status);
        });
    }

    /** How many of them the instance answers for by itself. */
    private static long held(RunningService service, List<String> paths) {
        return paths.stream()
                .map(path -> service.get(path, HttpFace.PEER_HEADER, "1"))
                .filter(response -> response != null && response.statusCode() == 200)
                .count();
    }

    private static void assertHistory(HttpResponse<String> response) throws IOException {
        JsonNode history = new ObjectMapper().readTree(response.body()).path("history");
        Instant settledUntil = Instant.parse(history.path("settledUntil").asText());
        assertThat(history.path("waitingRecords").isInt()).isTrue();
        Instant before = Instant.MIN;
        for (JsonNode session : history.path("sessions")) {
            if (session.has("end")) {
                Instant end = Instant.parse(session.path("end").asText());
                assertThat(end).isAfterOrEqualTo(before).isBeforeOrEqualTo(settledUntil.plusSeconds(60));
                assertThat(session.path("said")).isNotEmpty();
                before = end;
            }
        }
    }

    private static String path(String device) {
        return "/api/devices/" + device;
    }

    /** {@code hub/device} of what has come so far. */
    private static SortedSet<String> devices(EmbeddedKafka kafka) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        SortedSet<String> devices = new TreeSet<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Names.DEFAULT.events()).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> {
                    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
                    if (key.indexOf('/') > 0 && key.indexOf('/') == key.lastIndexOf('/')) {
                        devices.add(key);
                    }
                });
            }
        }
        return devices;
    }
}
