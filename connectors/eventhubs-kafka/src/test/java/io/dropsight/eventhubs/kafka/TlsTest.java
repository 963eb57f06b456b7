package io.dropsight.eventhubs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SASL_SSL on the wire, as the endpoint of Event Hubs has it; the certificate is made by keytool. */
@ExtendWith(Clusters.Given.class)
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final String STRING =
            "Endpoint=sb://fleet.servicebus.windows.net/;SharedAccessKeyName=dropsight;SharedAccessKey=c2VjcmV0";

    private static EmbeddedKafka azure;
    private static Path trusted;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("localhost.p12");
        keytool(keys);
        trusted = Files.createTempFile("dropsight-trust-", ".p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("localhost", store.getCertificate("localhost"));
        try (OutputStream out = Files.newOutputStream(trusted)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        azure = EmbeddedKafka.temporaryWithTlsLogin(Map.of("$ConnectionString", STRING), keys, PASSWORD);
    }

    @AfterAll
    static void stop() throws IOException {
        azure.close();
        Files.delete(trusted);
    }

    @Test
    void deliversWhatComesOverTls(Clusters clusters) {
        try (Trial trial = new Trial(clusters, "tls", 1)) {
            write(trial.topic);
            KafkaLogSource source = trial.reader(endpoint(trusting()));
            trial.awaitAll(source, State.CAUGHT_UP);
            trial.await(trial::devices, () -> trial.devices().size() == 2);
            trial.assertOnceAndInOrder(Trial.range(0, 0, 2));
        }
    }

    @Test
    void saysThatTheCertificateIsNotTrusted(Clusters clusters) {
        try (Trial trial = new Trial(clusters, "tls-unknown", 1)) {
            write(trial.topic);
            KafkaLogSource source = trial.reader(endpoint(Map.of()));
            trial.await(trial.alarms::toString, () -> !trial.alarms.isEmpty());
            SourceAlarm alarm = trial.alarms.get(0);
            assertThat(alarm.kind()).isEqualTo(SourceAlarm.Kind.UNREACHABLE);
            assertThat(alarm.text())
                    .contains("certificate")
                    .contains(azure.loginBootstrapServers())
                    .doesNotContain("c2VjcmV0");
            assertThat(Trial.states(source)).isNotEqualTo(List.of(State.CAUGHT_UP));
            assertThat(trial.devices()).isEmpty();
        }
    }

    /** The security protocol is that of {@link EventHubsEndpoint} itself. */
    private static EventHubsEndpoint endpoint(Map<String, Object> trust) {
        EventHubsEndpoint endpoint = EventHubsEndpoint.ofConnectionString(STRING);
        Map<String, Object> connection = new HashMap<>(endpoint.connection());
        connection.put("bootstrap.servers", azure.loginBootstrapServers());
        connection.putAll(trust);
        assertThat(connection).containsEntry("security.protocol", "SASL_SSL");
        return new EventHubsEndpoint(endpoint.namespace(), connection, endpoint.hub());
    }

    private static Map<String, Object> trusting() {
        return Map.of(
                "ssl.truststore.location",
                trusted.toString(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.password",
                PASSWORD);
    }

    private static void write(String topic) {
        Map<String, Object> plain = Map.of("bootstrap.servers", azure.bootstrapServers());
        try (Admin admin = Admin.create(plain);
                var producer = new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
            Topics.create(admin, topic, 1, Map.of());
            for (int i = 0; i < 2; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, Trial.body("0-" + i)));
            }
        }
    }

    private static void keytool(Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
            assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(keytool.exitValue()).as(said).isZero();
        } finally {
            keytool.destroyForcibly();
        }
    }
}
