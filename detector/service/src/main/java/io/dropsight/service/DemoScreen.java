package io.dropsight.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.service.view.AlertVersion;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the demo shows: scenes and alerts in the order of simulated time, a few lines each. Alerts come a little after
 * the time at which they were raised, so nothing is shown before the simulation is a moment ahead of it. Not
 * thread-safe.
 */
final class DemoScreen {
    static final int WIDTH = 80;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double WORTH_TELLING = 3;
    private static final int DATE_LENGTH = 10;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String SCENE = " == ";
    private static final String INDENT = "         ";

    private final PrintWriter out;
    private final boolean colours;
    private final List<Item> waiting = new ArrayList<>();
    /** What was said last of each alert. */
    private final Map<String, JsonNode> said = new HashMap<>();
    /** Causes whose reasons and advice were told. */
    private final Set<String> explained = new HashSet<>();

    private boolean clockShown;

    private record Item(Instant at, boolean isScene, String text) {
        static final Comparator<Item> ORDER =
                Comparator.comparing(Item::at).thenComparing(item -> item.isScene() ? 0 : 1);
    }

    private enum Colour {
        BOLD(1),
        RED(31),
        GREEN(32),
        YELLOW(33),
        CYAN(36);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    /** @param colours whether somebody looks at a terminal */
    DemoScreen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** At once. */
    void print(String text) {
        out.print(clockShown ? CLEAR_LINE + text : text);
        out.flush();
        clockShown = false;
    }

    /** On a terminal, so that nobody thinks that nothing happens. */
    void clock(Instant time) {
        if (colours) {
            out.print(CLEAR_LINE + minute(time) + " ...");
            out.flush();
            clockShown = true;
        }
    }

    void paragraph(String text) {
        print(Text.wrap("", "", text, WIDTH));
    }

    void scene(DemoStory.Scene scene) {
        String wrapped = Text.wrap(minute(scene.at()) + SCENE, INDENT, scene.text(), WIDTH);
        waiting.add(new Item(scene.at(), true, paint(wrapped, Colour.BOLD)));
    }

    void alert(AlertVersion version) {
        JsonNode data = version.data();
        JsonNode before = said.get(version.id());
        String text;
        if (before == null) {
            text = explained(version, "opened", severity(version));
        } else if (!version.isOpen()) {
            text = resolved(version);
        } else if (isOther(before, data)) {
            text = explained(version, "changed", severity(version));
        } else if (devices(data) >= WORTH_TELLING * Math.max(1, devices(before))) {
            text = line(version, "grew", Colour.YELLOW);
        } else {
            return;
        }
        said.put(version.id(), data);
        waiting.add(new Item(version.at(), false, text));
    }

    /** Shows what is older than that. */
    void showUntil(Instant time) {
        waiting.sort(Item.ORDER);
        while (!waiting.isEmpty() && waiting.get(0).at().isBefore(time)) {
            print(waiting.remove(0).text());
        }
    }

    /** Whether nobody listens any more. */
    boolean isClosed() {
        return out.checkError();
    }

    String bold(String text) {
        return colours ? paint(text, Colour.BOLD).strip() : text;
    }

    static String minute(Instant at) {
        return MINUTE.format(at);
    }

    /** Why and what to do is told once of each cause. */
    private String explained(AlertVersion version, String change, Colour colour) {
        StringBuilder text = new StringBuilder(line(version, change, colour));
        if (!explained.add(version.text("cause"))) {
            return text.toString();
        }
        JsonNode data = version.data();
        String why = data.path("evidence").path(0).asText();
        if (!why.isEmpty()) {
            text.append(field("why", withoutDate(why, version.at())));
        }
        String what = data.path("recommendations").path(0).path("text").asText();
        if (!what.isEmpty()) {
            text.append(field("do", what));
        }
        return text.toString();
    }

    private String resolved(AlertVersion version) {
        JsonNode data = version.data();
        StringBuilder text = new StringBuilder(line(version, "resolved", Colour.GREEN));
        JsonNode forecast = data.path("forecast");
        if (forecast.has("at") && !Findings.isEcho(data)) {
            text.append(field(
                    "next",
                    "at %s about %s will drop together, as their tokens end: no outage"
                            .formatted(
                                    minute(Instant.parse(forecast.path("at").asText())),
                                    Text.count(forecast.path("devices").asInt(), "device"))));
        }
        return text.toString();
    }

    private String line(AlertVersion version, String change, Colour colour) {
        JsonNode data = version.data();
        int devices = devices(data);
        String whom =
                devices > 0 ? Text.count(devices, "device") + " of " + version.hub() : "the log of " + version.hub();
        JsonNode cohort = data.path("scope").path("cohort");
        String where = cohort.has("value") && data.has("mass")
                ? " in " + cohort.path("value").asText()
                : "";
        String lasted = version.isOpen()
                ? ""
                : ", after "
                        + Text.duration(Duration.between(Instant.parse(version.text("onset")), version.at())
                                .truncatedTo(ChronoUnit.MINUTES));
        String text = "%-8s %s %s: %s%s%s"
                .formatted(
                        change,
                        version.text("severity").toUpperCase(Locale.ROOT),
                        version.text("cause"),
                        Text.safe(whom),
                        Text.safe(where),
                        lasted);
        return paint(Text.wrap(minute(version.at()) + "    ", INDENT + "         ", text, WIDTH), colour);
    }

    private static String field(String name, String text) {
        return Text.wrap(INDENT + "%-9s".formatted(name), INDENT + "         ", Text.safe(text), WIDTH);
    }

    /** The story is of one day. */
    private static String withoutDate(String text, Instant day) {
        return text.replace(day.toString().substring(0, DATE_LENGTH) + " ", "");
    }

    private static boolean isOther(JsonNode before, JsonNode now) {
        return !before.path("cause").equals(now.path("cause"))
                || !before.path("severity").equals(now.path("severity"))
                || now.has("mass")
                        && !before.path("scope")
                                .path("cohort")
                                .equals(now.path("scope").path("cohort"));
    }

    private static int devices(JsonNode data) {
        return data.path("scope").path("deviceCount").asInt();
    }

    private static Colour severity(AlertVersion version) {
        return switch (version.text("severity")) {
            case "critical" -> Colour.RED;
            case "warning" -> Colour.YELLOW;
            default -> Colour.CYAN;
        };
    }

    private String paint(String lines, Colour colour) {
        return colours ? "\u001b[" + colour.code + "m" + lines.stripTrailing() + "\u001b[0m\n" : lines;
    }
}
