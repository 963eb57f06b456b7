package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scrape of a service at work, judged by Prometheus' own tool. */
@Tag("deploy")
class MetricsLintTest {
    @TempDir
    private Path folder;

    @Test
    void promtoolHasNothingToSay() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            String yaml = """
                    kafka: {bootstrap-servers: [%s], partitions: 2, replication: 1}
                    sources:
                      simulations:
                        demo: {devices: 150, speed: 3600}
                    """.formatted(kafka.bootstrapServers());
            try (RunningService service = new RunningService(folder.resolve("one"), yaml)) {
                service.awaitReady();
                service.child().await("an alert", () -> service.body("/metrics").contains("dropsight_alerts_open{"));
                assertThat(promtool(service.body("/metrics"))).isEmpty();
            }
        }
    }

    @Test
    void promtoolIsAsked() throws Exception {
        assertThat(promtool("# TYPE waits_milliseconds_total gauge\nwaits_milliseconds_total 1\n"))
                .isNotEmpty();
    }

    /** What {@code promtool check metrics} says. */
    private String promtool(String scrape) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("scrape.txt"), scrape);
        Path out = folder.resolve("promtool.txt");
        Process process;
        try {
            process = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("promtool is missing: install Debian's package prometheus", e);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("promtool ended").isTrue();
        String said = Files.readString(out, UTF_8);
        return process.exitValue() == 0 || !said.isBlank() ? said : "exit " + process.exitValue();
    }
}
