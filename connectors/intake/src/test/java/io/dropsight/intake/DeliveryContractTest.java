package io.dropsight.intake;

import static io.dropsight.intake.Bodies.START;
import static io.dropsight.intake.Bodies.payload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.IntakeMetrics.Outcome;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.FeedMessage.Tick;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every delivery owes. */
abstract class DeliveryContractTest {
    private static final AtomicInteger RUNS = new AtomicInteger();

    static final Broker broker = Broker.shared();

    final Counts counts = new Counts();
    final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    final MovableClock clock = new MovableClock(START);
    final DeliverySettings settings = broker.settings("run" + RUNS.incrementAndGet());
    final SourcePartition source = new SourcePartition("eventhubs", "NS.example", "Logs", "$Default", 2);
    final Deliveries deliveries = deliveries(settings, counts, alarms::add, clock);

    abstract Deliveries deliveries(
            DeliverySettings settings, IntakeMetrics metrics, SourceAlarm.Listener alarms, Clock clock);

    @AfterEach
    void close() {
        deliveries.close();
    }

    @Test
    void deliversEventsMetricsAndDeadLettersAndThePosition() {
        String body = "[%s,%s,{\"category\":\"DeviceTelemetry\",\"time\":\"2026-03-02T08:00:00Z\"},{\"records\":17}]"
                .formatted(Bodies.record("pump", START), Bodies.metric(START, 12));
        try (Delivery delivery = deliveries.open(source)) {
            assertThat(delivery.committed()).isEmpty();
            delivery.deliver(List.of(payload(7, body.getBytes(UTF_8))));
            assertThat(delivery.committed()).contains(new Committed(7, "o7", START.plusSeconds(7), ""));
        }
        assertThat(broker.feed(settings))
                .extracting(m -> m.getClass().getSimpleName())
                .containsExactlyInAnyOrder("Event", "Metric");
        assertThat(broker.feed(settings)).allSatisfy(message -> {
            assertThat(message.arrival().source()).isEqualTo("eventhubs/ns.example/logs/$default/2");
            assertThat(message.arrival().at()).isEqualTo(START.plusSeconds(7));
            assertThat(message.arrival().position()).isEqualTo(7);
        });
        assertThat(broker.committed(settings.deadLettersTopic()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(new String(letter.value(), UTF_8)).isEqualTo("{\"records\":17}");
                    assertThat(Broker.header(letter, "reason")).isEqualTo("unknown_record");
                    assertThat(Broker.header(letter, "origin")).isEqualTo("eventhubs/ns.example/logs/$default/2@7");
                    assertThat(Broker.header(letter, "detail"))
                            .startsWith("at byte %d: ".formatted(body.indexOf("{\"records\"")));
                    assertThat(Broker.header(letter, "source-partition"))
                            .isEqualTo("eventhubs/ns.example/logs/$default/2");
                    assertThat(Broker.header(letter, "source-position")).isEqualTo("7");
                    assertThat(Broker.header(letter, "record-index")).isEqualTo("3");
                });
        assertThat(counts.of(Outcome.EVENT)).isEqualTo(1);
        assertThat(counts.of(Outcome.METRIC)).isEqualTo(1);
        assertThat(counts.of(Outcome.IGNORED)).isEqualTo(1);
        assertThat(counts.of(UnreadableReason.UNKNOWN_RECORD)).isEqualTo(1);
        assertThat(counts.of(Count.PAYLOADS)).isEqualTo(1);
        assertThat(counts.of(Count.BYTES)).isEqualTo(body.length());
        assertThat(counts.of(Count.COMMITS)).isEqualTo(1);
    }

