package io.dropsight.intake;

import static io.dropsight.intake.DeliveryContractTest.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away while bodies of 1 MiB are being delivered, and comes back. */
class BrokerRestartTest {
    private static final long BODIES = 60;
    private static final int RECORDS = 2_500;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(14);

    private final SourcePartition source = new SourcePartition("eventhubs", "ns.example", "logs", "$default", 0);
    private final AtomicLong position = new AtomicLong(-1);
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong longestCallMillis = new AtomicLong();

    @Test
    void nothingIsLostOrDoubledAndNoCallHangs(@TempDir Path folder) throws Exception {
        DeliverySettings settings;
        int port;
        Future<?> source;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            try (var broker = new Broker(EmbeddedKafka.keptIn(folder))) {
                settings = broker.settings("restart");
                port = broker.port();
                source = thread.submit(() -> deliverAll(settings));
                await(() -> position.get() >= BODIES / 4, Duration.ofSeconds(60));
            }
            await(() -> failures.get() >= 2, Duration.ofSeconds(90));
            try (var broker = new Broker(EmbeddedKafka.keptIn(folder, port))) {
                source.get(120, TimeUnit.SECONDS);
                assertThat(broker.devices(settings))
                        .hasSize((int) BODIES * RECORDS)
                        .doesNotHaveDuplicates();
            }
        } finally {
            thread.shutdownNow();
        }
        assertThat(Duration.ofMillis(longestCallMillis.get()))
                .as(
                        "three times the bound, since others use the machine too; here it was %d ms",
                        longestCallMillis.get())
                .isLessThan(LONGEST_CALL.multipliedBy(3));
        System.out.printf("longest call into a Kafka that was away: %d ms%n", longestCallMillis.get());
    }

    private void deliverAll(DeliverySettings settings) {
        try (Deliveries deliveries =
                new TransactionalDeliveries(settings, IntakeMetrics.NONE, alarm -> {}, Clock.systemUTC())) {
            while (position.get() < BODIES - 1) {
                long began = System.nanoTime();
                try (Delivery delivery = deliveries.open(source)) {
                    while (position.get() < BODIES - 1) {
                        long from = position(delivery).orElse(-1L) + 1;
                        began = System.nanoTime();
                        delivery.deliver(LongStream.range(from, Math.min(BODIES, from + 10))
                                .mapToObj(n -> Bodies.payload(n, Bodies.envelope("d" + n, RECORDS, Bodies.START)))
                                .toList());
                        position.set(position(delivery).orElse(-1L));
                    }
                } catch (DeliveryException e) {
                    failures.incrementAndGet();
                    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
                    longestCallMillis.accumulateAndGet(took, Math::max);
                }
            }
        }
    }

    /** A condition. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, Duration atMost) throws InterruptedException {
        Instant giveUpAt = Instant.now().plus(atMost);
        while (!condition.holds()) {
            assertThat(Instant.now()).isBefore(giveUpAt);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
