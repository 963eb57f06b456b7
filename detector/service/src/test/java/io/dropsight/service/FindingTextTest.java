package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How each pattern is told to a person. */
final class FindingTextTest {
    private static final String REST = """
            "confidence": 0.9, "alternatives": [], "evidence": ["seen"], "falseAlarmProbability": 0.001,
            "recommendations": [{"text": "look", "link": "https://example.org/"}]""";

    private static final String WHY = """
               evidence   seen
               how sure   90 % of the cause; chance of a false alarm at most 1 in 1,000
               what to do look
                          https://example.org/

            """;

    private static String told(String... findings) throws JsonProcessingException {
        List<JsonNode> alike = new ArrayList<>();
        for (String finding : findings) {
            alike.add(Findings.JSON.readTree("{" + finding + ", " + REST + "}"));
        }
        StringBuilder out = new StringBuilder();
        FindingText.append(out, 1, alike);
        return out.toString();
    }

    @Test
    void anOutageThatIsOverSaysWhenHowManyOfHowManyWhereAndWhatFollows() throws JsonProcessingException {
        String text = told("""
                "severity": "critical", "status": "resolved", "pattern": "mass", "cause": "network_outage",
                "scope": {"hub": "north", "deviceCount": 1234, "devices": ["a\\u001b", "b"],
                          "cohort": {"key": "network", "value": "203.0.113.0/24"}},
                "onset": "2026-03-02T08:10:40Z", "lastSeenAt": "2026-03-02T08:12:00Z",
                "resolvedAt": "2026-03-02T08:31:00Z",
                "mass": {"dropped": 1234, "connectedBefore": 1500, "depth": 0.8227, "lift": 53.4,
                         "errors5xxShare": 0.004, "endedAt": "2026-03-02T08:12:00Z"},
                "forecast": {"at": "2026-03-02T09:25:58Z", "devices": 700},
                "fleetSize": {"value": 9000, "from": "metric"}, "feed": {"lagSeconds": 7, "gap": true}""");

        assertThat(text).isEqualTo("""
                1. CRITICAL  network_outage: 1,234 devices of north  (over since 2026-03-02 08:31 UTC)
                   when       2026-03-02 08:10:40 to 08:12:00 UTC, 80 s
                   dip        1,234 of 1,500 connected (82 %), 53 times the usual number, 1 % with a 5xx code
                   where      network 203.0.113.0/24; the fleet has 9,000 devices, by the hub's metric
                   forecast   2026-03-02 09:25:58 UTC: about 700 devices together, as their tokens end; no outage
                   devices    a?, b and 1,232 more
                   evidence   seen
                   how sure   90 % of the cause; chance of a false alarm at most 1 in 1,000; the log was late or had
                              a gap
                   what to do look
                              https://example.org/

                """);
    }

    @Test
    void anOutageThatGoesOnHasNoEndAndLeavesOutWhatIsNotKnown() throws JsonProcessingException {
        String text = told("""
                "severity": "critical", "status": "open", "pattern": "mass", "cause": "hub_transient",
                "scope": {"hub": "north", "deviceCount": 40, "devices": ["a"]},
                "onset": "2026-03-02T08:10:40Z", "lastSeenAt": "2026-03-02T08:12:00Z",
                "mass": {"dropped": 40, "connectedBefore": 11, "depth": 1, "lift": 0, "errors5xxShare": 0},
                "fleetSize": {"value": 100, "from": "seen"}, "feed": {"lagSeconds": 7, "gap": false}""");

        assertThat(text).isEqualTo("""
                1. CRITICAL  hub_transient: 40 devices of north
                   when       since 2026-03-02 08:10:40 UTC; goes on
                   dip        40 dropped
                   where      the whole hub; the fleet has at least 100 devices, seen in the log
                   devices    a and 39 more
                """ + WHY);
    }

    @Test
    void whatTheMetricAloneTellsNamesNoDevices() throws JsonProcessingException {
        String text = told("""
                "severity": "critical", "status": "resolved", "pattern": "mass", "cause": "hub_transient",
                "scope": {"hub": "north", "deviceCount": 0, "devices": []},
                "onset": "2026-03-02T23:59:00Z", "lastSeenAt": "2026-03-03T00:07:00Z",
                "resolvedAt": "2026-03-03T00:31:00Z",
                "mass": {"dropped": 0, "connectedBefore": 0, "depth": 0, "lift": 0, "errors5xxShare": 0,
                         "endedAt": "2026-03-03T00:07:00Z"}""");

        assertThat(text).isEqualTo("""
                1. CRITICAL  hub_transient: north  (over since 2026-03-03 00:31 UTC)
                   when       2026-03-02 23:59:00 to 2026-03-03 00:07:00 UTC, 8 min
                   where      the whole hub
                """ + WHY);
    }

