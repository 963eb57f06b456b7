package io.dropsight.intake;

import static io.dropsight.intake.DeliveryContractTest.devicesOf;
import static io.dropsight.intake.DeliveryContractTest.payloads;
import static io.dropsight.intake.DeliveryContractTest.position;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.intake.IntakeMetrics.Count;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners that are none any more, and transactions that do not end. */
class FencingTest {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Broker broker = Broker.shared();

    private final Counts counts = new Counts();
    private final DeliverySettings settings =
            broker.settings("fence" + RUNS.incrementAndGet()).withGiveUpAfter(Duration.ofSeconds(3));
    private final SourcePartition source = new SourcePartition("eventhubs", "ns.example", "logs", "$default", 0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Deliveries> opened = new ArrayList<>();

    /** Before a producer's method is called. */
    @FunctionalInterface
    private interface Hook {
        void before(String method) throws InterruptedException;
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        opened.forEach(Deliveries::close);
    }

    @Test
    void aZombieInsideAnOpenTransactionWritesNothing() throws Exception {
        var inside = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        Delivery zombie = deliveries(method -> {
                    if (method.equals("commitTransaction")) {
                        inside.countDown();
                        assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
                    }
                })
                .open(source);
        Future<?> stalled = threads.submit(() -> zombie.deliver(payloads(0, 50)));
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();

        try (Delivery heir = deliveries(method -> {}).open(source)) {
            assertThat(heir.committed())
                    .as("nothing of the zombie's is committed")
                    .isEmpty();
            heir.deliver(payloads(0, 30));
            released.countDown();
            assertThatThrownBy(() -> stalled.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining("another owner has taken it over");
            heir.deliver(payloads(25, 60));
        }
        assertThatThrownBy(() -> zombie.deliver(payloads(60, 61)))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("open another");
        zombie.close();
        assertThat(broker.devices(settings)).isEqualTo(devicesOf(0, 60));
        assertThat(broker.read(settings.eventsTopic(), "read_uncommitted"))
                .as("the zombie had written")
                .hasSizeGreaterThan(120);
        assertThat(counts.of(Count.FENCED)).isEqualTo(1);
        assertThat(counts.of(IntakeMetrics.Outcome.EVENT)).isEqualTo(120);
    }

    @Test
    void aFormerOwnerCanDoNothing() {
        Deliveries deliveries = deliveries(method -> {});
        List<Delivery> former = List.of(deliveries.open(source), deliveries.open(source), deliveries.open(source));
        try (Delivery owner = deliveries.open(source)) {
            owner.deliver(payloads(0, 3));
            assertThatThrownBy(() -> former.get(0).deliver(payloads(0, 9))).isInstanceOf(FencedException.class);
            assertThatThrownBy(() -> former.get(1).idle(Bodies.START)).isInstanceOf(FencedException.class);
            assertThatThrownBy(() -> former.get(2).reset(Committed.nothingOf("")))
                    .isInstanceOf(FencedException.class);
            owner.deliver(payloads(3, 6));
            assertThat(position(owner)).contains(5L);
        }
        former.forEach(Delivery::close);
        assertThat(broker.devices(settings)).isEqualTo(devicesOf(0, 6));
    }

    @Test
    void anAbortedTransactionLeavesNothingAndIsDoneAgain() {
        var failures = new AtomicInteger(3);
        try (Delivery delivery = deliveries(method -> {
                    if (method.equals("commitTransaction") && failures.getAndDecrement() > 0) {
                        throw new KafkaException("as if");
                    }
                })
                .open(source)) {
            delivery.deliver(payloads(0, 5));
            assertThat(position(delivery)).contains(4L);
        }
        assertThat(broker.devices(settings)).isEqualTo(devicesOf(0, 5));
        assertThat(counts.of(Count.ABORTS)).isEqualTo(3);
        assertThat(counts.of(IntakeMetrics.Outcome.EVENT)).as("once").isEqualTo(10);
        assertThat(counts.of(Count.COMMITS)).isEqualTo(1);
    }

    @Test
    void givesUpWithAReasonWhenNothingHelps() {
        try (Delivery delivery = deliveries(method -> {
                    if (method.equals("commitTransaction")) {
                        throw new KafkaException("as if");
                    }
                })
                .open(source)) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> delivery.deliver(payloads(0, 5)))
                    .isInstanceOf(DeliveryException.class)
                    .isNotInstanceOf(FencedException.class)
                    .hasMessageContaining("as if")
                    .hasMessageContaining("what was not committed will be delivered again");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(
                            settings.giveUpAfter().minusSeconds(1),
                            settings.giveUpAfter().plusSeconds(6));
        }
        assertThat(broker.devices(settings)).isEmpty();
    }

