package io.dropsight.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One finding for a person: what, when, how many, where, why and what to do, each on lines with a name. */
final class FindingText {
    private static final DateTimeFormatter MINUTE = format("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter SECOND = format("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter SECOND_OF_DAY = format("HH:mm:ss");
    private static final int DATE_LENGTH = 10;

    private static final int WIDTH = 100;
    private static final String INDENT = "              ";

    private final StringBuilder out;
    private final JsonNode finding;
    private final JsonNode scope;
    private final boolean open;

    private FindingText(StringBuilder out, JsonNode finding) {
        this.out = out;
        this.finding = finding;
        this.scope = finding.path("scope");
        this.open = !"resolved".equals(finding.path("status").asText()); // silent ones are open
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** @param alike echoes of one hub, the latest first, which is told for all; of anything else one alone */
    static void append(StringBuilder out, int number, List<JsonNode> alike) {
        FindingText text = new FindingText(out, alike.get(0));
        out.append(number).append(". ").append(text.head()).append('\n');
        text.body(alike);
    }

    /** The first line alone, without number or line break. */
    static String line(JsonNode finding) {
        return new FindingText(new StringBuilder(), finding).head();
    }

    /** All but the first line. */
    static String body(JsonNode finding) {
        FindingText text = new FindingText(new StringBuilder(), finding);
        text.body(List.of(finding));
        return text.out.toString();
    }

    static String second(Instant at) {
        return SECOND.format(at);
    }

    private void body(List<JsonNode> alike) {
        switch (finding.path("pattern").asText()) {
            case "mass" -> mass(alike);
            case "feed" -> feed();
            case "random" -> field("since", minutes());
            default -> periodic();
        }
        devices();
        said();
        why();
        out.append('\n');
    }

    private String head() {
        int devices = scope.path("deviceCount").asInt();
        String hub = Text.safe(scope.path("hub").asText());
        String whom = devices > 0
                ? Text.count(devices, "device") + " of " + hub
                : "feed".equals(finding.path("pattern").asText()) ? "the log of " + hub : hub;
        return String.format(
                Locale.ROOT,
                "%s  %s: %s%s",
                finding.path("severity").asText().toUpperCase(Locale.ROOT),
                finding.path("cause").asText(),
                whom,
                open ? "" : "  (over since " + MINUTE.format(at(finding, "resolvedAt")) + " UTC)");
    }

    private void periodic() {
        JsonNode periodic = finding.path("periodic");
        if (periodic.isMissingNode()) {
            return;
        }
        String line = "every " + duration(periodic.path("ageSeconds").asDouble()) + " of connection, since "
                + MINUTE.format(at(finding, "onset")) + ", last " + MINUTE.format(at(finding, "lastSeenAt"));
        if (periodic.has("tokenLifetimeSeconds")) {
            line += "; token lifetime "
                    + duration(periodic.path("tokenLifetimeSeconds").asDouble());
        }
        field("period", line);
        if (periodic.has("nextExpectedAt")) {
            field("next drop", SECOND.format(at(periodic, "nextExpectedAt")) + " UTC");
        }
    }

    private void mass(List<JsonNode> alike) {
        JsonNode mass = finding.path("mass");
        boolean isEcho = Findings.isEcho(finding);
        field("when", mass.has("endedAt") ? span(at(finding, "onset"), at(mass, "endedAt")) : since());
        String many = howMany(mass);
        if (!many.isEmpty()) {
            field(isEcho ? "wave" : "dip", many);
        }
        if (alike.size() > 1) {
            field("waves", waves(alike));
        }
        if (!isEcho || scope.has("cohort")) {
            field("where", where());
        }
        JsonNode forecast = finding.path("forecast");
        if (forecast.has("at")) {
            field(
                    "forecast",
                    SECOND.format(at(forecast, "at")) + " UTC: about "
                            + Text.count(forecast.path("devices").asInt(), "device")
                            + " together, as their tokens end; no outage");
        }
    }

    private static String howMany(JsonNode mass) {
        int dropped = mass.path("dropped").asInt();
        int before = mass.path("connectedBefore").asInt();
        List<String> parts = new ArrayList<>();
        if (before >= dropped && before > 0) { // else what is known of the connected is older than they are
            parts.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d connected (%d %%)",
                    dropped,
                    before,
                    Math.round(100 * mass.path("depth").asDouble())));
        } else if (dropped > 0) {
            parts.add(String.format(Locale.ROOT, "%,d dropped", dropped));
        }
        double lift = mass.path("lift").asDouble();
        if (lift >= 2) {
            parts.add(String.format(Locale.ROOT, "%,d times the usual number", Math.round(lift)));
        }
        double server = mass.path("errors5xxShare").asDouble();
        if (server > 0) {
            parts.add(Math.max(1, Math.round(100 * server)) + " % with a 5xx code");
        }
        return String.join(", ", parts);
    }

    private static String waves(List<JsonNode> alike) {
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (JsonNode echo : alike) {
            int devices = echo.path("scope").path("deviceCount").asInt();
            fewest = Math.min(fewest, devices);
            most = Math.max(most, devices);
        }
        String range = fewest == most
                ? Text.count(most, "device")
                : String.format(Locale.ROOT, "%,d to %s", fewest, Text.count(most, "device"));
        return String.format(
                Locale.ROOT,
                "this is the last of %d since %s, of %s each",
                alike.size(),
                MINUTE.format(at(alike.get(alike.size() - 1), "onset")),
                range);
    }

