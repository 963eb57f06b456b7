package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final String KEY = "c2VjcmV0LWtleS1vZi1hLWh1Yg==";
    private static final String GOOD =
            "Endpoint=sb://Contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=%s;EntityPath=Diag"
                    .formatted(KEY);

    @Test
    void readsSecretsFromEnvironmentAndFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, GOOD + "\n");
        assertThat(Secret.fromFile(file)).isEqualTo(Secret.of(GOOD, "here"));
        assertThat(Secret.fromEnvironment(Map.of("HUB", GOOD), "HUB").reveal()).isEqualTo(GOOD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.fromEnvironment(Map.of(), "HUB"))
                .withMessage("Environment variable HUB is not set: put the secret there, or in a file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secret.fromFile(folder.resolve("none")))
                .withMessageContaining("cannot be read (NoSuchFileException)");
    }

    @Test
    void masksASecretWhereverItIsPrinted() {
        Secret secret = Secret.of(GOOD, "here");
        var settings = EventHubsSettings.of(secret, Optional.empty(), "dropsight");
        assertThat(secret).hasToString("***");
        assertThat(settings.toString()).contains("contoso").contains("***").doesNotContain(KEY);
        assertThat(ConnectionString.parse(secret).toString()).doesNotContain(KEY);
    }

    @Test
    void takesHostAndHubFromTheConnectionString() {
        var settings = EventHubsSettings.of(Secret.of(GOOD, "here"), Optional.empty(), "$Default");
        assertThat(settings.address()).isEqualTo(new HubAddress("contoso.servicebus.windows.net", "diag", "$default"));
    }

    @Test
    void refusesTheEmulatorFlagForAnythingButLoopback() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(GOOD + ";UseDevelopmentEmulator=true"))
                .withMessageContaining("plain text")
                .withMessageContaining("contoso.servicebus.windows.net");
        for (String host : List.of("localhost:1234", "127.0.0.1", "[::1]:5672")) {
            assertThat(parse("Endpoint=sb://%s;SharedAccessKeyName=n;SharedAccessKey=a2V5;UseDevelopmentEmulator=true"
                                    .formatted(host))
                            .plainText())
                    .isTrue();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> parse(
                                "Endpoint=sb://localhost.evil.example;SharedAccessKeyName=n;SharedAccessKey=a2V5;UseDevelopmentEmulator=TRUE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEY,
                "SharedAccessKeyName=listen;SharedAccessKey=" + KEY,
                "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKey=" + KEY,
                "Endpoint=" + KEY + " x;SharedAccessKeyName=listen;SharedAccessKey=" + KEY,
                "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;" + KEY,
                "Endpoint=sb://contoso.servicebus.windows.net/;Secret=" + KEY,
                "Endpoint=sb://c.servicebus.windows.net/;SharedAccessKeyName=l;SharedAccessKey=" + KEY
                        + ";SharedAccessSignature=SharedAccessSignature " + KEY
            })
    void saysWhatIsWrongWithAConnectionStringWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The Event Hubs connection string ")
                .hasMessageContaining("expected is Endpoint=sb://NAMESPACE")
                .hasNoCause()
                .message()
                .doesNotContain(KEY);
    }

    @Test
    void refusesAConnectionStringOfAnotherHub() {
        var key = new HubAuth.SharedKey(Secret.of(GOOD, "here"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HubClients(
                        new HubAddress("contoso.servicebus.windows.net", "other", "$default"),
                        key,
                        Optional.empty(),
                        ReceiveSettings.DEFAULTS))
                .withMessage("eventhubs.event-hub is other, but the connection string is of diag: make them agree");
    }

    private static ConnectionString parse(String text) {
        return ConnectionString.parse(Secret.of(text, "here"));
    }
}
