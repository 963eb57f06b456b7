package io.dropsight.benchmarks;

import io.dropsight.detect.Store;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Both stages over the measured part of a log, from the state that its first part leaves. An operation is an event, also
 * where only the hub stage is measured or only the stores; each pass hears the same events.
 */
@SuppressWarnings("NullAway.Init") // the set-ups do that
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(StageBenchmark.EVENTS)
@Warmup(iterations = 5)
@Measurement(iterations = 7)
@Fork(
        value = 1,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseSerialGC"})
public class StageBenchmark {
    static final int EVENTS = 50_000;

    @Param({"MIXED", "RECORDS_90", "HEALTHY", "PING_PONG", "MASS_DIP"})
    public Story story = Story.MIXED;

    @Param("20000")
    public int devices = 20_000;

    private Rehearsal rehearsal;
    private Devices deviceStage;
    private Devices bothStages;
    private Hubs hubStage;
    private Store[] deviceStores;
    private Store[] hubStores;

    @Setup(Level.Trial)
    public void rehearse() {
        rehearsal = new Rehearsal(Log.of(story, devices, EVENTS));
        System.out.printf(
                "# %s: %d events, %d signals, %d messages to the hub stage, %d verdicts, %d alerts, %d refused%n",
                story,
                EVENTS,
                rehearsal.signals,
                rehearsal.told.size(),
                rehearsal.verdicts,
                rehearsal.alerts,
                rehearsal.refused);
    }

    @Setup(Level.Iteration)
    public void restore() {
        deviceStores = rehearsal.deviceStores();
        deviceStage = new Devices(deviceStores[0], deviceStores[1], null);
        hubStores = rehearsal.hubStores();
        hubStage = new Hubs(hubStores[0], hubStores[1], hubStores[2]);
        Store[] others = rehearsal.hubStores();
        Store[] more = rehearsal.deviceStores();
        bothStages = new Devices(more[0], more[1], new Hubs(others[0], others[1], others[2]));
    }

    @Benchmark
    public void device() {
        hear(deviceStage);
    }

    @Benchmark
    public void hub() {
        List<Rehearsal.Told> told = rehearsal.told;
        Meter.measure(EVENTS, rehearsal.told.size(), () -> told.forEach(it -> it.to(hubStage)));
    }

    @Benchmark
    public void both() {
        hear(bothStages);
    }

    @Benchmark
    public void deviceStores() {
        Meter.measure(EVENTS, rehearsal.told.size(), () -> Recorder.replay(rehearsal.deviceCalls, deviceStores));
    }

    @Benchmark
    public void hubStores() {
        Meter.measure(EVENTS, rehearsal.told.size(), () -> Recorder.replay(rehearsal.hubCalls, hubStores));
    }

    private void hear(Devices stage) {
        List<Log.Entry> entries = rehearsal.measuredEntries();
        Meter.measure(EVENTS, rehearsal.told.size(), () -> entries.forEach(stage::event));
    }
}
