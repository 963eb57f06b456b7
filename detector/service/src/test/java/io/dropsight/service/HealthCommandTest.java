package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.service.config.ConfigLoader;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.health.Health;
import io.dropsight.service.health.Part;
import io.dropsight.service.http.EventStreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against the service's own HTTP. */
class HealthCommandTest {
    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private Part part = Part.up("kafka");

    @AfterEach
    void stop() {
        closer.close();
    }

    @Test
    void tellsByItsExitCodeWhetherTheServiceIsReadyAndWhyNot() throws IOException {
        Path config = serve("host: 0.0.0.0, port: %d");
        CommandLineRun ready = CommandLineRun.of("health", "--config", config);
        assertThat(ready.code()).isZero();
        assertThat(ready.out()).contains("\"status\":\"up\"", "kafka");

        part = Part.waiting("kafka", "it does not answer");
        CommandLineRun waiting = CommandLineRun.of("health", "--config", config);
        assertThat(waiting.code()).isEqualTo(Main.FAILED);
        assertThat(waiting.out()).contains("it does not answer");
        assertThat(CommandLineRun.of("health", "--live", "--config", config).code())
                .isZero();

        part = Part.failed("kafka", "gone");
        assertThat(CommandLineRun.of("health", "--live", "--config", config).code())
                .isEqualTo(Main.FAILED);
    }

    @Test
    void asksAnotherAddressThatIsNamed() throws IOException {
        Path config = serve("port: %d");
        String port = Files.readString(config).replaceAll("\\D+", "");
        assertThat(CommandLineRun.of("health", "--url", "http://127.0.0.1:" + port + "/")
                        .code())
                .isZero();
    }

    @Test
    void trustsTheCertificateOfTheServiceAlone() throws Exception {
        Path own = keystore("own.p12");
        Path config = serve("port: %d, keystore: " + own + ", keystore-password: hush-hush");
        CommandLineRun run = CommandLineRun.of("health", "--config", config);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();

        String foreign = Files.readString(config)
                .replace(own.toString(), keystore("foreign.p12").toString());
        CommandLineRun refused =
                CommandLineRun.of("health", "--config", Files.writeString(folder.resolve("foreign.yaml"), foreign));
        assertThat(refused.code()).isEqualTo(Main.FAILED);
        assertThat(refused.err()).contains("does not answer").doesNotContain("hush");
    }

    @Test
    void saysSoWhereNobodyAnswersOrTheAddressCannotBeKnown() throws IOException {
        Path nobody = Files.writeString(folder.resolve("a.yaml"), "http: {port: %d}\n".formatted(freePort()));
        CommandLineRun run = CommandLineRun.of("health", "--config", nobody);
        assertThat(run.code()).isEqualTo(Main.FAILED);
        assertThat(run.err()).contains("does not answer");

        Path any = Files.writeString(folder.resolve("b.yaml"), "http: {port: 0}\n");
        assertThat(CommandLineRun.of("health", "--config", any).code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(CommandLineRun.of("health", "--url", "file:///etc").code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(CommandLineRun.of("health", "--url", "nowhere").err()).contains("http:// or https://");
    }

    /** Starts HTTP with the one part; the port is put into its configuration. */
    private Path serve(String http) throws IOException {
        Path file = Files.writeString(folder.resolve("dropsight.yaml"), "http: {" + http.formatted(freePort()) + "}\n");
        RunConfig.Http config = new ConfigLoader(Map.of()).load(file).config().http();
        Health health = new Health();
        health.watchOne(() -> part);
        HttpStart.start(config, health.routes(), new EventStreams(1), closer);
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Path keystore(String name) throws Exception {
        Path file = folder.resolve(name);
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=dropsight.plant.example",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "hush-hush",
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(file).exists();
        return file;
    }
}