    /** As a replay of the same log does: a body may tell a device's return before its drop. */
    @Test
    void eventsOfOneBodyGoOutByTheirEventTime() {
        String body = IntStream.of(7, 3, 9, 3, 1)
                .mapToObj(second -> Bodies.record("pump", START.minusSeconds(second)))
                .collect(Collectors.joining(",", "{\"records\":[", "]}"));
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(List.of(payload(7, body.getBytes(UTF_8))));
        }
        assertThat(broker.feed(settings))
                .extracting(m -> ((FeedMessage.Event) m).event().occurredAt())
                .containsExactlyElementsOf(IntStream.of(9, 7, 3, 3, 1)
                        .mapToObj(START::minusSeconds)
                        .toList());
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(payloads(0, 5));
        }
        try (Delivery delivery = deliveries.open(source)) {
            assertThat(delivery.committed()).contains(new Committed(4, "o4", START.plusSeconds(4), ""));
            delivery.deliver(payloads(3, 8));
        }
        assertThat(counts.of(Count.DUPLICATES)).isEqualTo(2);
        assertThat(broker.devices(settings)).isEqualTo(devicesOf(0, 8));
    }

    @Test
    void keepsPositionsOfPartitionsAndLogsApart() {
        var other = new SourcePartition("eventhubs", "ns.example", "logs", "$default", 3);
        var metrics = new SourcePartition("eventhubs", "ns.example", "metrics", "$default", 2);
        try (Delivery mine = deliveries.open(source);
                Delivery theirs = deliveries.open(other)) {
            mine.deliver(payloads(0, 5));
            theirs.deliver(payloads(100, 103));
        }
        assertThat(deliveries.positions(List.of(source, other, metrics)))
                .containsOnlyKeys(source, other)
                .hasEntrySatisfying(source, at -> assertThat(at.position()).isEqualTo(4))
                .hasEntrySatisfying(other, at -> assertThat(at.position()).isEqualTo(102));
    }

    @Test
    void garbageStopsNothing() {
        byte[] megabyte = new byte[1024 * 1024];
        Arrays.fill(megabyte, (byte) 'x');
        byte[] braces = "}\n".repeat(512 * 1024).getBytes(UTF_8);
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(List.of(
                    payload(0, megabyte),
                    payload(1, new byte[0]),
                    payload(2, "{\"records\":[]}".getBytes(UTF_8)),
                    payload(3, "{\"records\":[{\"time\"".getBytes(UTF_8)),
                    payload(4, braces),
                    payload(5, new byte[] {0, 1, (byte) 0xff}),
                    payload(6)));
            assertThat(delivery.committed()).map(Committed::position).contains(6L);
        }
        assertThat(broker.devices(settings)).isEqualTo(devicesOf(6, 7));
        Map<String, List<ConsumerRecord<byte[], byte[]>>> letters =
                broker.committed(settings.deadLettersTopic()).stream()
                        .collect(Collectors.groupingBy(letter -> Broker.header(letter, "source-position")));
        assertThat(letters).containsOnlyKeys("0", "1", "2", "3", "4", "5");
        assertThat(List.of(letters.get("1"), letters.get("2"))).allSatisfy(empty -> assertThat(empty)
                .singleElement()
                .satisfies(letter -> assertThat(Broker.header(letter, "reason")).isEqualTo("empty")));
        assertThat(letters.get("0")).hasSize(1);
        assertThat(letters.get("4")).as("the first 1,000 lines, and the body").hasSize(1_001);
        assertThat(letters.get("4").get(1_000)).satisfies(letter -> {
            assertThat(letter.value()).startsWith("}\n}\n".getBytes(UTF_8)).hasSize(512 * 1024);
            assertThat(Broker.header(letter, "cut-from-bytes")).isEqualTo("1048576");
        });
        assertThat(counts.of(UnreadableReason.NOT_JSON)).isGreaterThan(512 * 1024);
        assertThat(counts.of(Count.EMPTY_PAYLOADS)).isEqualTo(2);
        assertThat(counts.of(UnreadableReason.EMPTY)).isEqualTo(2);
        assertThat(counts.of(Count.PAYLOADS)).isEqualTo(7);
    }

    @Test
    void aBodyWith10000RecordsIsDeliveredWhole() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(List.of(payload(0, Bodies.envelope("d0", 10_000, START)), payload(1)));
        }
        assertThat(broker.devices(settings)).hasSize(10_002).doesNotHaveDuplicates();
    }

    @Test
    void aFloodIsSplit() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(LongStream.range(0, 10)
                    .mapToObj(n -> payload(n, Bodies.envelope("d" + n, 2_500, START)))
                    .toList());
        }
        assertThat(counts.of(Count.COMMITS)).as("of 25,000 records and 9 MiB").isBetween(2L, 4L);
        assertThat(broker.devices(settings)).hasSize(25_000).doesNotHaveDuplicates();
    }

    @Test
    void arrivalsNeverFallNotEvenOverARestart() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(List.of(at(0, 50), at(1, 40)));
            delivery.idle(START.plusSeconds(70));
            delivery.deliver(List.of(at(2, 65)));
        }
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(List.of(at(3, 60), at(4, 80)));
        }
        assertThat(counts.of(Count.CLAMPED)).isEqualTo(3 * 3);
        assertArrivalsNeverFall();
        assertThat(broker.feed(settings).stream()
                        .filter(FeedMessage.Event.class::isInstance)
                        .map(FeedMessage::arrival)
                        .collect(Collectors.toMap(
                                arrival -> arrival.position(), arrival -> arrival.at(), (one, same) -> one)))
                .containsEntry(1L, START.plusSeconds(50))
                .containsEntry(2L, START.plusSeconds(70))
                .containsEntry(3L, START.plusSeconds(70))
                .containsEntry(4L, START.plusSeconds(80));
    }

    @Test
    void ticksWhenItIsDueAndNotBefore() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.idle(START);
            delivery.idle(START.plusSeconds(4));
            delivery.idle(START.plusSeconds(5));
            delivery.idle(START.plusSeconds(3));
            assertThat(delivery.committed()).as("a tick is no position").isEmpty();
        }
        assertThat(broker.feed(settings))
                .hasSize(2 * Broker.PARTITIONS)
                .containsOnly(Tick.idle(source.text(), START, 0), Tick.idle(source.text(), START.plusSeconds(5), 0));
        assertThat(counts.of(Count.TICKS)).isEqualTo(2 * Broker.PARTITIONS);
        assertArrivalsNeverFall();
    }

    @Test
    void aResetIsAPosition() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(payloads(10, 12));
            delivery.reset(new Committed(Committed.NOTHING, "", Instant.EPOCH, "made 2026-03-02"));
        }
        try (Delivery delivery = deliveries.open(source)) {
            assertThat(delivery.committed())
                    .contains(new Committed(Committed.NOTHING, "", START.plusSeconds(11), "made 2026-03-02"));
            delivery.deliver(payloads(0, 2));
            assertThat(delivery.committed()).contains(new Committed(1, "o1", START.plusSeconds(11), "made 2026-03-02"));
        }
        assertThat(broker.devices(settings)).hasSize(8);
        assertArrivalsNeverFall();
    }

    @Test
    void anOffsetTextIsKeptAsItIs() {
        String odd = "geo;7:42;%3B|\u00e9 x";
        try (Delivery delivery = deliveries.open(source)) {
            delivery.reset(new Committed(3, odd, START, "a;b=c%"));
        }
        try (Delivery delivery = deliveries.open(source)) {
            assertThat(delivery.committed()).contains(new Committed(3, odd, START, "a;b=c%"));
        }
    }

    @Test
    void positionsAreKeptAliveOnceAnHour() {
        try (Delivery delivery = deliveries.open(source)) {
            delivery.keepAlive();
            clock.move(Duration.ofHours(2));
            delivery.keepAlive();
            assertThat(counts.of(Count.KEPT_ALIVE)).as("there is none").isZero();
            delivery.deliver(payloads(0, 1));
            clock.move(Duration.ofMinutes(59));
            delivery.keepAlive();
            assertThat(counts.of(Count.KEPT_ALIVE)).isZero();
            clock.move(Duration.ofMinutes(1));
            delivery.keepAlive();
            delivery.keepAlive();
            assertThat(counts.of(Count.KEPT_ALIVE)).isEqualTo(1);
        }
        assertThat(deliveries.positions(List.of(source)).get(source).position()).isZero();
    }

    @Test
    void aPositionThatIsGoneIsAlarmedAndAFirstStartIsNot() throws Exception {
        var other = new SourcePartition("eventhubs", "ns.example", "other", "$default", 2);
        try (Delivery delivery = deliveries.open(source)) {
            delivery.idle(START);
        }
        try (Delivery delivery = deliveries.open(source)) {
            delivery.deliver(payloads(0, 1));
            delivery.deliver(payloads(1, 2));
        }
        deliveries.open(source).close();
        assertThat(alarms).as("of a first start, and of one with its position").isEmpty();

        try (var admin = Admin.create(broker.connection())) {
            admin.deleteConsumerGroups(List.of(settings.group(source))).all().get();
        }
        deliveries.open(other).close();
        try (Delivery delivery = deliveries.open(source)) {
            assertThat(delivery.committed()).isEmpty();
            assertThat(alarms).singleElement().satisfies(alarm -> {
                assertThat(alarm.kind()).isEqualTo(SourceAlarm.Kind.POSITION_MISSING);
                assertThat(alarm.partition()).isEqualTo(source);
                assertThat(alarm.text()).contains(source.text(), settings.group(source), "offsets.retention.minutes");
            });
        }
    }

    static List<Payload> payloads(long from, long to) {
        return LongStream.range(from, to).mapToObj(Bodies::payload).toList();
    }

    static List<String> devicesOf(int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .flatMap(n -> IntStream.range(0, 2).mapToObj(i -> "d" + n + "-" + i))
                .sorted()
                .toList();
    }

    private static Payload at(long position, long second) {
        return new Payload(
                position, "o" + position, START.plusSeconds(second), Bodies.envelope("d" + position, 3, START));
    }

    private void assertArrivalsNeverFall() {
        Map<Integer, List<Instant>> arrivals = broker.committed(settings.eventsTopic()).stream()
                .collect(Collectors.groupingBy(
                        ConsumerRecord::partition,
                        Collectors.mapping(
                                record -> Broker.message(record).arrival().at(), Collectors.toList())));
        assertThat(arrivals.values()).allSatisfy(times -> assertThat(times).isSorted());
    }

    static Optional<Long> position(Delivery delivery) {
        return delivery.committed().map(Committed::position);
    }
}
