package io.dropsight.service;

import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What really happens in the demo's simulation, in words: read off its truth, which the detector never sees. */
final class DemoStory {
    private static final String ECHO = "sas_echo";

    private final Truth truth;
    private final List<Scene> scenes = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();

    /**
     * Something that happens, or ends.
     *
     * @param at   simulated time
     * @param text one sentence or more
     */
    record Scene(Instant at, String text) {}

    /**
     * What is to be found.
     *
     * @param cause   as an alert of it names it
     * @param from    event time
     * @param to      event time from which nothing more happens of it
     * @param text    a few words
     * @param devices of a random one, by their ids; else none
     */
    record Trouble(String cause, Instant from, Instant to, String text, Set<String> devices) {}

    private DemoStory(Truth truth) {
        this.truth = truth;
    }

    static DemoStory of(Truth truth) {
        DemoStory story = new DemoStory(truth);
        story.devices();
        story.incidents();
        story.scenes.sort(Comparator.comparing(Scene::at));
        story.troubles.sort(Comparator.comparing(Trouble::from));
        return story;
    }

    /** In the order of time. */
    List<Scene> scenes() {
        return List.copyOf(scenes);
    }

    /** In the order in which they begin. */
    List<Trouble> troubles() {
        return List.copyOf(troubles);
    }

    /** Of the story. */
    Instant end() {
        return truth.to();
    }

    private void devices() {
        Map<String, List<Truth.Device>> byCause = truth.devices().stream()
                .filter(Truth.Device::detectable) // a repaired token ends once more: nobody could tell why
                .collect(Collectors.groupingBy(Truth.Device::cause, TreeMap::new, Collectors.toList()));
        byCause.forEach((cause, devices) -> {
            Instant from = first(devices.stream().map(Truth.Device::onset).toList());
            Instant to = devices.stream()
                    .map(device -> device.until() == null ? truth.to() : device.until())
                    .max(Comparator.naturalOrder())
                    .orElse(truth.to());
            int count =
                    (int) devices.stream().map(Truth.Device::device).distinct().count();
            if (cause.equals("network_loss")) {
                scene(from, devices(count) + " get a bad line: each loses its network several times in an hour.");
                scene(to, "The bad lines are repaired.");
                troubles.add(new Trouble(cause, from, to, devices(count) + " on bad lines", ids(devices)));
            } else {
                Duration age = devices.get(0).ages().get(0);
                scene(
                        from,
                        ("The fleet is at work. %s have tokens that nobody renews: the hub closes each of their"
                                        + " connections after %s.")
                                .formatted(devices(count), Text.duration(age)));
                scene(to, "The tokens are repaired: from its next connect on, each lives for days.");
                String text = "%s with tokens of %s".formatted(devices(count), Text.duration(age));
                troubles.add(new Trouble(cause, from, to, text, Set.of()));
            }
        });
    }

    private void incidents() {
        truth.incidents().stream()
                .filter(incident -> !incident.cause().equals(ECHO))
                .forEach(this::incident);
        List<Truth.Incident> echoes = truth.incidents().stream()
                .filter(incident -> incident.cause().equals(ECHO))
                .sorted(Comparator.comparing(Truth.Incident::start))
                .toList();
        if (echoes.isEmpty()) {
            return;
        }
        Truth.Incident first = echoes.get(0);
        scene(
                first.start(),
                ("Tokens that were made together after the outage end together: %s drop. Nothing is broken."
                                + " They do so again from now on, each time their tokens end.")
                        .formatted(devices(first.drops())));
        String text = "echo of the outage: %s".formatted(devices(first.drops()));
        troubles.add(
                new Trouble(ECHO, first.start(), echoes.get(echoes.size() - 1).end(), text, Set.of()));
    }

    private void incident(Truth.Incident it) {
        String scope = String.format(Locale.ROOT, "%,d of %,d", it.drops(), it.scope());
        switch (it.cause()) {
            case "feed_gap" -> {
                scene(it.start(), "The log stops: records are written, but none arrives. The devices are well.");
                scene(it.end(), "The log goes on, and all that was held back comes within minutes.");
                String length = Text.duration(Duration.between(it.start(), it.end()));
                troubles.add(new Trouble(it.cause(), it.start(), it.end(), "no log for " + length, Set.of()));
            }
            case "network_outage" -> {
                scene(
                        it.start(),
                        "The site %s loses its network: %s connected devices drop.".formatted(it.cohortValue(), scope));
                scene(it.recovered(), "The site has its network back, and nearly all devices are connected again.");
                String text = "outage of %s: %s".formatted(it.cohortValue(), devices(it.drops()));
                troubles.add(new Trouble(it.cause(), it.start(), it.end(), text, Set.of()));
            }
            default -> {
                scene(it.start(), "Nodes of the hub fail: %s connected devices drop within a minute.".formatted(scope));
                scene(it.recovered(), "Nearly all of them are connected again.");
                String text = "outage of the hub: %s".formatted(devices(it.drops()));
                troubles.add(new Trouble(it.cause(), it.start(), it.end(), text, Set.of()));
            }
        }
    }

    private void scene(Instant at, String text) {
        scenes.add(new Scene(at, text));
    }

    private static Set<String> ids(List<Truth.Device> devices) {
        return devices.stream().map(it -> it.device().deviceId()).collect(Collectors.toUnmodifiableSet());
    }

    private static Instant first(Collection<Instant> instants) {
        return instants.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    private static String devices(int count) {
        return Text.count(count, "device");
    }
}
