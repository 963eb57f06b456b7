package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.intake.Alignment;
import io.dropsight.intake.AlignmentSettings;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourcePartition;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.model.FeedMessage;
import io.dropsight.service.Rig.Results;
import io.dropsight.service.Rig.Run;
import io.dropsight.simulator.EventHubBodies;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A first start from the oldest record: the partitions of an event hub are full, records of a device are in all of them,
 * and one may be read faster than the others.
 */
class AlignedSourcesTest {
    private static final long SEED = 83;
    private static final int CHUNK = 50;
    private static final Duration MOST_LATE = Duration.ofMinutes(8).plusSeconds(45);

    private static Rig rig;

    @BeforeAll
    static void start(@TempDir Path folder) {
        System.out.println("seed " + SEED);
        rig = new Rig(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void aNightInTwoPartitionsLosesNothingAndIsToldAsByOne() throws Exception {
        Compared night = compare("night", 2, List.of(badNight()));
        assertThat(night.aligned().tooLate()).isZero();
        assertThat(DetectorLawsTest.whoAndWhy(night.aligned().results().verdicts()))
                .isNotEmpty()
                .isEqualTo(DetectorLawsTest.whoAndWhy(night.one().results().verdicts()));
    }

    @Tag("long")
    @Test
    void twoDaysInFourPartitionsLoseNothingThatWasNotNearlyTooLateByItself() throws Exception {
        List<Simulation> hubs =
                List.of(ThreeHubs.fleet("hub-east", SEED, 40), ThreeHubs.fleet("hub-north", SEED + 1, 40), badNight());
        long nearly = hubs.stream()
                .flatMap(Simulation::messages)
                .filter(AlignedSourcesTest::isNearlyTooLate)
                .count();
        Compared days = compare("days", 4, hubs);
        System.out.printf("%d records were nearly too late by themselves%n", nearly);
        assertThat(days.aligned().tooLate()).isLessThanOrEqualTo(nearly);
        assertThat(nearly).isLessThan(days.apart().tooLate() / 50);
    }

    /** By less than the bound. */
    private static boolean isNearlyTooLate(FeedMessage message) {
        return message instanceof FeedMessage.Event event
                && Duration.between(event.event().occurredAt(), event.arrival().at())
                                .plus(AlignmentSettings.DEFAULTS.within())
                                .compareTo(MOST_LATE)
                        > 0;
    }

    private static Compared compare(String name, int partitions, List<Simulation> hubs) throws Exception {
        List<EventHubBodies.Body> bodies = bodies(hubs);
        Outcomes one = run(name + "-one", split(bodies, 1), Alignment.none());
        Outcomes apart = run(name + "-apart", split(bodies, partitions), Alignment.none());
        List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
        Outcomes aligned;
        try (Alignment alignment = new Alignment(AlignmentSettings.DEFAULTS, alarms::add)) {
            aligned = run(name + "-aligned", split(bodies, partitions), alignment);
        }
        System.out.printf(
                "%s: %d records; too late by 1 partition %d, by %d apart %d, aligned %d; delivered in %d, %d, %d ms%n",
                name,
                one.taken(),
                one.tooLate(),
                partitions,
                apart.tooLate(),
                aligned.tooLate(),
                one.millis(),
                apart.millis(),
                aligned.millis());
        assertThat(apart.tooLate()).as("what it is for").isPositive();
        assertThat(one.tooLate()).isZero();
        assertThat(aligned.taken()).isEqualTo(one.taken());
        assertThat(alarms).isEmpty();
        return new Compared(one, apart, aligned);
    }

    private record Compared(Outcomes one, Outcomes apart, Outcomes aligned) {}

    private record Outcomes(long taken, long tooLate, Results results, long millis) {}

    private static Outcomes run(String name, List<List<Payload>> logs, Alignment alignment) throws Exception {
        try (Run run = rig.run(name, 2, Guarantee.AT_LEAST_ONCE)) {
            long began = System.nanoTime();
            DeliverySettings settings = DeliverySettings.of(
                            Map.of("bootstrap.servers", rig.bootstrapServers()), name, 2)
                    .withTickStep(Duration.ofMinutes(1));
            try (Deliveries deliveries = new TransactionalDeliveries(
                    settings, alignment, IntakeMetrics.NONE, alarm -> {}, Clock.systemUTC())) {
                deliver(deliveries, logs);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            run.end();
            DetectorCounters counters = run.runToTheEnd();
            return new Outcomes(counters.taken(), counters.of(Outcome.TOO_LATE), run.results(), millis);
        }
    }

    /** Each partition begins when the one before it has ended, or has had to wait for it. */
    private static void deliver(Deliveries deliveries, List<List<Payload>> logs) throws Exception {
        List<SourcePartition> partitions = new ArrayList<>();
        for (int p = 0; p < logs.size(); p++) {
            partitions.add(new SourcePartition("eventhubs", "ns.example", "logs", "$default", p));
        }
        deliveries.expect(partitions);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (SourcePartition partition : partitions) {
            Delivery delivery = deliveries.open(partition);
            List<Payload> log = logs.get(partition.partition());
            boolean mustWait = delivery.isAhead(log.get(0).enqueuedAt());
            var one = CompletableFuture.runAsync(
                    () -> pump(delivery, log), task -> new Thread(task, partition.text()).start());
            if (!mustWait) {
                one.get(5, TimeUnit.MINUTES);
            }
            running.add(one);
        }
        for (CompletableFuture<Void> each : running) {
            each.get(5, TimeUnit.MINUTES);
        }
    }

    private static void pump(Delivery delivery, List<Payload> log) {
        try (delivery) {
            for (int from = 0; from < log.size(); from += CHUNK) {
                delivery.deliver(log.subList(from, Math.min(from + CHUNK, log.size())));
            }
            delivery.idle(log.get(log.size() - 1).enqueuedAt().plus(Duration.ofDays(1)));
        }
    }

    private static Simulation badNight() {
        return Scenarios.simulate(
                ScenarioSpec.of("bad-night", 7).withDifficulty(0).withHub("hub-west"));
    }

    private static List<EventHubBodies.Body> bodies(List<Simulation> hubs) {
        List<EventHubBodies.Body> bodies = new ArrayList<>();
        hubs.forEach(hub -> new EventHubBodies(hub).forEachRemaining(bodies::add));
        bodies.sort(Comparator.comparing(EventHubBodies.Body::arrival));
        return bodies;
    }

    /** Azure Monitor does not key by device. */
    private static List<List<Payload>> split(List<EventHubBodies.Body> bodies, int partitions) {
        var random = new Random(SEED);
        List<List<Payload>> logs = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            logs.add(new ArrayList<>());
        }
        for (EventHubBodies.Body body : bodies) {
            List<Payload> log = logs.get(random.nextInt(partitions));
            log.add(new Payload(
                    log.size(),
                    Integer.toString(log.size()),
                    body.arrival(),
                    body.json().getBytes(UTF_8)));
        }
        return logs;
    }
}
