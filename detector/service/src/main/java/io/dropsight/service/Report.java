package io.dropsight.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.files.LogSummary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells a person, or a machine, what a replay has read and found. */
final class Report {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Of hubs and of problems: a report stays short. */
    private static final int MOST_LINES = 20;

    private final Seen seen;
    private final List<JsonNode> findings;

    /** @param findings data of the last version of each alert, weightiest first */
    Report(Seen seen, List<JsonNode> findings) {
        this.seen = seen;
        this.findings = findings;
    }

    String text() {
        StringBuilder out = new StringBuilder();
        seen.hubs().stream()
                .limit(MOST_LINES)
                .forEach(hub -> out.append(String.format(
                        Locale.ROOT,
                        "%s: %s, %s to %s UTC\n",
                        hub.name().equals(LogSummary.OTHER_HUBS) ? "Other hubs" : "Hub " + Text.safe(hub.name()),
                        hub.connections() == 0 && hub.records() > 0
                                ? Text.count(hub.records(), "metric sample") + " and no connection record"
                                : Text.count(hub.connections(), "connection record") + " of "
                                        + Text.count(hub.devices(), "device"),
                        MINUTE.format(hub.from()),
                        MINUTE.format(hub.to()))));
        more(out, seen.hubs(), "more hub");
        out.append(counts());
        if (seen.analysed() == 0) {
            return out.toString(); // that nothing was found would sound as if something had been looked at
        }
        out.append('\n');
        if (findings.isEmpty()) {
            out.append(
                    "No findings: no device drops periodically or too often, none drop together, and the log has no gap.\n");
        }
        int number = 1;
        for (List<JsonNode> alike : Findings.told(findings)) {
            FindingText.append(out, number++, alike);
        }
        return out.toString();
    }

    private static void more(StringBuilder out, List<?> all, String one) {
        if (all.size() > MOST_LINES) {
            out.append("  and ")
                    .append(Text.count(all.size() - MOST_LINES, one))
                    .append("; --json lists all\n");
        }
    }

    private StringBuilder counts() {
        StringBuilder out = new StringBuilder(Text.count(seen.read(), "record") + " read");
        if (seen.metrics() > 0) {
            out.append(", ").append(Text.count(seen.metrics(), "metric sample"));
        }
        if (seen.other() > 0) {
            out.append(String.format(Locale.ROOT, ", %,d of other kinds", seen.other()));
        }
        if (seen.duplicates() > 0) {
            out.append(", ").append(Text.count(seen.duplicates(), "duplicate"));
        }
        out.append('\n');
        out.append(reasons("unreadable", seen.unreadable()));
        out.append(reasons("not analysed", seen.refused()));
        seen.problems().stream()
                .limit(MOST_LINES)
                .forEach(problem -> out.append("  ").append(Text.safe(problem)).append('\n'));
        more(out, seen.problems(), "more problem");
        return out;
    }

    private static String reasons(String what, Map<String, Long> reasons) {
        long sum = reasons.values().stream().mapToLong(n -> n).sum();
        if (sum == 0) {
            return "";
        }
        String each = reasons.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .map(e -> String.format(Locale.ROOT, "%,d %s", e.getValue(), e.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "  %,d %s: %s\n", sum, what, each);
    }

    /** One object: {@code records, span, hubs, findings}. */
    ObjectNode json() {
        ObjectNode out = Findings.JSON.createObjectNode();
        ObjectNode records = out.putObject("records");
        records.put("read", seen.read());
        records.put("connections", seen.connections());
        records.put("metrics", seen.metrics());
        records.put("other", seen.other());
        ObjectNode unreadable = records.putObject("unreadable");
        seen.unreadable().forEach(unreadable::put);
        records.put("duplicates", seen.duplicates());
        ObjectNode refused = records.putObject("refused");
        seen.refused().forEach(refused::put);
        ObjectNode span = out.putObject("span");
        Instant from = seen.from();
        Instant to = seen.to();
        if (from != null && to != null) {
            span.put("from", from.toString());
            span.put("to", to.toString());
        }
        ArrayNode hubs = out.putArray("hubs");
        for (Seen.Hub hub : seen.hubs()) {
            hubs.addObject()
                    .put("hub", hub.name())
                    .put("records", hub.records())
                    .put("connections", hub.connections())
                    .put("devices", hub.devices())
                    .put("from", hub.from().toString())
                    .put("to", hub.to().toString());
        }
        ArrayNode problems = out.putArray("problems");
        seen.problems().forEach(problems::add);
        out.putArray("findings").addAll(findings);
        return out;
    }
}
