package io.dropsight.simulator.scenario;

import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.world.WorldSimulation;
import io.dropsight.simulator.world.WorldSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All families of scenarios, by name. */
public final class Scenarios {
    private static final Map<String, Family> FAMILIES = families();

    private Scenarios() {}

    /** In a stable order: periodic, random, mass, feed, the demo, healthy. */
    public static List<String> names() {
        return List.copyOf(FAMILIES.keySet());
    }

    /** One line. */
    public static String describe(String name) {
        return family(name).description();
    }

    public static int defaultDevices(String name) {
        return family(name).devices();
    }

    public static Duration defaultSpan(String name) {
        return family(name).span();
    }

    /**
     * @param difficulty as {@link ScenarioSpec#difficulty()} says
     * @throws IllegalArgumentException if the name is not known or a value is out of its bounds
     */
    public static Simulation simulate(
            String name, long seed, double difficulty, OptionalInt devices, Optional<Duration> span) {
        ScenarioSpec usual = ScenarioSpec.of(name, seed);
        return simulate(new ScenarioSpec(
                name, seed, difficulty, devices, span, usual.hub(), usual.start(), usual.wholeSeconds()));
    }

    public static Simulation simulate(ScenarioSpec spec) {
        Family family = family(spec.name());
        WorldSpec world = new WorldSpec(
                spec.name(),
                spec.seed(),
                spec.hub(),
                spec.devices().orElse(family.devices()),
                spec.start(),
                spec.span().orElse(family.span()),
                spec.wholeSeconds());
        return new WorldSimulation(world, it -> family.story().accept(new Stage(it, spec.difficulty())));
    }

    static void requireKnown(String name) {
        if (!FAMILIES.containsKey(name)) {
            throw unknown(name);
        }
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "simulator.scenario is \"%s\": use one of %s".formatted(name, String.join(", ", FAMILIES.keySet())));
    }

    private static Family family(String name) {
        Family family = FAMILIES.get(name);
        if (family == null) {
            throw unknown(name);
        }
        return family;
    }

    private static Map<String, Family> families() {
        Map<String, Family> all = new LinkedHashMap<>();
        Stream.<Consumer<Consumer<Family>>>of(
                        PeriodicFamilies::tell,
                        RandomFamilies::tell,
                        MassFamilies::tell,
                        CohortFamilies::tell,
                        FeedFamilies::tell,
                        DemoFamily::tell,
                        HealthyFamilies::tell)
                .forEach(group -> group.accept(family -> {
                    if (all.put(family.name(), family) != null) {
                        throw new IllegalStateException("two families are called " + family.name());
                    }
                }));
        return all;
    }
}
