package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a run said, as the lines that consumers read. */
record Transcript(List<String> verdicts, List<String> alerts) {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern LAG = Pattern.compile("\"lagSeconds\":\\d+,\"gap\":(true|false)");
    private static final Pattern ARRIVAL =
            Pattern.compile("(\"(?:time|detectedAt|version|id|type)\":)(?:\"[^\"]*\"|\\d+)");

    /** Every version, in the order in which they were said. */
    static Transcript of(Pipeline run) {
        return of(run.verdicts, run.alerts);
    }

    /** Only the last version of each, in the order of the first ones. */
    static Transcript ofLastVersions(Pipeline run) {
        Map<String, Alert> alerts = new LinkedHashMap<>();
        run.alerts.forEach(alert -> alerts.put(alert.alertId(), alert));
        return of(run.last.values(), alerts.values());
    }

    private static Transcript of(Collection<Verdict> verdicts, Collection<Alert> alerts) {
        AlertJson json = new AlertJson();
        return new Transcript(
                verdicts.stream().map(v -> text(VerdictJson.write(v))).toList(),
                alerts.stream().map(a -> text(json.write(a))).toList());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** All times moved; ids, which are hashes of times, numbered as they come. */
    Transcript movedBy(Duration by) {
        Map<String, String> ids = new HashMap<>();
        return new Transcript(
                verdicts.stream().map(line -> moved(line, by, ids)).toList(),
                alerts.stream().map(line -> moved(line, by, ids)).toList());
    }

    private static String moved(String line, Duration by, Map<String, String> ids) {
        String moved = TIME.matcher(line).replaceAll(found -> {
            String text = found.group();
            String separator = text.substring(10, 11);
            String time = LocalDateTime.parse(text.replace(' ', 'T')).plus(by).toString();
            return time.replace("T", separator) + (time.length() == 16 && text.length() == 19 ? ":00" : "");
        });
        return ID.matcher(moved).replaceAll(found -> ids.computeIfAbsent(found.group(), id -> "id-" + ids.size()));
    }

    /** Without what tells of the feed: alerts on it, and what others say of it. */
    Transcript withoutFeed() {
        return new Transcript(
                verdicts,
                alerts.stream()
                        .filter(a -> !a.contains("\"pattern\":\"feed\""))
                        .map(a -> LAG.matcher(a).replaceAll("lag"))
                        .toList());
    }

    /** Without what follows arrival: when it was told, in how many versions, under which id. In any order. */
    Transcript withoutArrival() {
        return new Transcript(
                verdicts.stream().map(Transcript::withoutArrival).sorted().toList(),
                alerts.stream().map(Transcript::withoutArrival).sorted().toList());
    }

    private static String withoutArrival(String line) {
        String plain = ARRIVAL.matcher(LAG.matcher(line).replaceAll("lag")).replaceAll("$1");
        return ID.matcher(plain).replaceAll("id");
    }

    void assertEqual(Transcript expected) {
        List<String> differences = new ArrayList<>();
        difference(verdicts, expected.verdicts, differences);
        difference(alerts, expected.alerts, differences);
        assertThat(differences).isEmpty();
    }

    /** The same, and something was said at all. */
    void assertSame(Transcript expected) {
        assertEqual(expected);
        assertThat(expected.verdicts).as("a law about nothing").isNotEmpty();
        assertThat(expected.alerts).as("a law about nothing").isNotEmpty();
    }

    private static void difference(List<String> actual, List<String> expected, List<String> into) {
        for (int i = 0; i < Math.max(actual.size(), expected.size()); i++) {
            String a = i < actual.size() ? actual.get(i) : "nothing";
            String b = i < expected.size() ? expected.get(i) : "nothing";
            if (!a.equals(b)) {
                into.add("line " + i + " of " + expected.size() + " is\n" + a + "\ninstead of\n" + b);
                return;
            }
        }
    }
}
