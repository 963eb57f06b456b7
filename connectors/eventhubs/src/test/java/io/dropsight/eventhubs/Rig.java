package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.Alignment;
import io.dropsight.intake.AlignmentSettings;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourcePartition;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.kafka.Topics;
import io.dropsight.testkit.eventhubs.EventHubsServer;
import io.dropsight.testkit.eventhubs.ServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** An event hub on loopback, topics of its own in Kafka, and sources between them that are quick to notice things. */
final class Rig implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);
    static final String HUB = "logs";
    private static final AtomicInteger RUNS = new AtomicInteger();

    final EventHubsServer server;
    final Map<String, Object> kafka;
    final DeliverySettings delivery;
    final Claims claims = new InMemoryClaims();
    final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();
    final Recorded metrics = new Recorded();
    private final List<Runnable> opened = new ArrayList<>();
    private Tripping.Trip trip = (partition, before) -> {};

    Rig(Map<String, Object> kafka, int hubPartitions) {
        this(kafka, hubPartitions, ServerOptions.DEFAULTS);
    }

    Rig(Map<String, Object> kafka, int hubPartitions, ServerOptions options) {
        this.kafka = kafka;
        this.server = EventHubsServer.start(options);
        this.delivery = DeliverySettings.of(kafka, "eventhubs-test-" + RUNS.incrementAndGet(), 3);
        server.createHub(HUB, hubPartitions);
        try (Admin admin = Admin.create(kafka)) {
            Topics.create(admin, delivery.eventsTopic(), 3, Map.of());
            Topics.create(admin, delivery.deadLettersTopic(), 1, Map.of());
            Topics.create(admin, delivery.positionsTopic(), 4, Map.of()); // the usual 32 take a second
        }
    }

    EventHubsSettings settings() {
        return quick(
                EventHubsSettings.of(Secret.of(server.connectionString(HUB), "the rig"), Optional.empty(), "$default"));
    }

    /** With times a fifth to a tenth of the defaults. */
    EventHubsSettings quick(EventHubsSettings settings) {
        return settings.with(new BalanceSettings(Duration.ofSeconds(1), Duration.ofSeconds(5)))
                .with(new WatchSettings(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(20),
                        3,
                        Duration.ofMillis(200),
                        Duration.ofHours(1)));
    }

    EventHubsSource source() {
        return source(settings());
    }

    /** Not started. Closed with the rig, if not before. */
    EventHubsSource source(EventHubsSettings settings) {
        return source(settings, claims);
    }

    EventHubsSource source(EventHubsSettings settings, Claims sharedClaims) {
        return source(settings, sharedClaims, delivery);
    }

    /** With a connection to Kafka that differs. */
    EventHubsSource startedOn(Map<String, Object> otherKafka) {
        EventHubsSource source = source(
                settings(),
                claims,
                new DeliverySettings(
                        otherKafka,
                        delivery.prefix(),
                        delivery.eventPartitions(),
                        delivery.defaultHub(),
                        delivery.tickStep(),
                        delivery.giveUpAfter(),
                        delivery.maxRecords(),
                        delivery.maxBytes(),
                        delivery.keepAliveAfter()));
        source.start();
        return source;
    }

    /** Sources made from now on come across this at each batch. */
    void trip(Tripping.Trip atEachBatch) {
        trip = atEachBatch;
    }

    /** Deliveries of one process, whose sources wait for each other. */
    Deliveries aligned() {
        var alignment = new Alignment(AlignmentSettings.DEFAULTS, alarms::add);
        opened.add(alignment::close);
        var deliveries = new TransactionalDeliveries(delivery, alignment, metrics, alarms::add, Clock.systemUTC());
        opened.add(deliveries::close);
        return deliveries;
    }

    private EventHubsSource source(EventHubsSettings settings, Claims sharedClaims, DeliverySettings deliverySettings) {
        var real = new TransactionalDeliveries(deliverySettings, metrics, alarms::add, Clock.systemUTC());
        opened.add(real::close);
        return source(settings, sharedClaims, new Tripping(real, trip));
    }

    EventHubsSource source(EventHubsSettings settings, Deliveries deliveries) {
        return source(settings, claims, deliveries);
    }

    private EventHubsSource source(EventHubsSettings settings, Claims sharedClaims, Deliveries deliveries) {
        var source = new EventHubsSource(
                settings, deliveries, sharedClaims, metrics, alarms::add, lost::add, Clock.systemUTC());
        opened.add(source::close);
        return source;
    }

    EventHubsSource started() {
        EventHubsSource source = source();
        source.start();
        return source;
    }

    Feed feed() {
        return new Feed(kafka, delivery.eventsTopic());
    }

    /** Fills each partition with bodies of numbered records, from {@code from} on. */
    void preload(int partitions, long from, int bodies, int recordsEach) {
        for (int partition = 0; partition < partitions; partition++) {
            server.preload(HUB, partition, Numbered.bodies(partition, from, bodies, recordsEach));
        }
    }

    /** Waits until a reader has seen so many events. */
    static void await(Feed feed, long events, Duration within) {
        await("%d events".formatted(events), () -> feed.read().events() >= events, within, feed::events);
    }

    static void await(String what, BooleanSupplier condition) {
        await(what, condition, SOON, () -> "");
    }

    static void await(String what, BooleanSupplier condition, Duration within, Supplier<?> present) {
        Instant giveUpAt = Instant.now().plus(within);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as("waiting for %s; now: %s", what, present.get())
                    .isBefore(giveUpAt);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50); // between two looks at a real server
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).run();
        }
        server.close();
    }

    /** What deliveries have told. */
    static final class Recorded implements IntakeMetrics {
        private final Map<Object, Long> counts = new ConcurrentHashMap<>();

        long of(Object what) {
            return counts.getOrDefault(what, 0L);
        }

        @Override
        public void records(SourcePartition from, Outcome outcome, long records) {
            counts.merge(outcome, records, Long::sum);
        }

        @Override
        public void deadLetters(SourcePartition from, UnreadableReason reason, long records) {
            counts.merge(reason, records, Long::sum);
        }

        @Override
        public void count(SourcePartition from, Count what, long by) {
            counts.merge(what, by, Long::sum);
        }

        @Override
        public void committed(SourcePartition from, Duration took) {
            // Counted as COMMITS.
        }
    }
}
