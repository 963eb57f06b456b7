package io.dropsight.eventhubs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import io.dropsight.intake.StartPolicy;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic, its readers, and what they delivered. */
final class Trial implements AutoCloseable {
    final Clusters clusters;
    final String topic;
    final int partitions;
    final DeliverySettings delivery;
    final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    final Map<IntakeMetrics.Count, Long> counts = new HashMap<>();
    StartPolicy start = StartPolicy.earliest();
    GapPolicy gap = GapPolicy.GO_ON;
    RecreatedPolicy recreated = RecreatedPolicy.STOP;
    Duration stalledAfter = Duration.ofSeconds(60);
    UnaryOperator<Deliveries> wrapped = UnaryOperator.identity();
    private final List<Deliveries> open = new ArrayList<>();
    private final List<KafkaLogSource> running = new ArrayList<>();

    Trial(Clusters clusters, String name, int partitions) {
        this.clusters = clusters;
        this.topic = clusters.name(name);
        this.partitions = partitions;
        clusters.createTopic(topic, partitions);
        this.delivery = clusters.delivery("t-" + topic).withTickStep(Duration.ofSeconds(1));
    }

    /** A reader with the right login, which runs. */
    KafkaLogSource reader() {
        return reader(clusters.endpoint(Clusters.KEY));
    }

    KafkaLogSource reader(EventHubsEndpoint endpoint) {
        return reader(KafkaLogSettings.ofEventHub(endpoint, topic, "dropsight-" + topic));
    }

    KafkaLogSource reader(KafkaLogSettings settings) {
        var source = new KafkaLogSource(
                new KafkaLogSettings(
                        settings.connection(),
                        settings.kind(),
                        settings.namespace(),
                        settings.topic(),
                        settings.group(),
                        Duration.ofMillis(500),
                        stalledAfter,
                        3,
                        Duration.ofMillis(500)),
                wrapped.apply(deliveries()),
                new Continuity(start, gap, recreated, metrics(), alarms::add),
                alarms::add,
                Clock.systemUTC());
        running.add(source);
        source.start();
        return source;
    }

    Deliveries deliveries() {
        Deliveries deliveries = new TransactionalDeliveries(delivery, metrics(), alarms::add, Clock.systemUTC());
        open.add(deliveries);
        return deliveries;
    }

    void stop(KafkaLogSource source) {
        running.remove(source);
        source.stop(Duration.ofSeconds(15));
    }

    /** The devices {@code <partition>-<number>}, one a body. */
    void write(int partition, int from, int to) {
        clusters.write(
                topic,
                partition,
                IntStream.range(from, to)
                        .mapToObj(i -> body(partition + "-" + i))
                        .toArray(byte[][]::new));
    }

    static byte[] body(String device) {
        return """
                {"records":[{"time":"%s","resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "operationName":"deviceDisconnect","category":"Connections","level":"Error","resultType":"404104",\
                "resultDescription":"DeviceConnectionClosedRemotely","properties":{"deviceId":"%s","protocol":"Mqtt",\
                "authType":null,"maskedIpAddress":"203.0.113.XXX"}}]}""".formatted(Instant.now(), device).getBytes(UTF_8);
    }

    /** Devices of all committed events, as often as they are there. */
    List<String> devices() {
        return events().stream().map(event -> event.event().device().deviceId()).toList();
    }

    List<FeedMessage.Event> events() {
        return clusters.committed(delivery.eventsTopic()).stream()
                .map(Trial::message)
                .filter(FeedMessage.Event.class::isInstance)
                .map(FeedMessage.Event.class::cast)
                .toList();
    }

    static FeedMessage message(ConsumerRecord<byte[], byte[]> record) {
        return FeedCodec.decode(record.key() == null ? "" : new String(record.key(), UTF_8), record.value());
    }

    /** Each once, and in each partition of the events rising by the position in the source. */
    void assertOnceAndInOrder(Set<String> expected) {
        List<String> devices = devices();
        assertThat(devices).doesNotHaveDuplicates();
        assertThat(new HashSet<>(devices)).isEqualTo(expected);
        Map<String, Long> last = new HashMap<>();
        Map<String, Instant> arrival = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : clusters.committed(delivery.eventsTopic())) {
            FeedMessage message = message(record);
            String key = record.partition() + " of " + message.arrival().source();
            if (message instanceof FeedMessage.Event) {
                assertThat(message.arrival().position()).as(key).isGreaterThan(last.getOrDefault(key, -1L));
                last.put(key, message.arrival().position());
            }
            assertThat(message.arrival().at())
                    .as("arrivals of %s", key)
                    .isAfterOrEqualTo(arrival.getOrDefault(key, Instant.EPOCH));
            arrival.put(key, message.arrival().at());
        }
    }

    static Set<String> range(int partition, int from, int to) {
        Set<String> all = new HashSet<>();
        IntStream.range(from, to).forEach(i -> all.add(partition + "-" + i));
        return all;
    }

    void awaitStates(KafkaLogSource source, State... states) {
        await(source::health, () -> states(source).equals(List.of(states)));
    }

    void awaitAll(KafkaLogSource source, State state) {
        await(
                source::health,
                () -> states(source).size() == partitions
                        && states(source).stream().allMatch(state::equals));
    }

    static List<State> states(KafkaLogSource source) {
        return source.health().stream().map(SourceHealth::state).toList();
    }

    List<SourceAlarm.Kind> kinds() {
        return alarms.stream().map(SourceAlarm::kind).toList();
    }

    synchronized long count(IntakeMetrics.Count of) {
        return counts.getOrDefault(of, 0L);
    }

    void await(Supplier<?> told, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("within 90 s: %s, alarms %s", told.get(), alarms)
                    .isLessThan(giveUp);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        List.copyOf(running).forEach(this::stop);
        open.forEach(Deliveries::close);
    }

    private IntakeMetrics metrics() {
        return new IntakeMetrics() {
            @Override
            public void records(SourcePartition from, Outcome outcome, long records) {}

            @Override
            public void deadLetters(SourcePartition from, UnreadableReason reason, long records) {}

            @Override
            public void count(SourcePartition from, Count what, long by) {
                synchronized (Trial.this) {
                    counts.merge(what, by, Long::sum);
                }
            }

            @Override
            public void committed(SourcePartition from, Duration took) {}
        };
    }
}
