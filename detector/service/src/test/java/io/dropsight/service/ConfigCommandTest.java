package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    @TempDir
    private Path folder;

    @Test
    void showsEachValueWithItsOrigin() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "http: {port: 9, token: hush}\n");
        CommandLineRun run = CommandLineRun.of("config", "--config", file.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("http.port: +9 +# " + file)
                .containsPattern("kafka.prefix: +dropsight +# default")
                .containsPattern("http.token: +\\*\\*\\*\\*")
                .doesNotContain("hush");
    }

    @Test
    void namesAllThatIsWrongAndPrintsNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "http: {port: -9}\nkafka: {partitons: 1}\n");
        CommandLineRun run = CommandLineRun.of("config", "-c", file.toString());

        assertThat(run.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("http.port", "0 to 65535", "did you mean kafka.partitions?")
                .hasLineCount(2);
    }
}
