package io.dropsight.eventhubs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.Given.class)
@Tag("faults")
class KafkaLogSharingTest {
    @Test
    void instancesShareThePartitionsAndTakeOverFromThoseThatLeave(Clusters clusters) {
        try (var trial = new Trial(clusters, "share", 4)) {
            Set<String> expected = new HashSet<>();
            KafkaLogSource one = trial.reader();
            writeAll(trial, expected, 0, 100);
            trial.awaitAll(one, State.CAUGHT_UP);

            KafkaLogSource two = trial.reader();
            trial.await(() -> Trial.states(one) + " " + Trial.states(two), () -> owned(one) == 2 && owned(two) == 2);
            writeAll(trial, expected, 100, 200);
            trial.await(() -> "delivered", () -> trial.devices().size() == expected.size());

            trial.stop(one);
            writeAll(trial, expected, 200, 300);
            trial.awaitAll(two, State.CAUGHT_UP);
            trial.await(() -> "delivered", () -> trial.devices().size() >= expected.size());
            trial.assertOnceAndInOrder(expected);
            assertThat(trial.alarms).isEmpty();
        }
    }

    @Test
    void anOwnerThatWasFencedOffWritesNothingAndGoesOnIfThePartitionIsStillItsOwn(Clusters clusters) {
        try (var trial = new Trial(clusters, "fenced", 1)) {
            trial.write(0, 0, 50);
            KafkaLogSource reader = trial.reader();
            trial.awaitAll(reader, State.CAUGHT_UP);
            try (Delivery other = trial.deliveries().open(source(trial))) {
                assertThat(other.committed()).map(Committed::position).contains(49L);
            }
            trial.write(0, 50, 100);
            trial.awaitStates(reader, State.ELSEWHERE);
            trial.await(reader::health, () -> reader.health().get(0).position() == 99);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 100));
            assertThat(trial.count(IntakeMetrics.Count.FENCED)).isPositive();
        }
    }

    /** It hangs in the middle of its work, longer than a rebalance waits for it, and then goes on as if nothing was. */
    @Test
    void aZombieWritesNothing(Clusters clusters) throws InterruptedException {
        try (var trial = new Trial(clusters, "zombie", 2)) {
            Set<String> expected = new HashSet<>();
            writeAll(trial, expected, 0, 500);
            CountDownLatch hangs = new CountDownLatch(2);
            CountDownLatch wakes = new CountDownLatch(1);
            CountDownLatch failed = new CountDownLatch(2);
            trial.wrapped =
                    deliveries -> new Intercepted(deliveries, (real, batch) -> hang(real, batch, hangs, wakes, failed));
            KafkaLogSource zombie = trial.reader();
            assertThat(hangs.await(60, TimeUnit.SECONDS)).isTrue();

            trial.wrapped = deliveries -> deliveries;
            KafkaLogSource heir = trial.reader();
            Thread stopping = new Thread(() -> trial.stop(zombie)); // its group gives the partitions away
            stopping.start();
            trial.awaitAll(heir, State.CAUGHT_UP);
            assertThat(trial.devices()).hasSize(1000);

            wakes.countDown();
            assertThat(failed.await(60, TimeUnit.SECONDS))
                    .as("its deliveries fail")
                    .isTrue();
            stopping.join();
            writeAll(trial, expected, 500, 510);
            trial.awaitAll(heir, State.CAUGHT_UP);
            trial.await(heir::health, () -> trial.devices().size() >= expected.size());
            trial.assertOnceAndInOrder(expected);
        }
    }

    /** Readers come and go, are fenced off, and hang for a moment, while the log grows. */
    @Test
    void losesAndDoublesNothingWhateverTheReadersDo(Clusters clusters) {
        long seed = System.nanoTime();
        System.out.println("KafkaLogSharingTest seed " + seed);
        Random random = new Random(seed);
        int[] written = new int[4];
        try (var trial = new Trial(clusters, "chaos", written.length)) {
            List<KafkaLogSource> readers = new ArrayList<>(List.of(trial.reader()));
            for (int step = 0; step < 24; step++) {
                for (int i = 0; i < 3; i++) {
                    int partition = random.nextInt(written.length);
                    int more = random.nextInt(600);
                    trial.write(partition, written[partition], written[partition] + more);
                    written[partition] += more;
                }
                act(trial, readers, random);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(500)));
            }
            while (readers.size() > 1) {
                trial.stop(readers.remove(0));
            }
            if (readers.isEmpty()) {
                readers.add(trial.reader());
            }
            KafkaLogSource last = readers.get(0);
            Set<String> expected = new HashSet<>();
            for (int partition = 0; partition < written.length; partition++) {
                expected.addAll(Trial.range(partition, 0, written[partition]));
            }
            trial.await(last::health, () -> last.health().stream()
                    .allMatch(health ->
                            health.position() == written[health.partition().partition()] - 1));
            trial.assertOnceAndInOrder(expected);
            System.out.printf(
                    "%d records, %d opened by the last reader, %d fenced, %d aborts, %d read twice and dropped%n",
                    expected.size(),
                    last.counters().opened(),
                    trial.count(IntakeMetrics.Count.FENCED),
                    trial.count(IntakeMetrics.Count.ABORTS),
                    trial.count(IntakeMetrics.Count.DUPLICATES));
            assertThat(trial.kinds()).as("seed %d", seed).doesNotContain(Kind.RETENTION_GAP, Kind.LOG_RECREATED);
        }
    }

    private static void act(Trial trial, List<KafkaLogSource> readers, Random random) {
        int what = random.nextInt(10);
        if (what < 3 && readers.size() < 3) {
            readers.add(trial.reader());
        } else if (what < 5 && !readers.isEmpty()) {
            trial.stop(readers.remove(random.nextInt(readers.size())));
        } else if (what < 7) {
            SourcePartition partition = source(trial, random.nextInt(trial.partitions));
            trial.deliveries().open(partition).close(); // fences whoever has it
        }
    }

    private static void writeAll(Trial trial, Set<String> expected, int from, int to) {
        for (int partition = 0; partition < trial.partitions; partition++) {
            trial.write(partition, from, to);
            expected.addAll(Trial.range(partition, from, to));
        }
    }

    private static long owned(KafkaLogSource source) {
        return Trial.states(source).stream().filter(State.CAUGHT_UP::equals).count();
    }

    private static SourcePartition source(Trial trial) {
        return source(trial, 0);
    }

    private static SourcePartition source(Trial trial, int partition) {
        return new SourcePartition("eventhubs-kafka", "localhost", trial.topic, "dropsight-" + trial.topic, partition);
    }

    private static void hang(
            Delivery real, List<Payload> batch, CountDownLatch hangs, CountDownLatch wakes, CountDownLatch failed) {
        hangs.countDown();
        boolean awake = false;
        while (!awake) {
            try {
                awake = wakes.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // A zombie hears nothing.
            }
        }
        try {
            real.deliver(batch);
        } catch (RuntimeException e) {
            failed.countDown();
            throw e;
        }
    }
}
