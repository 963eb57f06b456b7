package io.dropsight.intake;

import static io.dropsight.intake.Bodies.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.model.FeedCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries of several source partitions into one feed, on a real broker. */
@Timeout(120)
class AlignmentTest {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Broker broker = Broker.shared();
    private static final AlignmentSettings QUICK = new AlignmentSettings(Duration.ofMinutes(1), Duration.ofSeconds(3));
    /** Time between two bodies of a log. */
    private static final long EVERY_SECONDS = 20;

    private final Counts counts = new Counts();
    private final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    private final DeliverySettings settings =
            broker.settings("aligned" + RUNS.incrementAndGet()).withTickStep(Duration.ofSeconds(1));
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final SourcePartition a = partition("logs", 0);
    private final SourcePartition b = partition("logs", 1);

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void twoBacklogsOfOneProcessStayWithinTheBound() throws Exception {
        Deliveries deliveries = instance(AlignmentSettings.DEFAULTS);
        deliveries.expect(List.of(a, b));
        workOff(deliveries, deliveries, 90);
        assertThat(alarms).isEmpty();
        assertThat(counts.of(Count.HELD_MILLIS)).isPositive();
    }

    @Test
    void twoBacklogsOfTwoInstancesStayWithinTheBound() throws Exception {
        Deliveries one = instance(AlignmentSettings.DEFAULTS);
        Deliveries two = instance(AlignmentSettings.DEFAULTS);
        one.expect(List.of(a, b));
        two.expect(List.of(a, b));
        long began = System.nanoTime();
        workOff(one, two, 90);
        System.out.printf(
                "30 minutes of two logs by two instances: %d ms%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        assertThat(alarms).isEmpty();
    }

    @Test
    void instancesOfDifferentSourcesSeeEachOther() throws Exception {
        SourcePartition other = partition("other", 0);
        try (Delivery early = instance(AlignmentSettings.DEFAULTS).open(other)) {
            early.deliver(List.of(at(0, START)));
        }
        try (Delivery late = instance(AlignmentSettings.DEFAULTS).open(a)) {
            await("it sees the other", () -> late.isAhead(START.plusSeconds(61)));
            assertThat(late.isAhead(START.plusSeconds(60))).isFalse();
        }
    }

    @Test
    void oneThatIsStuckIsLeftOutWithAnAlarm() {
        Deliveries deliveries = instance(QUICK);
        try (Delivery stuck = deliveries.open(b)) {
            stuck.deliver(List.of(at(0, START)));
            Delivery delivery = deliveries.open(a);
            opened.add(delivery);
            delivery.deliver(List.of(at(0, START.plusSeconds(600)), at(1, START.plusSeconds(900))));
            assertThat(delivery.committed()).map(Committed::position).contains(1L);
            assertThat(alarms).singleElement().satisfies(alarm -> {
                assertThat(alarm.kind()).isEqualTo(SourceAlarm.Kind.LEFT_BEHIND);
                assertThat(alarm.partition()).isEqualTo(b);
                assertThat(alarm.text()).contains("waited PT3S", "stands at " + START);
            });
            assertThat(counts.of(Count.HELD_MILLIS)).isBetween(2_900L, 60_000L);
            stuck.deliver(List.of(at(1, START.plusSeconds(1)))); // late, but delivered
            assertThat(delivery.isAhead(START.plusSeconds(950)))
                    .as("it counts again")
                    .isTrue();
        }
    }

    @Test
    void ticksGoNoFurtherThanTheOthersAllowAndTellThemHowFarThisIs() {
        Deliveries deliveries = instance(AlignmentSettings.DEFAULTS);
        deliveries.expect(List.of(a, b));
        try (Delivery idle = deliveries.open(a);
                Delivery behind = deliveries.open(b)) {
            idle.reset(Committed.nothingOf(""));
            idle.idle(START.plusSeconds(900));
            assertThat(newest(broker.committed(settings.eventsTopic()))).isEqualTo(Instant.EPOCH);
            behind.deliver(List.of(at(0, START)));
            idle.idle(START.plusSeconds(901));
            assertThat(newest(broker.committed(settings.eventsTopic()))).isEqualTo(START.plusSeconds(60));
            assertThat(idle.committed()).map(Committed::arrival).contains(START.plusSeconds(901));
            assertThat(behind.isAhead(START.plusSeconds(961))).isFalse();
            assertThat(behind.isAhead(START.plusSeconds(962))).isTrue();
        }
    }

    @Test
    void whoWaitsCanBeStoppedAtOnceAndLosesNothing() throws Exception {
        Deliveries deliveries = instance(AlignmentSettings.DEFAULTS);
        deliveries.expect(List.of(b));
        Delivery held = deliveries.open(a);
        var delivering = CompletableFuture.runAsync(() -> held.deliver(List.of(at(0, START))));
        await("it waits", () -> counts.of(Count.HELD_MILLIS) > 0);
        long began = System.nanoTime();
        held.cancelWaiting();
        assertThatThrownBy(() -> delivering.get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(DeliveryException.class)
                .hasMessageContaining("held back");
        held.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(broker.feed(settings)).isEmpty();
    }

    @Test
    void whoWaitsAndIsFencedOffFindsOut() throws Exception {
        Deliveries deliveries = instance(AlignmentSettings.DEFAULTS);
        deliveries.expect(List.of(b));
        try (Delivery zombie = deliveries.open(a)) {
            zombie.reset(Committed.nothingOf(""));
            var delivering = CompletableFuture.runAsync(() -> zombie.deliver(List.of(at(0, START))));
            await("it waits", () -> counts.of(Count.HELD_MILLIS) > 0);
            try (Delivery owner = instance(AlignmentSettings.DEFAULTS).open(a)) {
                assertThatThrownBy(() -> delivering.get(40, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(FencedException.class);
                assertThat(owner.committed()).isPresent();
            }
        }
    }

    @Test
    void aPolicyThatStopsOneHoldsBackNobody() {
        Deliveries deliveries = instance(AlignmentSettings.DEFAULTS);
        deliveries.expect(List.of(a, b));
        try (Delivery stopped = deliveries.open(b);
                Delivery delivery = deliveries.open(a)) {
            stopped.standAside();
            delivery.deliver(List.of(at(0, START), at(1, START.plusSeconds(3_600))));
            assertThat(delivery.committed()).map(Committed::position).contains(1L);
        }
        assertThat(alarms).isEmpty();
    }

    /** {@code a} runs as it can, {@code b} only when {@code a} has been held back by it. */
    private void workOff(Deliveries ofA, Deliveries ofB, int bodies) throws Exception {
        try (Delivery fast = ofA.open(a);
                Delivery slow = ofB.open(b)) {
            fast.reset(Committed.nothingOf(""));
            slow.reset(Committed.nothingOf(""));
            var running = CompletableFuture.runAsync(() -> fast.deliver(backlog(0, bodies)));
            await("the fast one waits", () -> counts.of(Count.HELD_MILLIS) > 0);
            for (int from = 0; from < bodies; from += 10) {
                slow.deliver(backlog(from, from + 10));
            }
            slow.idle(START.plusSeconds(bodies * EVERY_SECONDS));
            running.get(60, TimeUnit.SECONDS);
        }
        List<ConsumerRecord<byte[], byte[]>> feed = broker.committed(settings.eventsTopic());
        assertThat(feed.stream().filter(record -> record.key() != null)).hasSize(2 * bodies);
        Instant[] newest = new Instant[Broker.PARTITIONS];
        Duration most = Duration.ZERO;
        for (ConsumerRecord<byte[], byte[]> record : feed) {
            Instant arrival = Instant.ofEpochMilli(FeedCodec.arrivalOf(record.value()));
            Instant before = newest[record.partition()];
            if (before != null && arrival.isBefore(before)) {
                Duration late = Duration.between(arrival, before);
                most = late.compareTo(most) > 0 ? late : most;
            } else {
                newest[record.partition()] = arrival;
            }
        }
        System.out.printf("most that a record came after a later one: %s%n", most);
        assertThat(most).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    private static List<Payload> backlog(int from, int to) {
        return LongStream.range(from, to)
                .mapToObj(position -> at(position, START.plusSeconds(position * EVERY_SECONDS)))
                .toList();
    }

    private static Payload at(long position, Instant arrival) {
        return new Payload(
                position,
                "o" + position,
                arrival,
                Bodies.envelope("d%d-%d".formatted(position, arrival.getEpochSecond()), 1, arrival));
    }

    private static Instant newest(List<ConsumerRecord<byte[], byte[]>> feed) {
        return feed.stream()
                .map(record -> Instant.ofEpochMilli(FeedCodec.arrivalOf(record.value())))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Deliveries of one process. */
    private Deliveries instance(AlignmentSettings aligned) {
        var alignment = new Alignment(aligned, alarms::add);
        opened.add(alignment);
        var deliveries = new TransactionalDeliveries(settings, alignment, counts, alarms::add, Clock.systemUTC());
        opened.add(deliveries);
        return deliveries;
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant giveUpAt = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waiting for %s", what).isBefore(giveUpAt);
            Thread.onSpinWait();
        }
    }

    private static SourcePartition partition(String hub, int number) {
        return new SourcePartition("eventhubs", "ns.example", hub, "$default", number);
    }
}
