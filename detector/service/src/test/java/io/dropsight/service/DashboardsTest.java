package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.service.DeployFiles.Panel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Grafana's linter asks for, and that nothing on a dashboard leads nowhere. */
final class DashboardsTest {
    private static final String SOURCE = "${datasource}";
    private static final Pattern COUNTED = Pattern.compile("(rate|increase|deriv)\\(([^\\[]*)\\[([^\\]]*)\\]");
    private static final Pattern METRIC = Pattern.compile("\\b(?:dropsight|jvm|process)_[a-z_]+(\\{[^}]*\\})?");
    private static final int COLUMNS = 24;

    @Test
    void thereAreTheFleetAnIncidentAndDropsightItself() {
        assertThat(DeployFiles.dashboards().stream()
                        .map(file -> file.getFileName().toString()))
                .containsExactly("dropsight-fleet.json", "dropsight-incident.json", "dropsight-service.json");
        assertThat(DeployFiles.dashboards()).allSatisfy(file -> {
            JsonNode board = DeployFiles.json(file);
            assertThat(file.getFileName()).hasToString(board.path("uid").asText() + ".json");
            assertThat(board.path("title").asText()).startsWith("Dropsight");
            assertThat(board.path("description").asText()).isNotEmpty();
            assertThat(board.path("schemaVersion").asInt()).isGreaterThan(38);
            assertThat(board.path("id").isMissingNode())
                    .as("an id binds it to one Grafana")
                    .isTrue();
        });
    }

    @Test
    void theDataSourceIsAVariableEverywhere() {
        for (Path file : DeployFiles.dashboards()) {
            JsonNode board = DeployFiles.json(file);
            JsonNode first = board.path("templating").path("list").path(0);
            assertThat(first.path("name").asText()).isEqualTo("datasource");
            assertThat(first.path("type").asText()).isEqualTo("datasource");
            assertThat(first.path("query").asText()).isEqualTo("prometheus");
            board.findParents("datasource").stream()
                    .map(each -> each.path("datasource"))
                    .forEach(each -> assertThat(each.path("uid").asText()).isEqualTo(SOURCE));
        }
        assertThat(DeployFiles.panels()).allSatisfy(panel -> {
            assertThat(panel.json().path("datasource").path("uid").asText()).isEqualTo(SOURCE);
            assertThat(panel.targets()).isNotEmpty().allSatisfy(target -> assertThat(
                            target.path("datasource").path("uid").asText())
                    .isEqualTo(SOURCE));
        });
    }

