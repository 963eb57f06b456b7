package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFindingsTest {
    @TempDir
    private Path folder;

    private final Findings findings = new Findings();

    private void alert(String id, int version, String severity, String status, int devices, String onset) {
        findings.addAlert("""
                {"time": "2026-03-02T08:00:%02dZ", "data": {"alertId": "%s", "version": %d, "severity": "%s",\
                 "status": "%s", "scope": {"deviceCount": %d}, "onset": "%s"}}""".formatted(version, id, version, severity, status, devices, onset));
    }

    private void alert(String id, String pattern, String cause, String severity, String status, int devices) {
        findings.addAlert("""
                {"time": "2026-03-02T08:00:00Z", "data": {"alertId": "%s", "version": 1, "severity": "%s",\
                 "status": "%s", "pattern": "%s", "cause": "%s", "scope": {"hub": "h", "deviceCount": %d},\
                 "onset": "2026-03-%s"}}""".formatted(id, severity, status, pattern, cause, devices, id));
    }

    private List<String> order() {
        return findings.latest().stream()
                .map(data ->
                        data.path("alertId").asText() + data.path("version").asText())
                .toList();
    }

    @Test
    void theMostUrgentComesFirstThenWhatGoesOnThenTheLargestThenTheOldest() {
        alert("info", 1, "info", "open", 900, "2026-03-01");
        alert("young", 1, "warning", "open", 5, "2026-03-02");
        alert("over", 1, "warning", "resolved", 800, "2026-03-01");
        alert("old", 1, "warning", "open", 5, "2026-03-01");
        alert("twin", 1, "warning", "open", 5, "2026-03-02");
        alert("large", 1, "warning", "open", 6, "2026-03-03");
        alert("critical", 1, "critical", "resolved", 1, "2026-03-09");

        assertThat(order()).containsExactly("critical1", "large1", "old1", "twin1", "young1", "over1", "info1");
    }

    @Test
    void theOutageOfLastNightComesAfterTheOneOfNowAndBeforeWarningsAndTheBlindSpotBeforeItsEqualsOnly() {
        alert("01", "mass", "sas_echo", "info", "open", 900);
        alert("02", "random", "network_loss", "warning", "open", 7);
        alert("03", "mass", "rollout", "warning", "resolved", 800);
        alert("04", "feed", "feed_gap", "warning", "open", 0);
        alert("05", "feed", "feed_delay", "warning", "resolved", 0);
        alert("06", "mass", "hub_transient", "critical", "resolved", 800);
        alert("07", "mass", "network_outage", "critical", "open", 30);
        alert("08", "periodic", "scheduled", "info", "open", 1_000);

        assertThat(order()).containsExactly("071", "061", "041", "021", "051", "031", "081", "011");
    }

    @Test
    void aPersonIsToldTheEchoesOfAHubAtOnceTheLatestFirst() {
        alert("01", "mass", "sas_echo", "info", "resolved", 90);
        alert("02", "periodic", "scheduled", "info", "resolved", 80);
        alert("03", "mass", "sas_echo", "info", "resolved", 70);
        alert("04", "mass", "hub_transient", "critical", "resolved", 70);
        alert("05", "mass", "hub_transient", "critical", "resolved", 70);

        assertThat(Findings.told(findings.latest()))
                .extracting(alike -> alike.stream()
                        .map(finding -> finding.path("alertId").asText())
                        .toList())
                .containsExactly(List.of("04"), List.of("05"), List.of("03", "01"), List.of("02"));
    }

    @Test
    void onlyTheLastVersionOfAnAlertCounts() {
        alert("a", 2, "critical", "open", 9, "2026-03-01");
        alert("a", 10, "info", "open", 1, "2026-03-01");
        alert("a", 9, "critical", "open", 9, "2026-03-01");
        alert("b", 1, "warning", "open", 1, "2026-03-01");

        assertThat(order()).containsExactly("b1", "a10");
    }

    @Test
    void writesAllVersionsInOrderOfTimeAndVerdictsInOrderOfDevices() throws IOException {
        findings.addVerdict("{\"hub\": \"h\", \"deviceId\": \"b\", \"onset\": \"1\", \"verdictId\": \"x\"}");
        findings.addVerdict("{\"hub\": \"h\", \"deviceId\": \"a\", \"onset\": \"2\", \"verdictId\": \"y\"}");
        findings.addVerdict("{\"hub\": \"h\", \"deviceId\": \"b\", \"onset\": \"1\", \"verdictId\": \"x\", \"n\": 2}");

        findings.writeTo(folder.resolve("new"));

        assertThat(folder.resolve("new").toFile().list()).containsExactlyInAnyOrder("alerts.jsonl", "verdicts.jsonl");
        assertThat(folder.resolve("new/alerts.jsonl")).isEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("new/verdicts.jsonl")))
                .satisfiesExactly(line -> assertThat(line).contains("\"a\""), line -> assertThat(line)
                        .contains("\"b\"", "\"n\": 2"));
    }
}
