package io.dropsight.eventhubs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.eventhubs.kafka.TokenSource.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventHubsEndpointTest {
    private static final String STRING =
            "Endpoint=sb://Fleet.servicebus.windows.net/;SharedAccessKeyName=dropsight;SharedAccessKey=c2VjcmV0/x=;EntityPath=Logs";

    @Test
    void makesTheSettingsThatAzureAsksFor() {
        EventHubsEndpoint endpoint = EventHubsEndpoint.ofConnectionString(STRING);
        assertThat(endpoint.namespace()).isEqualTo("fleet.servicebus.windows.net");
        assertThat(endpoint.hub()).isEqualTo("Logs");
        assertThat(endpoint.connection())
                .containsEntry("bootstrap.servers", "fleet.servicebus.windows.net:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("metadata.max.age.ms", 180_000)
                .containsEntry("connections.max.idle.ms", 180_000)
                .containsEntry("request.timeout.ms", 60_000)
                .containsEntry("session.timeout.ms", 30_000)
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$ConnectionString\" password=\""
                                + STRING + "\";");
    }

    @Test
    void asksForTokensOfTheNamespace() {
        EventHubsEndpoint endpoint =
                EventHubsEndpoint.ofTokens("Fleet.servicebus.windows.net", scope -> new Token("t", Instant.MAX));
        assertThat(endpoint.connection())
                .containsEntry("bootstrap.servers", "fleet.servicebus.windows.net:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "OAUTHBEARER")
                .containsEntry(BearerLogin.SCOPE, "https://fleet.servicebus.windows.net/.default");
    }

    @Test
    void speaksPlainTextToAnEmulatorOnThisMachineAlone() {
        String emulator = "Endpoint=sb://%s;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true";
        assertThat(EventHubsEndpoint.ofConnectionString(emulator.formatted("localhost"))
                        .connection())
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("security.protocol", "SASL_PLAINTEXT");
        assertThatThrownBy(() -> EventHubsEndpoint.ofConnectionString(emulator.formatted("fleet.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is for localhost alone")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c2VjcmV0|a part without =",
                "SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0|no Endpoint",
                "Endpoint=sb://c2VjcmV0 x/;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0|no Endpoint",
                "Endpoint=sb://a.b/;SharedAccessKey=c2VjcmV0|needs SharedAccessKeyName",
                "Endpoint=sb://a.b/;SharedAccessSignature=c2VjcmV0|takes no SharedAccessSignature"
            })
    void refusesWhatIsNoConnectionStringWithoutQuotingIt(String text, String reason) {
        assertThatThrownBy(() -> EventHubsEndpoint.ofConnectionString(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("as the portal shows it")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void showsNoSecret() {
        EventHubsEndpoint endpoint = EventHubsEndpoint.ofConnectionString(STRING);
        KafkaLogSettings settings = KafkaLogSettings.ofEventHub(endpoint, "logs", "dropsight");
        assertThat(endpoint + " " + settings + " " + new Token("c2VjcmV0", Instant.MAX))
                .doesNotContain("c2VjcmV0")
                .contains("fleet.servicebus.windows.net");
    }

    @Test
    void hasTheseDefaultsAndBounds() {
        KafkaLogSettings settings = KafkaLogSettings.ofTopic(Map.of("bootstrap.servers", "a:1"), "lab", "logs", "g");
        assertThat(settings)
                .isEqualTo(new KafkaLogSettings(
                        Map.of("bootstrap.servers", "a:1"),
                        "kafka",
                        "lab",
                        "logs",
                        "g",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        3,
                        Duration.ofSeconds(5)));
        assertThatThrownBy(() -> settings.withWatch(Duration.ofMillis(99), Duration.ofSeconds(60), 3))
                .hasMessageStartingWith("kafka-source.look-every is ");
        assertThatThrownBy(() -> settings.withWatch(Duration.ofSeconds(61), Duration.ofSeconds(600), 3))
                .hasMessageStartingWith("kafka-source.look-every is ");
        assertThatThrownBy(() -> settings.withWatch(Duration.ofSeconds(5), Duration.ofSeconds(14), 3))
                .hasMessageStartingWith("kafka-source.stalled-after is ");
        assertThatThrownBy(() -> settings.withWatch(Duration.ofSeconds(5), Duration.ofSeconds(15), -1))
                .hasMessageStartingWith("kafka-source.max-rebuilds is ");
        assertThatThrownBy(() -> KafkaLogSettings.ofTopic(Map.of(), "lab", " ", "g"))
                .hasMessageStartingWith("kafka-source.topic is blank");
        assertThatThrownBy(() -> KafkaLogSettings.ofTopic(Map.of(), "lab", "logs", ""))
                .hasMessageStartingWith("kafka-source.group is blank");
    }
}
