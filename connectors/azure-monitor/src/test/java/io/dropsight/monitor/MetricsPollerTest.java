package io.dropsight.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.monitor.MonitorServer.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** With a real broker, a real clock and real threads. */
class MetricsPollerTest {
    private static final int PARTITIONS = 3;
    private static final TokenCredential CREDENTIAL = request -> Mono.fromSupplier(
            () -> new AccessToken("t", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    private static EmbeddedKafka kafka;

    private final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    private MonitorServer server;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.temporary();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void start() {
        server = MonitorServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bringsEachMinuteOfEachHubToTheDetectorOnceOverARestart() {
        DeliverySettings settings = topics("restart");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        for (int m = -1500; m <= 30; m++) {
            server.count("Plant", now.plusSeconds(60L * m), 400 + m % 7);
            server.count("yard", now.plusSeconds(60L * m), 0);
        }
        for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(10))) {
            try (Deliveries deliveries = deliveries(settings);
                    MetricsPoller poller =
                            poller(deliveries, 4, Clock.offset(Clock.systemUTC(), later), "Plant", "yard")) {
                poller.start();
                await(poller::health, () -> states(poller).stream().allMatch(State.CAUGHT_UP::equals));
            }
        }

        List<FeedMessage> feed = feed(settings);
        for (String hub : List.of("plant", "yard")) {
            List<MetricSample> samples = feed.stream()
                    .filter(FeedMessage.Metric.class::isInstance)
                    .map(message -> ((FeedMessage.Metric) message).sample())
                    .filter(sample -> sample.hub().equals(hub))
                    .toList();
            assertThat(samples).extracting(MetricSample::at).isSorted().doesNotHaveDuplicates();
            assertThat(samples).hasSizeBetween(1448, 1452).allSatisfy(sample -> {
                assertThat(sample.name()).isEqualTo("connectedDeviceCount");
                int m = (int) Duration.between(now, sample.at()).toMinutes();
                assertThat(sample.value()).isEqualTo(hub.equals("yard") ? 0 : 400 + m % 7);
            });
        }
        assertThat(feed).filteredOn(FeedMessage.Tick.class::isInstance).hasSizeGreaterThanOrEqualTo(PARTITIONS);
        assertThat(alarms).isEmpty();
    }

    @Test
    void asksForSoManyHubsAtOnceAndNoMore() {
        DeliverySettings settings = topics("many");
        String[] hubs = IntStream.range(0, 7).mapToObj(i -> "hub-" + i).toArray(String[]::new);
        for (String hub : hubs) {
            server.count(hub, Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(180), 5);
            server.reply(hub, (exchange, closed) -> {
                closed.await(200, TimeUnit.MILLISECONDS);
                Reply.error(500, "Slow").to(exchange, closed);
            });
        }
        try (Deliveries deliveries = deliveries(settings);
                MetricsPoller poller = poller(deliveries, 3, Clock.systemUTC(), hubs)) {
            poller.start();
            await(poller::health, () -> states(poller).stream().allMatch(State.CAUGHT_UP::equals));
        }
        assertThat(server.mostAtOnce()).isBetween(2, 3);
        assertThat(feed(settings).stream().filter(FeedMessage.Metric.class::isInstance))
                .hasSize(7);
    }

    @Test
    void oneHubThatIsRefusedStopsNoOther() {
        DeliverySettings settings = topics("refused");
        server.count("plant", Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(180), 5);
        server.reply("yard", Reply.error(403, "AuthorizationFailed"));
        try (Deliveries deliveries = deliveries(settings);
                MetricsPoller poller = poller(deliveries, 4, Clock.systemUTC(), "plant", "yard")) {
            poller.start();
            await(poller::health, () -> states(poller).equals(List.of(State.CAUGHT_UP, State.FAILED)));
            assertThat(poller.health().get(1).lastError()).contains("Monitoring Reader");
        }
        assertThat(alarms).singleElement().extracting(SourceAlarm::kind).isEqualTo(SourceAlarm.Kind.UNAUTHORIZED);
    }

    @Test
    void stopsAtOnceWhileAzureIsSilent() {
        DeliverySettings settings = topics("silent");
        server.reply("plant", Reply.silence());
        try (Deliveries deliveries = deliveries(settings)) {
            MetricsPoller poller = poller(deliveries, 4, Clock.systemUTC(), "plant");
            poller.start();
            await(poller::health, () -> !server.asked().isEmpty());
            long began = System.nanoTime();
            poller.stop(Duration.ofSeconds(15));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            await(() -> "a thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("metrics-poller-")));
        }
        assertThat(alarms).isEmpty();
    }

    private MetricsPoller poller(Deliveries deliveries, int atOnce, Clock clock, String... hubs) {
        PollerSettings given = PollerSettings.of(
                server.endpoint(), List.of(hubs).stream().map(Hubs::of).toList());
        var settings = new PollerSettings(
                given.endpoint(),
                given.hubs(),
                given.interval(),
                given.settle(),
                given.patience(),
                given.lookBack(),
                given.staleAfter(),
                given.retry(),
                given.timeout(),
                atOnce);
        return new MetricsPoller(
                settings, CREDENTIAL, server.trusting(), deliveries, PollMetrics.NONE, alarms::add, clock);
    }

    private static List<State> states(MetricsPoller poller) {
        return poller.health().stream().map(SourceHealth::state).toList();
    }

    private Deliveries deliveries(DeliverySettings settings) {
        return new TransactionalDeliveries(settings, IntakeMetrics.NONE, alarms::add, Clock.systemUTC());
    }

    private static DeliverySettings topics(String prefix) {
        Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
        DeliverySettings settings = DeliverySettings.of(connection, prefix, PARTITIONS);
        try (var admin = Admin.create(connection)) {
            Topics.create(admin, settings.eventsTopic(), PARTITIONS, Map.of());
            Topics.create(admin, settings.deadLettersTopic(), 1, Map.of());
        }
        return settings;
    }

    private static List<FeedMessage> feed(DeliverySettings settings) {
        Map<String, Object> config = new HashMap<>(settings.kafka());
        config.put("isolation.level", "read_committed");
        List<FeedMessage> feed = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition(settings.eventsTopic(), p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> feed.add(FeedCodec.decode(
                                record.key() == null ? "" : new String(record.key(), UTF_8), record.value())));
            }
        }
        return feed;
    }

    private static void await(Supplier<?> told, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute: %s", told.get()).isLessThan(giveUp);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
