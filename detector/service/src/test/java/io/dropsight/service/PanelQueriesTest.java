package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.service.DeployFiles.Panel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every panel, against a real Prometheus that scraped the real service. Two instances, with a hub each,
 * have the same bad night: one 1,200 times as fast, so that it is over soon, and one slower, so that its outage lasts for
 * some scrapes. What each has to show at its largest is in {@code panel-ranges.csv}.
 */
@Tag("deploy")
final class PanelQueriesTest {
    private static final Path RANGES = Path.of("src/test/resources/panel-ranges.csv");
    private static final Pattern METRIC = Pattern.compile("\\b(?:dropsight|jvm|process)_[a-z_]+");
    private static final String NOTHING = "nothing";

    @TempDir
    private static Path folder;

    private static RunningAlertmanager alertmanager;
    private static RunningService night;
    private static RunningService outage;
    private static RunningPrometheus prometheus;

    @BeforeAll
    static void letABadNightPass() throws Exception {
        alertmanager = new RunningAlertmanager(folder);
        night = start("night", 1200);
        outage = start("outage", 240);
        night.awaitReady();
        outage.awaitReady();
        prometheus = new RunningPrometheus(folder.resolve("prometheus"), night.address(), outage.address());
        prometheus.await(
                "hub_pattern_cause_severity:dropsight_alerts_open:max{hub=\"outage-hub\",severity=\"critical\"} > 0",
                Duration.ofSeconds(150));
        prometheus.await(
                "hub_pattern_cause_severity:dropsight_alerts_open:max{cause=\"sas_echo\"} > 0",
                Duration.ofSeconds(150));
    }

    private static RunningService start(String name, int speed) throws IOException {
        Path home = folder.resolve(name);
        return new RunningService(
                home, """
                kafka:
                  data-folder: %s
                  replication: 1
                  partitions: 2
                sources:
                  simulations:
                    %s: {hub: %s-hub, devices: 400, speed: %d}
                alerts:
                  alertmanager: %s
                """.formatted(home.resolve("kafka"), name, name, speed, alertmanager.address()));
    }

    @AfterAll
    static void end() throws Exception {
        for (AutoCloseable each : Arrays.asList(prometheus, night, outage, alertmanager)) {
            if (each != null) { // null where the start failed
                each.close();
            }
        }
    }

    @Test
    void everyPanelShowsWhatABadNightHas() throws Exception {
        Map<String, String> ranges = ranges();
        SoftAssertions soft = new SoftAssertions();
        Map<String, String> seen = new LinkedHashMap<>();
        for (Panel panel : DeployFiles.panels()) {
            for (JsonNode target : panel.targets()) {
                String name = "%s,%s,%s"
                        .formatted(
                                panel.board(),
                                panel.title(),
                                target.path("refId").asText());
                String query = filled(target.path("expr").asText());
                String range = ranges.remove(name);
                soft.assertThat(range).as("a line of %s for %s", RANGES, name).isNotNull();
                if (range != null) {
                    seen.put(name, compare(soft, name, query, range));
                }
            }
        }
        seen.forEach((name, largest) -> System.out.println(name + ": " + largest));
        soft.assertThat(ranges).as("lines of %s without a panel", RANGES).isEmpty();
        soft.assertAll();
    }

    @Test
    void bandsShowTheIncidentAndItsEchoes() throws Exception {
        for (Path file : DeployFiles.dashboards()) {
            for (JsonNode band : DeployFiles.json(file).path("annotations").path("list")) {
                JsonNode found = prometheus.since(filled(band.path("expr").asText()));
                boolean quiet = band.path("name").asText().equals("Silent log"); // the log goes on all night
                assertThat(found.isEmpty()).as("%s", band.path("name")).isEqualTo(quiet);
            }
        }
    }

    @Test
    void theIncidentFiresItsAlertAndNothingElseIsWrong() throws Exception {
        JsonNode firing = prometheus.since("ALERTS{alertstate=\"firing\"}");
        assertThat(DeployFiles.stream(firing)
                        .map(alert -> alert.path("metric").path("alertname").asText()))
                .isNotEmpty()
                .containsOnly("DropsightIncident");
    }

    @Test
    void everyBucketOfSessionAgesHasItsName() throws Exception {
        JsonNode ages = DeployFiles.panels().stream()
                .map(Panel::json)
                .filter(panel -> panel.path("type").asText().equals("bargauge"))
                .findFirst()
                .orElseThrow();
        assertThat(DeployFiles.stream(ages.path("fieldConfig").path("overrides"))
                        .map(each -> each.path("matcher").path("options").asText()))
                .containsExactlyInAnyOrderElementsOf(
                        DeployFiles.stream(prometheus.since("sum by (le) (dropsight_session_age_seconds_bucket)"))
                                .map(bucket -> bucket.path("metric").path("le").asText())
                                .toList());
    }

    @Test
    void whatTheServiceFindsReachesAlertmanagerOneGroupForEachCause() {
        assertThat(alertmanager.groups())
                .anyMatch(group -> group.startsWith("chat night-hub periodic sas_token_expiry"))
                .doesNotHaveDuplicates();
    }

    /** @return the largest value, in words */
    private static String compare(SoftAssertions soft, String name, String query, String range)
            throws IOException, InterruptedException {
        double largest = Double.NEGATIVE_INFINITY;
        for (JsonNode series : prometheus.since(query)) {
            double most = Double.NEGATIVE_INFINITY;
            for (JsonNode sample : series.path("values")) {
                double value = Double.parseDouble(sample.path(1).asText().replace("Inf", "Infinity"));
                most = Double.isNaN(value) ? most : Math.max(most, value);
            }
            soft.assertThat(most)
                    .as("%s %s: not a number throughout", name, series.path("metric"))
                    .isFinite();
            largest = Math.max(largest, most);
        }
        if (range.equals(NOTHING)) {
            soft.assertThat(largest).as(name).isEqualTo(Double.NEGATIVE_INFINITY);
            isAskedForWhatExists(soft, name, query);
        } else {
            String[] ends = range.split("\\.\\.", -1);
            soft.assertThat(largest)
                    .as("%s: %s", name, query)
                    .isBetween(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
        }
        return largest + " in " + range;
    }

    /** Where a panel rightly is empty, its query has to ask for metrics that are scraped. */
    private static void isAskedForWhatExists(SoftAssertions soft, String name, String query)
            throws IOException, InterruptedException {
        Matcher metrics = METRIC.matcher(query);
        while (metrics.find()) {
            soft.assertThat(prometheus.since(metrics.group()))
                    .as("%s: %s", name, metrics.group())
                    .isNotEmpty();
        }
    }

    private static String filled(String query) {
        String filled = query.replace("$hub", "night-hub|outage-hub")
                .replace("$instance", night.address() + "|" + outage.address())
                .replace("$__rate_interval", "10s")
                .replace("$__range", "120s");
        assertThat(filled).doesNotContain("$");
        return filled;
    }

    /** By board, panel and query: the least and the most that its largest value may be. */
    private static Map<String, String> ranges() {
        Map<String, String> ranges = new TreeMap<>();
        DeployFiles.text(RANGES).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int last = line.lastIndexOf(',');
            assertThat(ranges.put(line.substring(0, last), line.substring(last + 1)))
                    .as(line)
                    .isNull();
        });
        return ranges;
    }
}