    @Test
    void aRolloutNamesTheVersionThatWasLeft() throws JsonProcessingException {
        String text = told("""
                "severity": "warning", "status": "resolved", "pattern": "mass", "cause": "rollout",
                "scope": {"hub": "north", "deviceCount": 21, "devices": ["a"],
                          "cohort": {"key": "sdk", "value": "1.0 (x; \\u202ey)"}},
                "onset": "2026-03-02T08:10:40Z", "lastSeenAt": "2026-03-02T08:12:00Z",
                "resolvedAt": "2026-03-02T08:31:00Z",
                "mass": {"dropped": 21, "connectedBefore": 21, "depth": 1, "lift": 0, "errors5xxShare": 0,
                         "endedAt": "2026-03-02T08:12:00Z"}""");

        assertThat(text)
                .contains("   dip        21 of 21 connected (100 %)\n")
                .contains("   where      sdk 1.0 (x; ?y), which they left\n");
    }

    private static String echo(String hour, int devices) {
        return """
                "severity": "info", "status": "resolved", "pattern": "mass", "cause": "sas_echo",
                "scope": {"hub": "north", "deviceCount": %2$d, "devices": ["a"]},
                "onset": "2026-03-02T%1$s:10:40Z", "lastSeenAt": "2026-03-02T%1$s:12:00Z",
                "resolvedAt": "2026-03-02T%1$s:31:00Z",
                "mass": {"dropped": %2$d, "connectedBefore": 100, "depth": 0.25, "lift": 0, "errors5xxShare": 0,
                         "endedAt": "2026-03-02T%1$s:12:00Z"}""".formatted(hour, devices);
    }

    @Test
    void echoesAreToldByTheirLast() throws JsonProcessingException {
        assertThat(told(echo("10", 25), echo("09", 30), echo("08", 1_030))).isEqualTo("""
                1. INFO  sas_echo: 25 devices of north  (over since 2026-03-02 10:31 UTC)
                   when       2026-03-02 10:10:40 to 10:12:00 UTC, 80 s
                   wave       25 of 100 connected (25 %)
                   waves      this is the last of 3 since 2026-03-02 08:10, of 25 to 1,030 devices each
                   devices    a and 24 more
                """ + WHY);
        assertThat(told(echo("10", 25))).doesNotContain("waves");
    }

    @Test
    void devicesThatDropTooOftenSaySinceWhen() throws JsonProcessingException {
        String text = told("""
                "severity": "warning", "status": "open", "pattern": "random", "cause": "network_loss",
                "scope": {"hub": "north", "deviceCount": 2, "devices": ["a", "b"],
                          "cohort": {"key": "protocol", "value": "Mqtt"}},
                "onset": "2026-03-02T08:10:40Z", "lastSeenAt": "2026-03-02T18:12:00Z"
                """);

        assertThat(text).isEqualTo("""
                1. WARNING  network_loss: 2 devices of north
                   since      2026-03-02 08:10, last 2026-03-02 18:12 UTC
                   devices    a, b; most share protocol Mqtt
                """ + WHY);
    }

    @Test
    void aGapSaysFromWhenToWhenNothingIsKnown() throws JsonProcessingException {
        String feed = """
                "severity": "warning", "pattern": "feed", "scope": {"hub": "north", "deviceCount": 0, "devices": []},
                "onset": "2026-03-02T08:10:40Z", "lastSeenAt": "2026-03-02T09:12:00Z",
                "feed": {"lagSeconds": 1080, "gap": true},""";

        assertThat(told(feed + "\"cause\": \"feed_gap\", \"status\": \"open\"")).isEqualTo("""
                1. WARNING  feed_gap: the log of north
                   blind      since 2026-03-02 08:10:40 UTC; goes on
                """ + WHY);
        String over = "\"status\": \"resolved\", \"resolvedAt\": \"2026-03-02T09:12:00Z\"";
        assertThat(told(feed + "\"cause\": \"feed_gap\", " + over)).isEqualTo("""
                1. WARNING  feed_gap: the log of north  (over since 2026-03-02 09:12 UTC)
                   blind      2026-03-02 08:10:40 to 09:12:00 UTC, 61 min 20 s
                """ + WHY);
        assertThat(told(feed + "\"cause\": \"feed_delay\", " + over)).contains("""
                           late       2026-03-02 08:10:40 to 09:12:00 UTC, 61 min 20 s; the newest record took 18 min to
                                      arrive
                        """);
    }
}
