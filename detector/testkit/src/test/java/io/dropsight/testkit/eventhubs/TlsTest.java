package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.await;
import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static io.dropsight.testkit.eventhubs.Clients.names;
import static io.dropsight.testkit.eventhubs.Clients.read;
import static io.dropsight.testkit.eventhubs.Clients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The path of production: TLS, and a token of an identity. The client takes its trust from the JVM's default. */
class TlsTest {
    private static final String NAMESPACE = "plant.servicebus.windows.net";

    private final EventHubsServer server = EventHubsServer.startTls();
    private SSLContext before;

    @BeforeEach
    void trustTheServer() throws Exception {
        before = SSLContext.getDefault();
        SSLContext.setDefault(server.certificate().clientContext());
        server.createHub("logs", 1);
        server.preload("logs", 0, bodies("e-", 400));
    }

    @AfterEach
    void close() {
        SSLContext.setDefault(before);
        Path trustStore = server.certificate().trustStore();
        assertThat(trustStore).exists();
        server.close();
        assertThat(Files.exists(trustStore)).isFalse();
    }

    private EventHubConsumerAsyncClient client(Duration lifetime) {
        TokenCredential credential = request -> Mono.just(
                new AccessToken("no-secret", OffsetDateTime.now(ZoneOffset.UTC).plus(lifetime)));
        return new EventHubClientBuilder()
                .credential(NAMESPACE, "logs", credential)
                .customEndpointAddress(server.endpoint())
                .consumerGroup(Clients.GROUP)
                .buildAsyncConsumerClient();
    }

    @Test
    void servesAClientWithATokenOfAnIdentity() {
        EventHubConsumerAsyncClient client = client(Duration.ofHours(1));
        assertThat(texts(read(client, 0, EventPosition.earliest(), 400))).isEqualTo(names("e-", 400));
        client.close();

        assertThat(server.trace(TraceEvent.Kind.PUT_TOKEN)).isNotEmpty().allSatisfy(token -> {
            assertThat(token.detail("type")).isEqualTo("jwt");
            assertThat(token.address()).startsWith("amqp://" + NAMESPACE + "/logs");
        });
        assertThat(server.trace(TraceEvent.Kind.OPENED).get(0).address()).isEqualTo(NAMESPACE);
    }

    @Test
    void recordsThatTheClientRenewsAShortToken() {
        EventHubConsumerAsyncClient client = client(Duration.ofSeconds(3));
        client.receiveFromPartition("0", EventPosition.earliest()).subscribe();
        await(
                "a second token for the partition",
                () -> server.trace(TraceEvent.Kind.PUT_TOKEN).stream()
                                .filter(token -> token.address().contains("Partitions/0"))
                                .count()
                        >= 2);
        client.close();
    }
}
