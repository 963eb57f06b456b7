package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each alert rule has its page, and each page its rule. */
final class RunbooksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern METRIC = Pattern.compile("dropsight_[a-z_]+");

    @Test
    void everyRuleSaysWhatIsWrongAndWhereToReadOn() {
        assertThat(DeployFiles.alertRules()).hasSizeGreaterThan(15).allSatisfy(rule -> {
            String name = rule.path("alert").asText();
            assertThat(name).startsWith("Dropsight");
            assertThat(rule.path("labels").path("severity").asText())
                    .as("severity of %s", name)
                    .isIn("critical", "warning");
            JsonNode words = rule.path("annotations");
            assertThat(words.path("summary").asText()).as("summary of %s", name).hasSizeBetween(10, 100);
            assertThat(words.path("description").asText())
                    .as("description of %s", name)
                    .hasSizeGreaterThan(30)
                    .endsWith(".");
            assertThat(words.path("runbook_url").asText()).isEqualTo(DeployFiles.SITE + "runbooks/" + name);
        });
    }

    @Test
    void everyRuleHasAPageAndEveryPageARule() throws IOException {
        List<String> rules = names();
        try (Stream<Path> pages = Files.list(DeployFiles.RUNBOOKS)) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> !name.equals("README.md"))
                            .map(name -> name.replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(rules);
        }
        assertThat(DeployFiles.text(DeployFiles.RUNBOOKS.resolve("README.md"))
                        .lines()
                        .filter(line -> line.startsWith("| ["))
                        .map(line -> line.substring(3, line.indexOf(']'))))
                .containsExactlyElementsOf(rules);
    }

    @Test
    void everyPageSaysWhatItMeansWhatToCheckAndWhatToDo() {
        for (JsonNode rule : DeployFiles.alertRules()) {
            String name = rule.path("alert").asText();
            String page = DeployFiles.text(DeployFiles.RUNBOOKS.resolve(name + ".md"));
            String severity = rule.path("labels").path("severity").asText();
            assertThat(page)
                    .startsWith("# " + name + "\n\nSeverity: " + severity)
                    .containsSubsequence("## What it means\n\n", "## What to check\n\n1. ", "## What to do\n\n- ");
            assertThat(DeployFiles.text(DeployFiles.RUNBOOKS.resolve("README.md")))
                    .contains("| [%s](%s.md) | %s |".formatted(name, name, severity));
        }
    }

    @Test
    void linksOfThePagesLeadSomewhere() throws IOException {
        try (Stream<Path> pages = Files.list(DeployFiles.RUNBOOKS)) {
            for (Path page : pages.toList()) {
                Matcher links = LINK.matcher(DeployFiles.text(page));
                while (links.find()) {
                    assertThat(page.resolveSibling(links.group(1)))
                            .as("link of %s", page.getFileName())
                            .exists();
                }
            }
        }
    }

    @Test
    void rulesAskOnlyForMetricsThatAreDocumented() {
        String documented = DeployFiles.text(DeployFiles.ROOT.resolve("docs/metrics.md"));
        for (JsonNode rule : DeployFiles.alertRules()) {
            Matcher metrics = METRIC.matcher(rule.path("expr").asText());
            while (metrics.find()) {
                assertThat(documented).contains("`" + metrics.group());
            }
        }
    }

    private static List<String> names() {
        return DeployFiles.alertRules().stream()
                .map(rule -> rule.path("alert").asText())
                .toList();
    }
}
