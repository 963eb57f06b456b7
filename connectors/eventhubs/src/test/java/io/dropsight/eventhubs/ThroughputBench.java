package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.sun.management.OperatingSystemMXBean;
import io.dropsight.intake.IntakeMetrics.Count;
import io.dropsight.intake.IntakeMetrics.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/**
 * How many records a second go from the in-test event hub into Kafka, beside a loop that only receives; all in one JVM.
 * Figures are printed. Command: {@code mvn -pl connectors/eventhubs -am test -Dtest=ThroughputBench
 * -Dtests.chosen=bench -Dtests.excluded=none -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("bench")
@ExtendWith(SharedKafka.class)
class ThroughputBench {
    private static final int PARTITIONS = 4;
    private static final int PASSES = 4;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void recordsInBatchesOfAzureMonitor() throws Exception {
        measure("100 records an event", 1_500, 100);
    }

    @Test
    void smallEvents() throws Exception {
        measure("1 record an event", 5_000, 1);
    }

    private static void measure(String what, int events, int recordsEach) throws Exception {
        for (int pass = 0; pass < PASSES; pass++) {
            try (Rig rig = new Rig(SharedKafka.connection(), PARTITIONS)) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    List<byte[]> bodies = Numbered.bodies(partition, 0, 50, recordsEach);
                    rig.server.generate(
                            Rig.HUB,
                            partition,
                            events,
                            Instant.parse("2026-03-02T00:00:00Z"),
                            Duration.ofMillis(10),
                            sequence -> bodies.get((int) (sequence % bodies.size())));
                }
                long records = (long) PARTITIONS * events * recordsEach;
                double bare = timed("bare receive loop, " + what, pass, records, () -> receive(rig, events));
                double full = timed("source into Kafka, " + what, pass, records, () -> deliver(rig, records));
                System.out.printf(
                        "pass %d: ratio %.3f, commits %d%n", pass, full / bare, rig.metrics.of(Count.COMMITS));
            }
        }
    }

    private static void receive(Rig rig, int events) {
        try (EventHubConsumerAsyncClient client = new EventHubClientBuilder()
                .connectionString(rig.server.connectionString(Rig.HUB))
                .consumerGroup("$Default")
                .prefetchCount(ReceiveSettings.DEFAULTS.prefetch())
                .buildAsyncConsumerClient()) {
            Long received = Flux.merge(IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> client.receiveFromPartition(
                                            Integer.toString(partition), EventPosition.earliest())
                                    .take(events))
                            .toList())
                    .count()
                    .block(Duration.ofMinutes(5));
            assertThat(received).isEqualTo((long) PARTITIONS * events);
        }
    }

    private static void deliver(Rig rig, long records) {
        try (EventHubsSource source = rig.source()) {
            source.start();
            Rig.await(
                    "all delivered",
                    () -> rig.metrics.of(Outcome.EVENT) >= records,
                    Duration.ofMinutes(5),
                    () -> rig.metrics.of(Outcome.EVENT));
        }
    }

    /** @return records a second */
    private static double timed(String what, int pass, long records, Runnable work) {
        long cpu = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuMicros = (PROCESS.getProcessCpuTime() - cpu) / 1e3 / records;
        System.out.printf(
                "pass %d: %s: %.0f records/s, %.1f s wall, %.2f us CPU a record%n",
                pass, what, records / seconds, seconds, cpuMicros);
        return records / seconds;
    }
}
