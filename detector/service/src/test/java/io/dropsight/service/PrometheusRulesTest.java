package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.DeployFiles.Panel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of Prometheus, read by Prometheus' own programs. */
@Tag("deploy")
final class PrometheusRulesTest {
    private static final Path ALERT_CASES = DeployFiles.PROMETHEUS.resolve("tests/alerts.test.yml");

    @TempDir
    private Path folder;

    @Test
    void promtoolTakesTheConfigurationAndTheRules() throws Exception {
        assertThat(DeployFiles.run("promtool", "check", "config", DeployFiles.PROMETHEUS.resolve("prometheus.yml")))
                .contains("2 rule files found");
    }

    @Test
    void everyCaseOfTheRulesHolds() throws Exception {
        DeployFiles.run(
                "promtool", "test", "rules", ALERT_CASES, DeployFiles.PROMETHEUS.resolve("tests/recording.test.yml"));
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() {
        List<JsonNode> cases = DeployFiles.stream(DeployFiles.yaml(ALERT_CASES).path("tests"))
                .flatMap(test -> DeployFiles.stream(test.path("alert_rule_test")))
                .toList();
        for (JsonNode rule : DeployFiles.alertRules()) {
            String name = rule.path("alert").asText();
            assertThat(cases.stream()
                            .filter(each -> each.path("alertname").asText().equals(name))
                            .map(each -> each.path("exp_alerts").size() > 0))
                    .as("cases of %s", name)
                    .contains(true, false);
        }
    }

    @Test
    void aRuleThatNeverFiresFailsItsCase() throws Exception {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Path tests = Files.createDirectories(folder.resolve("tests"));
        String broken = DeployFiles.text(DeployFiles.PROMETHEUS.resolve("rules/alerts.yml"))
                .replace("dropsight_ready == 0", "dropsight_ready == 2");
        Files.writeString(rules.resolve("alerts.yml"), broken);
        Path cases = Files.copy(ALERT_CASES, tests.resolve("alerts.test.yml"));
        DeployFiles.Outcome outcome = DeployFiles.outcome("promtool", "test", "rules", cases);
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.words()).contains("DropsightNotReady").doesNotContain("DropsightPartFailed");
    }

    @Test
    void everyQueryOfTheDashboardsParses() throws Exception {
        ArrayNode rules = new ObjectMapper().createArrayNode();
        for (Panel panel : DeployFiles.panels()) {
            for (JsonNode target : panel.targets()) {
                String query = target.path("expr").asText().replaceAll("\\$__\\w+", "5m");
                rules.addObject()
                        .put("record", "r")
                        .put("expr", query)
                        .putObject("labels")
                        .put("n", "n" + rules.size());
            }
        }
        ObjectNode file = new ObjectMapper().createObjectNode();
        file.putArray("groups").addObject().put("name", "panels").set("rules", rules);
        Path written = Files.writeString(folder.resolve("panels.yml"), file.toString()); // JSON is YAML
        assertThat(DeployFiles.run("promtool", "check", "rules", written)).contains(rules.size() + " rules found");
    }
}
