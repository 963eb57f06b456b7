package io.dropsight.service;

import io.dropsight.service.DemoStory.Trouble;
import io.dropsight.service.view.AlertVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened against what was found. */
final class DemoSummary {
    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final String INDENT = "                 ";

    private final Map<Trouble, List<AlertVersion>> found = new LinkedHashMap<>();
    private final List<AlertVersion> others = new ArrayList<>();

    /** @param alerts the last version of each */
    static DemoSummary of(List<Trouble> troubles, List<AlertVersion> alerts) {
        DemoSummary summary = new DemoSummary();
        troubles.forEach(trouble -> summary.found.put(trouble, new ArrayList<>()));
        alerts.stream().sorted(Comparator.comparing(DemoSummary::onset)).forEach(alert -> troubles.stream()
                .filter(trouble -> isOf(trouble, alert))
                .findFirst()
                .ifPresentOrElse(
                        trouble -> summary.found
                                .computeIfAbsent(trouble, it -> new ArrayList<>())
                                .add(alert),
                        () -> summary.others.add(alert)));
        return summary;
    }

    private static boolean isOf(Trouble trouble, AlertVersion alert) {
        Instant onset = onset(alert);
        return (alert.text("cause").equals(trouble.cause()) || isOfTheSameDevices(trouble, alert))
                && !onset.isBefore(trouble.from().minus(TOLERANCE))
                && onset.isBefore(trouble.to().plus(TOLERANCE));
    }

    /** A device that drops at random may be told with another cause, until there is more to tell causes apart by. */
    private static boolean isOfTheSameDevices(Trouble trouble, AlertVersion alert) {
        List<String> named = new ArrayList<>();
        alert.data().path("scope").path("devices").forEach(id -> named.add(id.asText()));
        return alert.text("pattern").equals("random")
                && !named.isEmpty()
                && trouble.devices().containsAll(named);
    }

    /** Whether each trouble was found, and is over. */
    boolean isComplete() {
        return found.values().stream()
                .allMatch(alerts -> !alerts.isEmpty() && alerts.stream().noneMatch(AlertVersion::isOpen));
    }

    /**
     * @param opened when each alert was opened, by its id
     * @param most   how many devices each had at most
     */
    String text(Map<String, Instant> opened, Map<String, Integer> most) {
        StringBuilder out = new StringBuilder();
        found.forEach((trouble, alerts) -> {
            out.append(row(DemoScreen.minute(trouble.from()) + "  happened  ", trouble.text()));
            out.append(row("       found     ", found(trouble, alerts, opened, most)));
        });
        out.append(row("       besides   ", others.isEmpty() ? "nothing: no false alarm" : others()));
        return out.toString();
    }

    private static String found(
            Trouble trouble, List<AlertVersion> alerts, Map<String, Instant> opened, Map<String, Integer> most) {
        List<AlertVersion> right = alerts.stream()
                .filter(alert -> alert.text("cause").equals(trouble.cause()))
                .toList();
        if (right.isEmpty()) {
            return "NOT FOUND";
        }
        AlertVersion first = right.get(0);
        int devices = right.stream()
                .mapToInt(alert -> most.getOrDefault(alert.id(), 0))
                .max()
                .orElse(0);
        List<String> parts = new ArrayList<>();
        parts.add("%s at %s%s"
                .formatted(
                        first.text("cause"),
                        DemoScreen.minute(opened.getOrDefault(first.id(), first.at())),
                        devices > 0 ? ", " + Text.count(devices, "device") : ""));
        if (right.size() > 1) {
            parts.add("%d times in all".formatted(right.size()));
        }
        boolean isOver = right.stream().noneMatch(AlertVersion::isOpen);
        AlertVersion last = right.get(right.size() - 1);
        parts.add(isOver ? "resolved at " + DemoScreen.minute(last.at()) : "still open");
        alerts.stream()
                .filter(alert -> !right.contains(alert))
                .forEach(alert -> parts.add(
                        "%s of them for a while %s".formatted(most.getOrDefault(alert.id(), 0), alert.text("cause"))));
        return String.join("; ", parts);
    }

    private String others() {
        List<String> lines = new ArrayList<>();
        others.forEach(alert -> lines.add("%s at %s, %s"
                .formatted(
                        alert.text("cause"),
                        DemoScreen.minute(onset(alert)),
                        Text.count(alert.deviceCount(), "device"))));
        return String.join("; ", lines);
    }

    private static String row(String name, String text) {
        return Text.wrap(name, INDENT, Text.safe(text), DemoScreen.WIDTH);
    }

    private static Instant onset(AlertVersion alert) {
        String onset = alert.text("onset");
        return onset.isEmpty() ? alert.at() : Instant.parse(onset);
    }
}
