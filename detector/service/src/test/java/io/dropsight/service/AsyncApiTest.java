package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/asyncapi.yaml against the code and the schemas. */
final class AsyncApiTest {
    private static final Path FILE = CommandLineRun.example("../docs/asyncapi.yaml");
    private static JsonNode page = new ObjectMapper().nullNode();

    @BeforeAll
    static void parse() throws IOException {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE, UTF_8));
        page = new ObjectMapper().valueToTree(tree);
    }

    @Test
    void itIsOfVersionThree() {
        assertThat(page.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(page.path("info").path("title").asText()).isNotEmpty();
        assertThat(page.path("info").path("version").asText()).isNotEmpty();
    }

    @Test
    void itsTopicsAreThoseOfTheCode() {
        TreeSet<String> addresses = new TreeSet<>();
        page.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        Names names = Names.DEFAULT;
        assertThat(addresses)
                .containsExactlyInAnyOrder(
                        names.events(), names.alerts(), names.verdicts(), names.deadLetters(), names.maintenance());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(page, references);
        assertThat(references)
                .contains(
                        "schemas/alert.schema.json", "schemas/verdict.schema.json", "schemas/maintenance.schema.json");
        for (String reference : references) {
            if (reference.startsWith("#/")) {
                assertThat(page.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(FILE.resolveSibling(reference).normalize()).isRegularFile();
            }
        }
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collect(child, references));
    }

    @Test
    void everyTopicHasAnOperationAndEveryOperationATopic() {
        TreeSet<String> used = new TreeSet<>();
        page.path("operations").forEach(operation -> {
            assertThat(operation.path("action").asText()).isIn("send", "receive");
            used.add(operation.path("channel").path("$ref").asText());
        });
        TreeSet<String> there = new TreeSet<>();
        page.path("channels").fieldNames().forEachRemaining(name -> there.add("#/channels/" + name));
        assertThat(used).isEqualTo(there);
    }
}
