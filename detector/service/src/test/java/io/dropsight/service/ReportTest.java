package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The wording of reports; that of a whole one is the golden text of {@link ReplayExamplesTest}. */
final class ReportTest {
    private static final Instant FROM = Instant.parse("2026-03-02T06:01:00Z");
    private static final Instant TO = Instant.parse("2026-03-03T05:48:59Z");

    private static Seen.Hub hub(String name, long records, long connections, long devices) {
        return new Seen.Hub(name, records, connections, devices, FROM, TO);
    }

    private static Seen seen(
            long connections,
            long metrics,
            Map<String, Long> unreadable,
            Map<String, Long> refused,
            List<Seen.Hub> hubs,
            List<String> problems) {
        return new Seen(connections + metrics + 1, connections, metrics, 1, unreadable, 2_000, refused, hubs, problems);
    }

    @Test
    void countsEverythingThatIsThereAndOmitsWhatIsNot() {
        Seen much = seen(
                1_234_567,
                1,
                Map.of("cut_json", 1_000L),
                Map.of("too_late", 7L),
                List.of(hub("north", 1_234_568, 1_234_567, 1), hub("other hubs", 5, 1, 1), hub("still", 3, 0, 0)),
                List.of("x.gz was read up to its byte 7 only\u001b[2J"));

        assertThat(new Report(much, List.of()).text()).isEqualTo("""
                Hub north: 1,234,567 connection records of 1 device, 2026-03-02 06:01 to 2026-03-03 05:48 UTC
                Other hubs: 1 connection record of 1 device, 2026-03-02 06:01 to 2026-03-03 05:48 UTC
                Hub still: 3 metric samples and no connection record, 2026-03-02 06:01 to 2026-03-03 05:48 UTC
                1,234,569 records read, 1 metric sample, 1 of other kinds, 2,000 duplicates
                  1,000 unreadable: 1,000 cut_json
                  7 not analysed: 7 too_late
                  x.gz was read up to its byte 7 only?[2J

                No findings: no device drops periodically or too often, none drop together, and the log has no gap.
                """);
    }

    @Test
    void aReportStaysShortHoweverManyHubsAndProblems() {
        List<Seen.Hub> hubs =
                IntStream.range(0, 41).mapToObj(i -> hub("hub-" + i, 1, 1, 1)).toList();
        List<String> problems =
                IntStream.range(0, 21).mapToObj(i -> "problem " + i).toList();

        Report report = new Report(seen(41, 0, Map.of(), Map.of(), hubs, problems), List.of());

        assertThat(report.text())
                .contains("Hub hub-19:", "  and 21 more hubs; --json lists all\n")
                .contains("  problem 19\n  and 1 more problem; --json lists all\n")
                .doesNotContain("hub-20", "problem 20");
        assertThat(report.json().path("hubs")).hasSize(41);
        assertThat(report.json().path("problems")).hasSize(21);
    }

    @Test
    void aFindingThatIsOverHasNoNextDropAndNamesWhatItShares() throws JsonProcessingException {
        JsonNode finding = Findings.JSON.readTree("""
                {"severity": "warning", "status": "resolved", "cause": "sas_token_expiry", "confidence": 0.7,
                 "alternatives": [{"cause": "scheduled", "confidence": 0.2}],
                 "scope": {"hub": "north\\u0007", "deviceCount": 1200, "devices": ["a", "b\\u202e"],
                           "cohort": {"key": "sdk", "value": "azsdk-c/1.5.0 (\\u001b)"}},
                 "onset": "2026-03-02T06:01:00Z", "lastSeenAt": "2026-03-02T09:01:00Z",
                 "resolvedAt": "2026-03-02T12:30:00Z",
                 "periodic": {"ageSeconds": 3900.6, "jitterSeconds": 0}, "evidence": ["one", "two"],
                 "recommendations": [{"text": "do this", "link": "https://example.org/"}],
                 "falseAlarmProbability": 0.003}""");

        String text = new Report(seen(1, 0, Map.of(), Map.of(), List.of(), List.of()), List.of(finding)).text();

        assertThat(text.substring(text.indexOf("1. "))).isEqualTo("""
                1. WARNING  sas_token_expiry: 1,200 devices of north?  (over since 2026-03-02 12:30 UTC)
                   period     every 65 min 1 s of connection, since 2026-03-02 06:01, last 2026-03-02 09:01
                   devices    a, b? and 1,198 more; most share sdk azsdk-c/1.5.0 (?)
                   evidence   one
                              two
                   how sure   70 % of the cause, or scheduled (20 %); chance of a false alarm at most 1 in 330
                   what to do do this
                              https://example.org/

                """);
    }

    @Test
    void whereNothingWasReadTheJsonHasItsShapeAllTheSame() {
        Seen nothing = new Seen(0, 0, 0, 0, Map.of(), 0, Map.of(), List.of(), List.of());

        assertThat(new Report(nothing, List.of()).json())
                .hasToString("{\"records\":{\"read\":0,\"connections\":0,\"metrics\":0,\"other\":0,\"unreadable\":{},"
                        + "\"duplicates\":0,\"refused\":{}},\"span\":{},\"hubs\":[],\"problems\":[],\"findings\":[]}");
        assertThat(new Report(nothing, List.of()).text()).isEqualTo("0 records read\n");
    }
}
