package io.dropsight.service.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.service.AlertTopics;
import io.dropsight.service.http.Request;
import io.dropsight.service.maintenance.Entry;
import io.dropsight.service.maintenance.MaintenanceApi;
import io.dropsight.service.maintenance.MaintenanceBoardAccess;
import io.dropsight.service.metrics.Meters;
import io.dropsight.topology.Names;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The webhook on a broker, before receivers of every kind. */
final class WebhookTest {
    private static final String A = "00000000000000aa";
    private static final String B = "00000000000000bb";
    private static final String C = "00000000000000cc";
    private static final Patience QUICK = new Patience(
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));

    private static AlertTopics topics;

    @BeforeAll
    static void start() {
        topics = new AlertTopics();
    }

    @AfterAll
    static void stop() {
        topics.close();
    }

    private static Webhook webhook(Names names, URI address, AlertTopics.Knowledge knowledge, Patience patience) {
        return webhook(names, address, knowledge, patience, Duration.ZERO);
    }

    private static Webhook webhook(
            Names names, URI address, AlertTopics.Knowledge knowledge, Patience patience, Duration remindAfter) {
        Post post = new Post(address, "application/cloudevents+json", Optional.of("secret"), patience.within());
        return Webhook.start(
                new Webhook.Settings(topics.connection(), names, remindAfter, patience),
                post,
                knowledge.state(),
                new Meters("test").sinks());
    }

    /** Its position is kept: from now on it misses nothing. */
    private static void awaitPosition(Names names) throws Exception {
        try (var consumer = consumer(names.prefix() + "-webhook")) {
            TopicPartition partition = new TopicPartition(names.alerts(), 0);
            AlertTopics.await(
                    "it has a position",
                    () -> consumer.committed(Set.of(partition)).get(partition) != null);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> config = new HashMap<>(topics.connection());
        config.put("group.id", group);
        config.put("enable.auto.commit", false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Test
    void everyVersionIsPostedInOrderFromTheFirstStartOnAndNoneTwiceAfterARestart() throws Exception {
        Names names = topics.names("restart");
        topics.write(names, A, 1, "open");
        try (Receiver receiver = new Receiver(0, number -> 200)) {
            AlertTopics.Knowledge knowledge = topics.knowledge(names);
            try (Webhook first = webhook(names, receiver.address(), knowledge, QUICK)) {
                awaitPosition(names);
                topics.write(names, A, 2, "open");
                topics.write(names, B, 1, "open");
                AlertTopics.await("both are told", () -> receiver.ids().size() == 2);
                assertThat(first).isNotNull();
            }
            topics.write(names, A, 3, "resolved"); // while nobody sends
            try (Webhook second = webhook(names, receiver.address(), knowledge, QUICK)) {
                AlertTopics.await("it goes on", () -> receiver.ids().size() >= 3);
                topics.write(names, B, 2, "resolved");
                AlertTopics.await("and on", () -> receiver.ids().size() >= 4);
                assertThat(second).isNotNull();
            }
            assertThat(receiver.ids())
                    .as("what was there before the first start is past")
                    .containsExactly(A + "/2", B + "/1", A + "/3", B + "/2");
            assertThat(receiver.types()).containsExactly("updated", "opened", "resolved", "resolved");
            assertThat(receiver.headers()).containsOnly("application/cloudevents+json Bearer secret");
        }
    }

    @Test
    void aReceiverThatFailsDawdlesOrIsAwayIsTriedUntilItTakesEachOnce() throws Exception {
        Names names = topics.names("away");
        AlertTopics.Knowledge knowledge = topics.knowledge(names);
        List<Integer> answers = List.of(500, 503, Receiver.SILENCE, 401, 302);
        Receiver receiver =
                new Receiver(0, number -> number <= answers.size() ? answers.get(number - 1) : number == 7 ? 500 : 200);
        int port = receiver.port();
        try (receiver;
                Webhook webhook = webhook(names, receiver.address(), knowledge, QUICK)) {
            awaitPosition(names);
            topics.write(names, A, 1, "open");
            topics.write(names, B, 1, "open");
            AlertTopics.await("both are told", () -> receiver.ids().size() == 2);
            assertThat(receiver.ids()).containsExactly(A + "/1", B + "/1");
            assertThat(receiver.asked()).as("no storm").isEqualTo(answers.size() + 3);
            receiver.close();
            topics.write(names, C, 1, "open"); // connection refused
            try (Receiver back = new Receiver(port, number -> 200)) {
                AlertTopics.await("it is told, too", () -> !back.ids().isEmpty());
                assertThat(back.ids()).containsExactly(C + "/1");
            }
            assertThat(webhook).isNotNull();
        }
    }

    @Test
    void whatIsRefusedOrNeverTakenBecomesADeadLetterAndTheNextIsTold() throws Exception {
        Names names = topics.names("dead");
        AlertTopics.Knowledge knowledge = topics.knowledge(names);
        Patience impatient = new Patience(
                QUICK.first(), QUICK.longest(), Duration.ofMillis(300), QUICK.within(), QUICK.resendEvery());
        boolean[] up = new boolean[1];
        try (Receiver receiver = new Receiver(0, number -> number == 1 ? 422 : up[0] ? 200 : 500);
                Webhook webhook = webhook(names, receiver.address(), knowledge, impatient);
                var letters = consumer("letters")) {
            awaitPosition(names);
            letters.assign(List.of(new TopicPartition(names.deadLetters(), 0)));
            letters.seekToBeginning(letters.assignment());
            topics.write(names, A, 1, "open");
            ConsumerRecord<byte[], byte[]> refused = next(letters);
            topics.write(names, B, 1, "open");
            ConsumerRecord<byte[], byte[]> givenUp = next(letters);
            up[0] = true;
            topics.write(names, C, 1, "open");
            AlertTopics.await("the next is told", () -> !receiver.ids().isEmpty());

            assertThat(receiver.ids()).containsExactly(C + "/1");
            assertThat(header(refused, "detail")).isEqualTo("it answered 422");
            assertThat(header(givenUp, "detail")).isEqualTo("it answered 500");
            assertThat(header(givenUp, "reason")).isEqualTo("undelivered");
            assertThat(new String(givenUp.value(), UTF_8)).isEqualTo(AlertTopics.alert(B, 1, "open"));
            assertThat(webhook).isNotNull();
        }
    }

    private static ConsumerRecord<byte[], byte[]> next(KafkaConsumer<byte[], byte[]> consumer) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        AlertTopics.await("a dead letter", () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void aSilentAlertIsToldAsSuppressedThenReleasedAndAnAcknowledgedOneIsNotRemindedOf() throws Exception {
        Names names = topics.names("silent");
        AlertTopics.Knowledge knowledge = topics.knowledge(names);
        var alerts = knowledge.state().alerts();
        MaintenanceApi api =
                new MaintenanceApi(knowledge.state().maintenance(), knowledge.topic(), alerts, Clock.systemUTC());
        try (Receiver receiver = new Receiver(0, number -> 200);
                Webhook webhook = webhook(names, receiver.address(), knowledge, QUICK, Duration.ofSeconds(1))) {
            awaitPosition(names);
            var routes = api.routes();
            var silence = routes.get(1).handler().answer(request("POST", List.of("api", "maintenance"), """
                            {"id": "night", "hub": "PLANT-HUB", "devices": "cam-*", "reason": "works", "by": "ann"}"""));
            assertThat(silence.status()).isEqualTo(201);
            topics.write(names, A, 1, "open");
            AlertTopics.await("it is told, as silent", () -> receiver.types().contains("suppressed"));
            var deleted = routes.get(2).handler().answer(request("DELETE", List.of("api", "maintenance", "night"), ""));
            assertThat(deleted.status()).isEqualTo(200);
            AlertTopics.await("a reminder", () -> receiver.types().contains("reminder"));

            var acknowledged = routes.get(3)
                    .handler()
                    .answer(request("POST", List.of("api", "alerts", A, "acknowledge"), "{\"by\": \"ann\"}"));
            assertThat(acknowledged.status()).isEqualTo(201);
            topics.write(names, A, 2, "resolved");
            AlertTopics.await("the end is told", () -> receiver.types().contains("resolved"));
            assertThat(receiver.types()).startsWith("suppressed").endsWith("resolved");
            assertThat(receiver.ids()).doesNotHaveDuplicates();
            assertThat(webhook).isNotNull();
        }
    }

    private static Request request(String method, List<String> path, String body) {
        return new Request(method, path, Map.of(), body.getBytes(UTF_8), false);
    }

    @Test
    void aSilenceThatEndsByItselfReleasesWhatIsOpenOnce() throws Exception {
        Names names = topics.names("ends");
        topics.write(names, A, 1, "open");
        AlertTopics.Knowledge knowledge = topics.knowledge(names);
        Occasions occasions = new Occasions(knowledge.state(), Duration.ZERO);
        Entry silence = Entry.read("""
                {"kind": "silence", "id": "x", "cause": "network_loss", "from": "2026-05-01T00:00:00Z",
                 "to": "2026-05-01T01:00:00Z", "reason": "works", "by": "ann"}""".getBytes(UTF_8));
        MaintenanceBoardAccess.put(knowledge.state().maintenance(), silence);
        Instant end = Instant.parse("2026-05-01T01:00:00Z");
        assertThat(occasions.between(end.minusSeconds(2), end.minusSeconds(1))).isEmpty();
        assertThat(occasions.between(end.minusSeconds(1), end))
                .extracting(told -> told.envelope().path("type").asText())
                .containsExactly("io.dropsight.alert.released");
        assertThat(occasions.between(end, end.plusSeconds(1))).isEmpty();
    }
}