    @Test
    void hubsAndInstancesCanBeChosen() {
        Map<String, String> chosen = new HashMap<>();
        for (Path file : DeployFiles.dashboards()) {
            JsonNode variable =
                    DeployFiles.json(file).path("templating").path("list").path(1);
            chosen.put(
                    DeployFiles.json(file).path("uid").asText(),
                    variable.path("name").asText());
            assertThat(variable.path("query").path("query").asText()).startsWith("label_values(dropsight_");
        }
        assertThat(chosen)
                .isEqualTo(
                        Map.of("dropsight-fleet", "hub", "dropsight-incident", "hub", "dropsight-service", "instance"));
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnitAndWhatItIsWhenEmpty() {
        Set<String> titles = new HashSet<>();
        assertThat(DeployFiles.panels()).hasSizeGreaterThan(40).allSatisfy(panel -> {
            JsonNode defaults = panel.json().path("fieldConfig").path("defaults");
            assertThat(panel.title()).isNotEmpty();
            assertThat(titles.add(panel.toString())).as("%s twice", panel).isTrue();
            assertThat(panel.json().path("description").asText())
                    .as("%s", panel)
                    .endsWith(".")
                    .hasSizeGreaterThan(20);
            assertThat(defaults.path("unit").asText()).as("unit of %s", panel).isNotEmpty();
            assertThat(defaults.path("noValue").asText())
                    .as("empty state of %s", panel)
                    .isNotEmpty();
        });
    }

    @Test
    void everyPanelLeadsToItsAlertAndRunbookOrToTheDocs() {
        Set<String> rules = new HashSet<>();
        DeployFiles.alertRules().forEach(rule -> rules.add(rule.path("alert").asText()));
        Set<String> linked = new HashSet<>();
        for (Panel panel : DeployFiles.panels()) {
            assertThat(panel.json().path("links")).as("links of %s", panel).isNotEmpty();
            for (JsonNode link : panel.json().path("links")) {
                String url = link.path("url").asText();
                String name = url.substring(url.lastIndexOf('/') + 1);
                if (url.startsWith("/alerting/list?search=")) {
                    assertThat(rules).contains(name.substring(name.indexOf('=') + 1));
                } else if (url.startsWith(DeployFiles.SITE + "runbooks/")) {
                    assertThat(rules).contains(name);
                    linked.add(name);
                } else {
                    assertThat(url).as("link of %s", panel).startsWith(DeployFiles.SITE + "docs/");
                    assertThat(DeployFiles.ROOT.resolve(url.substring(DeployFiles.SITE.length())))
                            .exists();
                }
            }
        }
        assertThat(linked).as("alerts that a panel explains").isEqualTo(rules);
    }

    @Test
    void ratesFollowTheScrapeIntervalAndQueriesTheChosenHub() {
        for (Panel panel : DeployFiles.panels()) {
            String variable = panel.board().equals("dropsight-service") ? "instance" : "hub";
            for (JsonNode target : panel.targets()) {
                String query = target.path("expr").asText();
                Matcher counted = COUNTED.matcher(query);
                while (counted.find()) {
                    String range = counted.group(1).equals("increase")
                            ? "\\$__range|\\$__rate_interval|15m|1h"
                            : "\\$__rate_interval";
                    assertThat(counted.group(3)).as("range in %s", panel).matches(range);
                }
                Matcher metric = METRIC.matcher(query.replaceAll("\\w+:\\w+:\\w+", ""));
                while (metric.find()) {
                    assertThat(metric.group())
                            .as("selector in %s", panel)
                            .contains(variable + "=~\"$" + variable + "\"");
                }
            }
        }
    }

    @Test
    void panelsFillTheGridAndDoNotOverlap() {
        for (Path file : DeployFiles.dashboards()) {
            Set<Integer> ids = new HashSet<>();
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : DeployFiles.json(file).path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).isTrue();
                JsonNode at = panel.path("gridPos");
                assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, COLUMNS);
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    for (int y = 0; y < at.path("h").asInt(); y++) {
                        assertThat(taken.add((at.path("x").asInt() + x) + ","
                                        + (at.path("y").asInt() + y)))
                                .as("%s overlaps", panel.path("title"))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void graphsOfTheFleetShowIncidentsAsBands() {
        for (String board : List.of("dropsight-fleet", "dropsight-incident")) {
            JsonNode bands = DeployFiles.json(DeployFiles.ROOT.resolve("deploy/grafana/dashboards/" + board + ".json"))
                    .path("annotations")
                    .path("list");
            List<String> names = new ArrayList<>();
            bands.forEach(band -> names.add(band.path("name").asText()));
            assertThat(names).containsExactly("Incidents", "Echoes", "Silent log");
            assertThat(bands).allSatisfy(band -> {
                assertThat(band.path("enable").asBoolean()).isTrue();
                assertThat(band.path("expr").asText()).endsWith("> 0").contains("hub=~\"$hub\"");
            });
        }
    }

    @Test
    void sessionAgesAreNamedAsTheMeterCutsThem() {
        Panel ages = DeployFiles.panels().stream()
                .filter(panel -> panel.json().path("type").asText().equals("bargauge"))
                .findFirst()
                .orElseThrow();
        assertThat(DeployFiles.stream(ages.json().path("fieldConfig").path("overrides"))
                        .filter(each ->
                                each.path("matcher").path("options").asText().equals("3960.0"))
                        .map(each -> each.path("properties").toString()))
                .singleElement()
                .asString()
                .contains("\"64-66\"", "orange");
    }

    @Test
    void provisioningNamesTheSourceAndTheFolderOfTheDashboards() {
        JsonNode source = DeployFiles.yaml(DeployFiles.provisioning("datasources/prometheus.yml"))
                .path("datasources")
                .path(0);
        assertThat(source.path("type").asText()).isEqualTo("prometheus");
        assertThat(source.path("isDefault").asBoolean()).isTrue();
        assertThat(source.path("jsonData").path("timeInterval").asText())
                .as("$__rate_interval follows from it")
                .isEqualTo(DeployFiles.yaml(DeployFiles.PROMETHEUS.resolve("prometheus.yml"))
                        .path("global")
                        .path("scrape_interval")
                        .asText());
        assertThat(DeployFiles.yaml(DeployFiles.provisioning("dashboards/dropsight.yml"))
                        .path("providers")
                        .path(0)
                        .path("options")
                        .path("path")
                        .asText())
                .isEqualTo("/var/lib/grafana/dashboards");
        assertThat(Files.isDirectory(DeployFiles.ROOT.resolve("deploy/grafana/dashboards")))
                .isTrue();
    }
}
