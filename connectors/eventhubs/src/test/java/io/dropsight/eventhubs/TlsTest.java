package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.kafka.Topics;
import io.dropsight.testkit.eventhubs.EventHubsServer;
import io.dropsight.testkit.eventhubs.TraceEvent;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** The way to Azure itself: TLS, and an identity's token. */
@ExtendWith(SharedKafka.class)
class TlsTest {
    private static final String HUB = "logs";

    @Test
    void readsOverTlsWithTheTokenOfAnIdentity() throws Exception {
        Map<String, Object> kafka = SharedKafka.connection();
        DeliverySettings delivery = DeliverySettings.of(kafka, "tls-test", 1);
        try (Admin admin = Admin.create(kafka)) {
            Topics.create(admin, delivery.eventsTopic(), 1, Map.of());
            Topics.create(admin, delivery.deadLettersTopic(), 1, Map.of());
        }
        SSLContext before = SSLContext.getDefault();
        try (EventHubsServer server = EventHubsServer.startTls();
                var deliveries =
                        new TransactionalDeliveries(delivery, IntakeMetrics.NONE, alarm -> {}, Clock.systemUTC());
                Feed feed = new Feed(kafka, delivery.eventsTopic())) {
            server.createHub(HUB, 1);
            server.preload(HUB, 0, Numbered.bodies(0, 0, 20, 10));
            SSLContext.setDefault(server.certificate().clientContext());
            HubAuth identity = new HubAuth.Other(request -> Mono.just(new AccessToken(
                    "made-up", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))));
            HubAddress address = new HubAddress("contoso.servicebus.windows.net", HUB, HubAddress.DEFAULT_GROUP);
            try (EventHubsSource source = new EventHubsSource(
                    EventHubsSettings.of(address, identity).withEndpoint("sb://localhost:" + server.port()),
                    deliveries,
                    new InMemoryClaims(),
                    IntakeMetrics.NONE,
                    alarm -> {},
                    why -> {},
                    Clock.systemUTC())) {
                source.start();
                Rig.await(feed, 200, Rig.SOON);
                feed.assertExactlyOnce(1, 200);
            }
            assertThat(server.trace(TraceEvent.Kind.PUT_TOKEN).toString()).contains("jwt");
        } finally {
            SSLContext.setDefault(before);
        }
    }
}
