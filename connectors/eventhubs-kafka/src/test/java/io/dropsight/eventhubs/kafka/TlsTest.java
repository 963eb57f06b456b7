package io.dropsight.eventhubs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import io.dropsight.testkit.eventhubs.TestCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SASL_SSL on the wire, as the endpoint of Event Hubs has it. */
@ExtendWith(Clusters.Given.class)
class TlsTest {
    private static final String STRING =
            "Endpoint=sb://fleet.servicebus.windows.net/;SharedAccessKeyName=dropsight;SharedAccessKey=c2VjcmV0";

    private static EmbeddedKafka azure;
    private static TestCertificate certificate;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.make();
        azure = EmbeddedKafka.temporaryWithTlsLogin(
                Map.of("$ConnectionString", STRING), certificate.keyStore(), certificate.trustStorePassword());
    }

    @AfterAll
    static void stop() {
        azure.close();
        certificate.close();
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
                certificate.trustStore().toString(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.password",
                certificate.trustStorePassword());
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
}
