package io.dropsight.service;

import io.dropsight.model.DiagnosticEvent;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import io.dropsight.simulator.Mix;
import io.dropsight.simulator.SimulatedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Two days of mostly periodic devices of three hubs, in arrival order: about 100 devices. */
final class ThreeHubs {
    private ThreeHubs() {}

    static List<SimulatedRecord> feed(long seed) {
        return Stream.of(fleet("hub-east", seed, 40), fleet("hub-north", seed + 1, 40), fleet("hub-west", seed + 2, 20))
                .flatMap(fleet -> fleet)
                .sorted(Comparator.comparing(SimulatedRecord::arrival))
                .toList();
    }

    private static Stream<SimulatedRecord> fleet(String hub, long seed, int devices) {
        return Fleet.simulate(FleetSpec.mixed(seed)
                        .withHub(hub)
                        .withDevices(devices)
                        .withDays(2)
                        .withMix(Mix.MIXED.withPeriodic(0.6).withIdle(0.1).withScheduled(0.1)))
                .records();
    }

    static List<SimulatedRecord> moved(List<SimulatedRecord> feed, Duration by) {
        return feed.stream()
                .map(r -> new SimulatedRecord(r.arrival().plus(by), moved(r.event(), by)))
                .toList();
    }

    private static DiagnosticEvent moved(DiagnosticEvent e, Duration by) {
        return new DiagnosticEvent(
                e.device(),
                e.occurredAt().plus(by),
                e.operation(),
                e.error(),
                e.code(),
                e.description(),
                e.protocol(),
                e.sdkVersion(),
                e.auth(),
                e.maskedAddress());
    }

    /** Consecutive parts of about the same length. */
    static List<List<SimulatedRecord>> slices(List<SimulatedRecord> feed, int count) {
        List<List<SimulatedRecord>> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(feed.subList(feed.size() * i / count, feed.size() * (i + 1) / count));
        }
        return slices;
    }
}