    private String where() {
        StringBuilder line = new StringBuilder();
        JsonNode cohort = scope.path("cohort");
        if (cohort.isMissingNode()) {
            line.append("the whole hub");
        } else {
            line.append(shared(cohort));
            if ("rollout".equals(finding.path("cause").asText())) {
                line.append(", which they left");
            }
        }
        JsonNode fleet = finding.path("fleetSize");
        if (fleet.has("value")) {
            boolean isKnown = "metric".equals(fleet.path("from").asText());
            line.append("; the fleet has ")
                    .append(isKnown ? "" : "at least ")
                    .append(Text.count(fleet.path("value").asInt(), "device"))
                    .append(isKnown ? ", by the hub's metric" : ", seen in the log");
        }
        return line.toString();
    }

    private void feed() {
        boolean isGap = "feed_gap".equals(finding.path("cause").asText());
        String line = open ? since() : span(at(finding, "onset"), at(finding, "resolvedAt"));
        long lag = finding.path("feed").path("lagSeconds").asLong();
        if (!isGap && lag > 0) {
            line += "; the newest record took " + duration(lag) + " to arrive";
        }
        field(isGap ? "blind" : "late", line);
    }

    private void devices() {
        List<String> names = new ArrayList<>();
        scope.path("devices").forEach(name -> names.add(Text.safe(name.asText())));
        if (names.isEmpty()) {
            return; // of a log, or of a metric, that names none
        }
        int count = scope.path("deviceCount").asInt();
        String list = String.join(", ", names);
        if (count > names.size()) {
            list += String.format(Locale.ROOT, " and %,d more", count - names.size());
        }
        JsonNode cohort = scope.path("cohort");
        if (!cohort.isMissingNode() && !finding.has("mass")) { // which has said where
            list += "; most share " + shared(cohort);
        }
        field("devices", list);
    }

    /** What operators said of it. */
    private void said() {
        JsonNode silence = finding.path("silence");
        if (silence.has("reason")) {
            String until = silence.has("to") ? "until " + MINUTE.format(at(silence, "to")) + " UTC: " : "";
            field("silenced", until + Text.safe(silence.path("reason").asText()));
        }
        if (finding.has("acknowledgement")) {
            field("in hand of", note(finding.path("acknowledgement")));
        }
        JsonNode feedback = finding.path("feedback");
        if (feedback.has("verdict")) {
            String verdict = feedback.path("verdict").asText().replace('_', ' ');
            field("feedback", verdict + ", says " + note(feedback));
        }
    }

    private static String note(JsonNode said) {
        String note = said.has("note") ? ": " + said.path("note").asText() : "";
        return Text.safe(said.path("by").asText() + note);
    }

    private void why() {
        String name = "evidence";
        for (JsonNode line : finding.path("evidence")) {
            field(name, Text.safe(line.asText()));
            name = "";
        }
        field("how sure", sure());
        for (JsonNode advice : finding.path("recommendations")) {
            field("what to do", advice.path("text").asText());
            field("", advice.path("link").asText());
        }
    }

    private String sure() {
        StringBuilder line = new StringBuilder();
        line.append(Math.round(100 * finding.path("confidence").asDouble())).append(" % of the cause");
        for (JsonNode other : finding.path("alternatives")) {
            line.append(String.format(
                    Locale.ROOT,
                    ", or %s (%d %%)",
                    other.path("cause").asText(),
                    Math.round(100 * other.path("confidence").asDouble())));
        }
        double falseAlarm = finding.path("falseAlarmProbability").asDouble();
        if (falseAlarm < 1) { // else nothing is promised, as of an echo that was forecast
            line.append("; chance of a false alarm at most ").append(Text.chance(falseAlarm));
        }
        if (finding.path("feed").path("gap").asBoolean()
                && !"feed".equals(finding.path("pattern").asText())) {
            line.append("; the log was late or had a gap");
        }
        return line.toString();
    }

    private void field(String name, String text) {
        String prefix = "   " + name + " ".repeat(Math.max(1, INDENT.length() - 3 - name.length()));
        out.append(Text.wrap(prefix, INDENT, text, WIDTH));
    }

    private static String shared(JsonNode cohort) {
        return cohort.path("key").asText() + " "
                + Text.safe(cohort.path("value").asText());
    }

    private String minutes() {
        return MINUTE.format(at(finding, "onset")) + ", last " + MINUTE.format(at(finding, "lastSeenAt")) + " UTC";
    }

    private String since() {
        return "since " + SECOND.format(at(finding, "onset")) + " UTC; goes on";
    }

    /** The day is told once, where it is one. */
    private static String span(Instant from, Instant to) {
        String first = SECOND.format(from);
        String last = SECOND.format(to);
        boolean sameDay = first.substring(0, DATE_LENGTH).equals(last.substring(0, DATE_LENGTH));
        return first + " to " + (sameDay ? SECOND_OF_DAY.format(to) : last) + " UTC, "
                + Text.duration(Duration.between(from, to));
    }

    private static Instant at(JsonNode node, String name) {
        return Instant.parse(node.path(name).asText());
    }

    private static String duration(double seconds) {
        return Text.duration(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