    @Test
    void whatIsCancelledEndsSoon() throws Exception {
        var trying = new CountDownLatch(1);
        Delivery delivery = deliveries(method -> {
                    if (method.equals("commitTransaction")) {
                        trying.countDown();
                        throw new KafkaException("as if");
                    }
                })
                .open(source);
        Future<?> call = threads.submit(() -> delivery.deliver(payloads(0, 5)));
        assertThat(trying.await(60, TimeUnit.SECONDS)).isTrue();
        delivery.cancel();
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).cause().hasMessageContaining("cancelled");
        delivery.close();
    }

    @Test
    void ownersThatFightLoseNothingAndDoubleNothing() throws Exception {
        fight(1, 120);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void ownersThatFightOtherwiseLoseNothingAndDoubleNothing(long seed) throws Exception {
        fight(seed, 300);
    }

    /** Each takes the partition from the others again and again, and sleeps inside of transactions. */
    private void fight(long seed, int bodies) throws Exception {
        List<Future<?>> owners = new ArrayList<>();
        for (int owner = 0; owner < 3; owner++) {
            var random = new Random(seed * 31 + owner);
            Deliveries deliveries = deliveries(method -> {
                if (method.equals("sendOffsetsToTransaction") && random.nextInt(8) == 0) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
                }
            });
            owners.add(threads.submit(() -> fight(deliveries, random, bodies)));
        }
        for (Future<?> owner : owners) {
            owner.get(180, TimeUnit.SECONDS);
        }
        assertThat(broker.devices(settings)).as("seed %d", seed).isEqualTo(devicesOf(0, bodies));
        assertThat(counts.of(Count.FENCED))
                .as("seed %d: there was a fight", seed)
                .isPositive();
        List<List<Long>> positions = new ArrayList<>();
        for (int p = 0; p < Broker.PARTITIONS; p++) {
            positions.add(new ArrayList<>());
        }
        broker.committed(settings.eventsTopic()).forEach(record -> positions
                .get(record.partition())
                .add(Broker.message(record).arrival().position()));
        assertThat(positions)
                .allSatisfy(ofPartition ->
                        assertThat(ofPartition).as("seed %d", seed).isSorted());
    }

    private void fight(Deliveries deliveries, Random random, int bodies) {
        long next = 0;
        while (next < bodies) {
            try (Delivery delivery = deliveries.open(source)) {
                int turns = 1 + random.nextInt(10);
                for (int turn = 0; turn < turns && next < bodies; turn++) {
                    next = position(delivery).orElse(-1L) + 1;
                    long from = Math.max(0, next - random.nextInt(5));
                    delivery.deliver(payloads(from, Math.min(bodies, next + 1 + random.nextInt(20))));
                    next = position(delivery).orElse(-1L) + 1;
                }
            } catch (DeliveryException e) {
                // Another was faster: then it is this one's turn again.
            }
        }
    }

    private Deliveries deliveries(Hook hook) {
        var deliveries = new TransactionalDeliveries(
                settings, Alignment.none(), counts, alarm -> {}, Clock.systemUTC(), producer -> hooked(producer, hook));
        opened.add(deliveries);
        return deliveries;
    }

    /** The real producer behind it. */
    @SuppressWarnings("unchecked")
    private static Producer<byte[], byte[]> hooked(Producer<byte[], byte[]> producer, Hook hook) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                FencingTest.class.getClassLoader(), new Class<?>[] {Producer.class}, (p, m, args) -> {
                    hook.before(m.getName());
                    try {
                        return m.invoke(producer, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
