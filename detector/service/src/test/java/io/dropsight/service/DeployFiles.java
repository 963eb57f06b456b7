package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What ships in deploy/, and the programs that read it. */
final class DeployFiles {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus");
    static final Path RUNBOOKS = ROOT.resolve("docs/runbooks");
    /** Under it the pages are published. */
    static final String SITE = "https://dropsight.io/";

    private static final Path GRAFANA = ROOT.resolve("deploy/grafana");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DeployFiles() {}

    static JsonNode yaml(Path file) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
        return MAPPER.valueToTree(tree);
    }

    static JsonNode json(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules of {@code alerts.yml}. */
    static List<JsonNode> alertRules() {
        return stream(yaml(PROMETHEUS.resolve("rules/alerts.yml")).path("groups"))
                .flatMap(group -> stream(group.path("rules")))
                .toList();
    }

    static List<Path> dashboards() {
        try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path provisioning(String file) {
        return GRAFANA.resolve("provisioning").resolve(file);
    }

    /** Panels that show something, of all dashboards. */
    static List<Panel> panels() {
        return dashboards().stream()
                .map(DeployFiles::json)
                .flatMap(board -> stream(board.path("panels"))
                        .filter(panel -> !panel.path("type").asText().equals("row"))
                        .map(panel -> new Panel(board.path("uid").asText(), panel)))
                .toList();
    }

    static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }

    /** A panel of a dashboard. */
    record Panel(String board, JsonNode json) {
        String title() {
            return json.path("title").asText();
        }

        List<JsonNode> targets() {
            return stream(json.path("targets")).toList();
        }

        @Override
        public String toString() {
            return board + " / " + title();
        }
    }

    /** Runs a program of Debian's packages prometheus and prometheus-alertmanager; expects that it is content. */
    static String run(Object... command) throws IOException, InterruptedException {
        Outcome outcome = outcome(command);
        assertThat(outcome.exit())
                .as("%s says %s", List.of(command), outcome.words())
                .isZero();
        return outcome.words();
    }

    static Outcome outcome(Object... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".log");
        try {
            Process process = new ProcessBuilder(
                            Stream.of(command).map(Object::toString).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new Outcome(process.waitFor(), text(output));
        } finally {
            Files.delete(output);
        }
    }

    record Outcome(int exit, String words) {}
}
