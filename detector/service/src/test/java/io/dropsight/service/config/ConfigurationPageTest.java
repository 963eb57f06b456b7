package io.dropsight.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/configuration.md against the code. */
class ConfigurationPageTest {
    @Test
    void endsWithTheTablesThatTheCodeGives() throws IOException {
        assertThat(Files.readString(Path.of("../../docs/configuration.md")))
                .as("paste what `dropsight config --reference` prints")
                .endsWith(ConfigReference.markdown());
    }
}
