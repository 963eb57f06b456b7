package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.dropsight.model.Arrival;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import io.dropsight.service.Rig.Run;
import io.dropsight.service.health.Part;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a detector takes to be ready with a large fleet in its state. Figures: docs/benchmarks.md. */
@Tag("bench")
class RestoreBench {
    private static final int DEVICES = Integer.getInteger("devices", 1_000_000);
    private static final int PARTITIONS = 4;
    private static final int PASSES = 3;
    private static final int SLICE = 50_000;
    /** A device drops so many turns of the others after it connected: 5 minutes. */
    private static final int LATER = 30_000;

    private static final Duration TURN = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void isReadyAgainAfterARestart(@TempDir Path folder) throws Exception {
        try (Rig rig = new Rig(folder);
                Run run = rig.run("large", PARTITIONS, Guarantee.EXACTLY_ONCE)) {
            for (int from = 0; from < DEVICES + LATER; from += SLICE) {
                run.write(turns(from, Math.min(from + SLICE, DEVICES + LATER)));
            }
            run.end();
            try (Detector detector = run.start()) {
                assertThat(detector.awaitEnd(PATIENCE)).isTrue();
                assertThat(detector.counters().taken()).isEqualTo(2L * DEVICES);
            }
            for (int pass = 0; pass < PASSES; pass++) {
                awaitReady(run, "after a stop");
            }
        }
    }

    /** It had a transaction open, and could leave nothing in order. */
    @Test
    void isReadyAgainAfterAKill(@TempDir Path folder) throws Exception {
        try (Rig rig = new Rig(folder);
                Run run = rig.run("killed", PARTITIONS, Guarantee.EXACTLY_ONCE)) {
            for (int from = 0; from < DEVICES; from += SLICE) {
                run.write(turns(from, from + SLICE));
            }
            long settled = 2L * (DEVICES - LATER) - 2L * (Duration.ofMinutes(10).toMillis() / TURN.toMillis());
            try (Detector detector = run.start()) {
                awaitThat(() -> detector.counters().taken() >= settled);
            }
            for (int pass = 0; pass < PASSES; pass++) {
                try (DetectorProcess process = new DetectorProcess(run.settings(), "3g")) {
                    int from = DEVICES + pass * LATER / PASSES;
                    run.write(turns(from, from + LATER / PASSES));
                    process.awaitTaken(LATER / PASSES / 2);
                    process.kill();
                }
                awaitReady(run, "after a kill");
            }
        }
    }

    private void awaitReady(Run run, String when) throws InterruptedException {
        long began = System.nanoTime();
        long cpu = system.getProcessCpuTime();
        try (Detector detector = run.start()) {
            awaitThat(() -> detector.health().state() == Part.State.UP);
            System.out.printf(
                    "%,d devices, %s: ready after %.1f s, %.1f s of CPU with the broker%n",
                    DEVICES, when, (System.nanoTime() - began) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
        }
    }

    private static void awaitThat(BooleanSupplier holds) throws InterruptedException {
        long began = System.nanoTime();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static List<FeedMessage> turns(int from, int to) {
        List<FeedMessage> messages = new ArrayList<>();
        for (int turn = from; turn < to; turn++) {
            Instant at = START.plus(TURN.multipliedBy(turn));
            if (turn < DEVICES) {
                messages.add(event(at, turn, Operation.CONNECT));
            }
            if (turn >= LATER) {
                messages.add(event(at, turn - LATER, Operation.DISCONNECT));
            }
        }
        return messages;
    }

    private static FeedMessage event(Instant at, int device, Operation operation) {
        boolean drop = operation == Operation.DISCONNECT;
        return new FeedMessage.Event(
                new Arrival("simulated", at, device),
                new DiagnosticEvent(
                        new DeviceKey("plant-" + device % 16, "press-%07d".formatted(device), ""),
                        at,
                        operation,
                        false,
                        0,
                        drop ? "" : "Connected",
                        "Mqtt",
                        "iothub-python-client/1.5",
                        Auth.SAS,
                        "203.0.113.XXX"));
    }
}
