package io.dropsight.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.service.config.ConfigLoader.Loaded;
import io.dropsight.service.config.ConfigLoader.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    @Test
    void startsFromDefaultsWithoutAnyFile() {
        Loaded loaded = new ConfigLoader(Map.of("HOME", "/root")).load(null);
        assertThat(loaded.config().kafka().bootstrapServers()).isEmpty();
        assertThat(loaded.config().kafka().partitions()).isEqualTo(4);
        assertThat(loaded.config().detector().guarantee()).isEqualTo(RunConfig.Guarantee.EXACTLY_ONCE);
        assertThat(loaded.config().http().host()).isEqualTo("127.0.0.1");
        assertThat(loaded.config().sources().eventHubs()).isEmpty();
        assertThat(loaded.settings()).extracting(Setting::origin).containsOnly("default");
    }

    @Test
    void readsEveryTypeFromAFile() throws IOException {
        RunConfig config = load("""
                kafka:
                  bootstrap-servers: [a:1, b:2]
                  security-protocol: sasl_ssl
                  username: u
                  password-file: /run/secrets/p
                  properties:
                    request.timeout.ms: 5000
                detector:
                  guarantee: at-least-once
                  commit-interval: 2s
                  false-alerts: 0.5
                sources:
                  event-hubs:
                    plant:
                      connection-string: Endpoint=sb://x/;Key=a=b
                    mine:
                      credential: managed_identity
                      namespace: n.servicebus.windows.net
                      event-hub: logs
                alerts:
                  webhook: https://ops.example.com/hook
                """).config();
        assertThat(config.kafka().bootstrapServers()).contains(List.of("a:1", "b:2"));
        assertThat(config.kafka().securityProtocol()).isEqualTo(RunConfig.SecurityProtocol.SASL_SSL);
        assertThat(config.kafka().properties()).containsEntry("request.timeout.ms", "5000");
        assertThat(config.detector().guarantee()).isEqualTo(RunConfig.Guarantee.AT_LEAST_ONCE);
        assertThat(config.detector().commitInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.detector().falseAlerts()).isEqualTo(0.5);
        assertThat(config.sources().eventHubs()).containsOnlyKeys("plant", "mine");
        RunConfig.EventHub mine = config.sources().eventHubs().get("mine");
        assertThat(mine.credential()).isEqualTo(RunConfig.Credential.MANAGED_IDENTITY);
        assertThat(mine.consumerGroup()).isEqualTo("$Default");
        assertThat(config.alerts().webhook().orElseThrow().getHost()).isEqualTo("ops.example.com");
    }

    @Test
    void putsTheEnvironmentBeforeTheFile() throws IOException {
        Path file = write("kafka: {prefix: mine, partitions: 2}\n");
        Loaded loaded = new ConfigLoader(Map.of(
                        "DROPSIGHT_KAFKA_PARTITIONS", "8",
                        "DROPSIGHT_KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2",
                        "DROPSIGHT_KAFKA_PROPERTIES_REQUEST_TIMEOUT_MS", "7000",
                        "DROPSIGHT_SOURCES_EVENT_HUBS_WEST_PLANT_CONNECTION_STRING", "Endpoint=sb://x/",
                        "DROPSIGHT_JAVA_OPTS", "-Xmx1g"))
                .load(file);
        assertThat(loaded.config().kafka().partitions()).isEqualTo(8);
        assertThat(loaded.config().kafka().prefix()).isEqualTo("mine");
        assertThat(loaded.config().kafka().bootstrapServers()).contains(List.of("a:1", "b:2"));
        assertThat(loaded.config().kafka().properties()).containsEntry("request.timeout.ms", "7000");
        assertThat(loaded.config().sources().eventHubs()).containsOnlyKeys("west-plant");
        assertThat(loaded.settings())
                .contains(new Setting("kafka.partitions", "8", "DROPSIGHT_KAFKA_PARTITIONS"))
                .contains(new Setting("kafka.prefix", "mine", file.toString()))
                .contains(new Setting("kafka.replication", "3", "default"));
    }

    @Test
    void reachesEveryKeyFromTheFileAndFromTheEnvironment() throws IOException {
        for (ConfigKey key : ConfigKeys.list()) {
            String name = key.name().replace("*", "one");
            String value = right(key);
            assertThat(origins(new ConfigLoader(Map.of()), write(nested(name, value))))
                    .as(name)
                    .contains(name);
            String variable = key.variable().replace("*", "ONE");
            assertThat(origins(new ConfigLoader(Map.of(variable, value)), null))
                    .as(variable)
                    .contains(name);
        }
    }

    private static String nested(String name, String value) {
        String[] parts = name.split("\\.", -1);
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            yaml.append("  ".repeat(i)).append(parts[i]).append(i + 1 < parts.length ? ":\n" : ": ");
        }
        return yaml.append('"').append(value).append("\"\n").toString();
    }

    /** Keys that come from somewhere; what else such a lonely key needs is no matter here. */
    private static List<String> origins(ConfigLoader loader, Path file) {
        try {
            return loader.load(file).settings().stream()
                    .filter(setting -> !setting.origin().equals("default"))
                    .map(Setting::key)
                    .toList();
        } catch (ConfigProblems missing) {
            assertThat(missing.problems()).allMatch(line -> line.contains("missing") || line.contains("is for a"));
            String own = missing.problems().toString();
            assertThat(own).doesNotContain("unknown");
            return ConfigKeys.list().stream()
                    .map(key -> key.name().replace("*", "one"))
                    .toList();
        }
    }

    private static String right(ConfigKey key) {
        if (key.type().isEnum()) {
            return ConfigKey.words(key.type()).get(0);
        } else if (key.type() == java.net.URI.class) {
            return "http://localhost:1";
        } else if (key.name().endsWith("resource-id")) {
            return "/subscriptions/s/resourceGroups/g/providers/Microsoft.Devices/IotHubs/h";
        }
        return key.fallback() != null ? key.fallback() : "text";
    }

    @Test
    void showsNoSecret() throws IOException {
        Loaded loaded = load("""
                http: {token: hush-1}
                sources: {event-hubs: {a: {connection-string: hush-2}}}
                """);
        assertThat(loaded.settings().toString()).doesNotContain("hush").contains("****");
        assertThatThrownBy(() -> load("http: {token: hush-3, token-file: x}\nkafka: {password: ''}\n"))
                .message()
                .doesNotContain("hush");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThatThrownBy(() -> load("kafka: {partitions: 0, prefxi: x}\nhttp: {port: many}\n"))
                .isInstanceOfSatisfying(ConfigProblems.class, wrong -> assertThat(wrong.problems())
                        .hasSize(3));
    }

    /** Each wrong configuration with words of its message: the key, the value, why, and what to write. */
    static Stream<Arguments> wrongConfigurations() {
        return Stream.of(
                wrong(
                        "alerts: {remind-after: 24h}",
                        "alerts.remind-after has nobody to remind",
                        "write alerts.webhook"),
                wrong("alerts: {webhook: 'ftp://a/b'}", "alerts.webhook is \"ftp://a/b\"", "http:// or https://"),
                wrong("alerts: {alertmanager: 'am:9093'}", "alerts.alertmanager is \"am:9093\"", "http:// or https://"),
                wrong(
                        "alerts: {webhook-token: a, webhook-token-file: b}",
                        "alerts.webhook-token and alerts.webhook-token-file are both given"),
                wrong("kafka: {partitions: 0}", "kafka.partitions is \"0\"", "1 to 256"),
                wrong("kafka: {partitions: 257}", "kafka.partitions is \"257\"", "1 to 256"),
                wrong("kafka: {partitions: four}", "kafka.partitions is \"four\"", "not a whole number", "such as 4"),
                wrong("kafka: {partitions: 2.5}", "\"2.5\"", "not a whole number"),
                wrong("kafka: {prefix: 'my topics'}", "kafka.prefix is \"my topics\"", "use letters"),
                wrong("kafka: {bootstrap-server: 'a:1'}", "did you mean kafka.bootstrap-servers?"),
                wrong("kafka: {security-protocol: tls}", "\"tls\"", "use plaintext, ssl, sasl_plaintext, sasl_ssl"),
                wrong("kafka: {security-protocol: ssl}", "write kafka.bootstrap-servers"),
                wrong(
                        "kafka: {bootstrap-servers: ['a:1'], security-protocol: sasl_ssl, password: x}",
                        "kafka.username is missing"),
                wrong(
                        "kafka: {bootstrap-servers: ['a:1'], security-protocol: sasl_ssl, username: x}",
                        "kafka.password-file"),
                wrong(
                        "kafka: {password: x, password-file: y}",
                        "kafka.password and kafka.password-file are both given"),
                wrong("kafka: {events-retention: 7}", "kafka.events-retention is \"7\"", "such as 30s"),
                wrong("kafka: {events-retention: 1m}", "use 1h to 3650d"),
                wrong("detector: {guarantee: exactly}", "\"exactly\"", "use exactly_once, at_least_once"),
                wrong("detector: {false-alerts: 0}", "use 0.001 to 100"),
                wrong("detector: {false-alerts: NaN}", "\"NaN\"", "not a number"),
                wrong("detector: {threads: -1}", "detector.threads is \"-1\"", "1 to 64"),
                wrong("sources: {event-hub: {a: {namespace: b}}}", "did you mean sources.event-hubs.a.namespace?"),
                wrong(
                        "sources: {kafka-topics: {b: {topic: t, security-protocol: plaintext}}}",
                        "sources.kafka-topics.b.bootstrap-servers is missing"),
                wrong("sources: {event-hubs: {a: {start: earliest}}}", "sources.event-hubs.a.connection-string-file"),
                wrong(
                        "sources: {event-hubs: {a: {credential: managed_identity, event-hub: b}}}",
                        "sources.event-hubs.a.namespace is missing"),
                wrong(
                        "sources: {event-hubs: {a: {namespace: n, event-hub: b, credential: managed_identity, checkpoints: blob}}}",
                        "sources.event-hubs.a.blob-container is missing"),
                wrong(
                        "sources: {event-hubs: {a: {connection-string: b, checkpoints: blob, blob-container: 'https://c.example.com/d'}}}",
                        "sources.event-hubs.a.checkpoints is blob, which needs an identity"),
                wrong("sources: {metrics: {a: {resource-id: contoso}}}", "\"contoso\"", "/subscriptions/"),
                wrong("sources: {simulations: {a: {devices: 1000000}}}", "use 1 to 100000"),
                wrong("sources: {folders: {a: {poll-every: 5s}}}", "sources.folders.a.path is missing", "a path"),
                wrong("sources: {folders: {a: {path: x, poll-every: 0s}}}", "\"0s\"", "use 1s to 1h"),
                wrong("sources: {folders: {a: {path: x, delay: 7h}}}", "\"7h\"", "use 0s to 6h"),
                wrong(
                        "sources: {folders: {a: {path: x, glob: '{'}}}",
                        "sources.folders.a.glob is \"{\"",
                        "**/PT1H.json"),
                wrong("sources: {folder: {a: {path: x}}}", "did you mean sources.folders.a.path?"),
                wrong(
                        "kafka: {deliver: idempotent}\nsources: {folders: {a: {path: x}}}",
                        "sources.folders.a needs transactions",
                        "leave kafka.deliver out"),
                wrong(
                        "http: {advertised: 'https://a:1'}",
                        "http.advertised is \"https://a:1\"",
                        "use host or host:port"),
                wrong("http: {port: 70000}", "http.port is \"70000\"", "0 to 65535"),
                wrong("http: {keystore: a.p12}", "http.keystore-password is missing"),
                wrong("alerts: {webhook: ops.example.com}", "alerts.webhook", "http://"),
                wrong("alerts: {remind-after: soon}", "alerts.remind-after is \"soon\"", "such as 30s"),
                wrong("life: {exit-on-failure: maybe}", "life.exit-on-failure is \"maybe\"", "true nor false"),
                wrong("logs: {level: verbose}", "\"verbose\"", "error, warn, info, debug"),
                wrong("logs: {format: ''}", "logs.format", "is empty"),
                wrong("colour: red", "colour", "docs/configuration.md"),
                wrong("- a list", "no usable YAML"),
                wrong("kafka: {partitions: [", "no usable YAML"));
    }

    @ParameterizedTest
    @MethodSource("wrongConfigurations")
    void saysWhatIsWrongAndWhatToWrite(String yaml, List<String> words) {
        assertThatThrownBy(() -> load(yaml)).isInstanceOfSatisfying(ConfigProblems.class, wrong -> {
            assertThat(wrong.problems()).as(wrong.getMessage()).hasSize(1);
            assertThat(wrong.getMessage()).contains(words).hasLineCount(1);
        });
    }

    @Test
    void refusesVariablesThatAreNoKeys() {
        ConfigLoader loader = new ConfigLoader(Map.of("DROPSIGHT_KAFKA_PARTITION", "3"));
        assertThatThrownBy(() -> loader.load(null)).hasMessageContaining("did you mean DROPSIGHT_KAFKA_PARTITIONS?");
    }

    @Test
    void saysWhichFileIsNotThere() {
        assertThatThrownBy(() -> new ConfigLoader(Map.of()).load(folder.resolve("none.yaml")))
                .isInstanceOf(ConfigProblems.class)
                .hasMessageContaining("none.yaml: there is no such file");
    }

    private static Arguments wrong(String yaml, String... words) {
        return Arguments.of(yaml, List.of(words));
    }

    private Loaded load(String yaml) throws IOException {
        return new ConfigLoader(Map.of()).load(write(yaml));
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("dropsight.yaml"), yaml);
    }
}
