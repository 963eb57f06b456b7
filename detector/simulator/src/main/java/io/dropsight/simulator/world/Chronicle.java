package io.dropsight.simulator.world;

import io.dropsight.simulator.Truth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps what is to be found. */
final class Chronicle {
    private final World world;
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<MassIncident> incidents = new ArrayList<>();

    Chronicle(World world) {
        this.world = world;
    }

    Trouble add(Trouble trouble) {
        troubles.add(trouble);
        return trouble;
    }

    MassIncident add(MassIncident incident) {
        incidents.add(incident);
        return incident;
    }

    Truth truth(Post post) {
        WorldSpec spec = world.spec();
        double usual = usualPerDay();
        List<Truth.Device> devices = troubles.stream()
                .filter(Trouble::isSeen)
                .sorted(Comparator.comparingInt(Trouble::deviceIndex).thenComparingDouble(Trouble::onset))
                .map(trouble -> trouble.truth(usual))
                .toList();
        Stream<Truth.Incident> mass = incidents.stream()
                .filter(incident -> incident.isSeen() && (!incident.isEcho() || incident.isMany()))
                .map(MassIncident::truth);
        List<Truth.Incident> all = Stream.concat(mass, post.incidents())
                .sorted(Comparator.comparing(Truth.Incident::start).thenComparing(Truth.Incident::id))
                .toList();
        return new Truth(
                spec.scenario(),
                spec.seed(),
                spec.start(),
                spec.start().plus(spec.span()),
                spec.devices(),
                devices,
                all);
    }

    /** Drops without a reason that nine in ten devices do not exceed. */
    private double usualPerDay() {
        int[] drops = world.devices().stream()
                .mapToInt(device -> device.unexplainedErrors)
                .sorted()
                .toArray();
        return drops.length == 0 ? 0 : drops[(drops.length - 1) * 9 / 10] * 86_400 / world.span();
    }
}
