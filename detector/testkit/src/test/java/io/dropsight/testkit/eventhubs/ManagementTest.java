package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProperties;
import com.azure.messaging.eventhubs.PartitionProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final EventHubsServer server =
            EventHubsServer.start(ServerOptions.DEFAULTS.withClock(Clock.fixed(NOW, ZoneOffset.UTC)));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsThePropertiesOfAHubAndItsPartitions() {
        server.createHub("Logs", 3);
        server.preload("logs", 2, bodies("e-", 10), NOW, Duration.ofSeconds(1));
        server.truncate("logs", 2, 4);
        try (EventHubConsumerClient client = Clients.builder(server, "logs").buildConsumerClient()) {
            EventHubProperties hub = client.getEventHubProperties();
            assertThat(hub.getName()).isEqualTo("Logs");
            assertThat(hub.getCreatedAt()).isEqualTo(NOW);
            assertThat(hub.getPartitionIds()).containsExactly("0", "1", "2");

            PartitionProperties full = client.getPartitionProperties("2");
            assertThat(full.isEmpty()).isFalse();
            assertThat(full.getBeginningSequenceNumber()).isEqualTo(4);
            assertThat(full.getLastEnqueuedSequenceNumber()).isEqualTo(9);
            assertThat(full.getLastEnqueuedOffset()).isEqualTo(OffsetStyle.NUMERIC.of(9));
            assertThat(full.getLastEnqueuedTime()).isEqualTo(NOW.plusSeconds(9));

            PartitionProperties empty = client.getPartitionProperties("0");
            assertThat(empty.isEmpty()).isTrue();
            assertThat(empty.getLastEnqueuedSequenceNumber()).isEqualTo(-1);
        }
        assertThat(server.trace(TraceEvent.Kind.MANAGEMENT_READ))
                .extracting(event -> event.detail("status"))
                .containsExactly("200", "200", "200");
    }

    @Test
    void knowsNoOtherHub() {
        try (EventHubConsumerClient client = Clients.builder(server, "nowhere").buildConsumerClient()) {
            assertThatThrownBy(client::getEventHubProperties)
                    .asInstanceOf(InstanceOfAssertFactories.type(AmqpException.class))
                    .extracting(AmqpException::getErrorCondition)
                    .isEqualTo(AmqpErrorCondition.NOT_FOUND);
        }
    }

    @Test
    void knowsNoPartitionBeyondTheLast() {
        server.createHub("logs", 1);
        try (EventHubConsumerClient client = Clients.builder(server, "logs")
                .retryOptions(Clients.quickRetries(0))
                .buildConsumerClient()) {
            assertThatThrownBy(() -> client.getPartitionProperties("7"))
                    .hasMessageContaining("No com.microsoft:partition with partition 7");
        }
        assertThat(server.trace(TraceEvent.Kind.MANAGEMENT_READ).get(0).detail("status"))
                .isEqualTo("400");
    }
}
