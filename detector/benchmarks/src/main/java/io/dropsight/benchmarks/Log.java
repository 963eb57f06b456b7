package io.dropsight.benchmarks;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import io.dropsight.simulator.Mix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A log in order of arrival, in two parts: the first warms up the state of the devices, the second is measured.
 *
 * @param measured index of the first event that is measured; so many that follow are
 */
record Log(List<Entry> entries, int measured, int events) {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final String HUB = "sim-hub";

    record Entry(long arrival, DiagnosticEvent event) {}

    static Log of(Story story, int devices, int events) {
        return switch (story) {
            case MIXED -> cut(simulated(devices, events, new Mix(0.07, 0.01, 0.02, 0, 0.15, 0.2, 12)), events);
            case RECORDS_90 ->
                cut(simulated(devices, events, new Mix(0.0019, 0.0003, 0.0005, 0, 0.15, 0.2, 12)), events);
            case HEALTHY -> cut(simulated(devices, events, Mix.HEALTHY), events);
            case PING_PONG -> cut(pingPong(2 * events), events);
            case MASS_DIP -> cut(massDip(devices, events), events);
        };
    }

    private static Log cut(List<Entry> entries, int events) {
        if (entries.size() < events) {
            throw new IllegalStateException("only " + entries.size() + " events");
        }
        int from = Math.min(entries.size() - events, events);
        return new Log(entries.subList(0, from + events), from, events);
    }

    /** As many days as twice the events need. */
    private static List<Entry> simulated(int devices, int events, Mix mix) {
        for (int days = 2; ; days *= 2) {
            FleetSpec spec = FleetSpec.mixed(1)
                    .withDevices(devices)
                    .withSpan(Duration.ofDays(days))
                    .withMix(mix);
            List<Entry> entries = Fleet.simulate(spec)
                    .records()
                    .map(it -> new Entry(it.arrival().toEpochMilli(), it.event()))
                    .toList();
            if (entries.size() >= 2 * events || days > 200) {
                return entries;
            }
        }
    }

    private static List<Entry> pingPong(int events) {
        List<Entry> entries = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            boolean connect = i % 2 == 0;
            Instant at = START.plusSeconds(i);
            entries.add(entry(at, 1_000, 7, connect ? Operation.CONNECT : Operation.DISCONNECT, connect ? 0 : 400027));
        }
        return entries;
    }

    /** Dip after dip, four hours apart, of as many devices as are needed for the events of one. */
    private static List<Entry> massDip(int devices, int events) {
        Random dice = new Random(1);
        List<Entry> entries = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            entries.add(entry(START.plusSeconds(dice.nextInt(3_600)), 2_000, device, Operation.CONNECT, 0));
        }
        for (int dip = 1; entries.size() < 2 * events; dip++) {
            Instant at = START.plus(Duration.ofHours(4L * dip));
            for (int device = 0; device < devices; device++) {
                Instant drop = at.plusSeconds(dice.nextInt(20));
                entries.add(entry(drop, dice.nextInt(30_000), device, Operation.DISCONNECT, 404104));
                entries.add(entry(
                        drop.plusSeconds(5 + dice.nextInt(150)), dice.nextInt(30_000), device, Operation.CONNECT, 0));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::arrival));
        return entries;
    }

    private static Entry entry(Instant at, int lagMillis, int device, Operation operation, int code) {
        DiagnosticEvent event = new DiagnosticEvent(
                DeviceKey.of(HUB, "device-" + device),
                at,
                operation,
                code != 0,
                code,
                code == 404104 ? "DeviceConnectionClosedRemotely" : "",
                device % 3 == 0 ? "Amqp" : "Mqtt",
                "Microsoft.Azure.Devices.Client/1." + device % 40 + ".0",
                device % 5 == 0 ? Auth.X509 : Auth.SAS,
                "203." + device % 7 + "." + device % 200 + ".XXX");
        return new Entry(at.toEpochMilli() + lagMillis, event);
    }
}
