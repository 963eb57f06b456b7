package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations in deploy/, as {@code dropsight config} reads them. */
class ShippedConfigTest {
    private static final Path DEPLOY = CommandLineRun.example("../deploy").normalize();

    static List<Path> files() throws IOException {
        try (Stream<Path> profiles = Files.list(DEPLOY.resolve("config"));
                Stream<Path> overlays = Files.walk(DEPLOY.resolve("kubernetes"))) {
            return Stream.concat(profiles, overlays.filter(file -> file.endsWith("dropsight.yml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAcceptedAsItShips(Path file) {
        CommandLineRun run = CommandLineRun.of("config", "--config", file);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("sources\\..*# " + file);
    }

    @Test
    void holdsAllProfilesThatTheDocumentsName() throws IOException {
        assertThat(files())
                .extracting(file -> DEPLOY.relativize(file).toString())
                .contains(
                        "config/simulation.yml",
                        "config/event-hub.yml",
                        "config/kafka-cluster.yml",
                        "kubernetes/overlays/dev/dropsight.yml",
                        "kubernetes/overlays/production/dropsight.yml");
    }
}
