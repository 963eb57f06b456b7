package io.dropsight.testkit.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Azure's clients with settings for tests. */
final class Clients {
    static final String GROUP = "$Default";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Clients() {}

    static EventHubClientBuilder builder(EventHubsServer server, String hub) {
        return new EventHubClientBuilder()
                .connectionString(server.connectionString(hub))
                .consumerGroup(GROUP)
                .retryOptions(quickRetries(3));
    }

    static AmqpRetryOptions quickRetries(int times) {
        return new AmqpRetryOptions()
                .setMode(AmqpRetryMode.FIXED)
                .setDelay(Duration.ofMillis(100))
                .setTryTimeout(Duration.ofSeconds(10))
                .setMaxRetries(times);
    }

    /** The first events from a position on. */
    static List<PartitionEvent> read(EventHubConsumerAsyncClient client, int partition, EventPosition from, int count) {
        List<PartitionEvent> events = client.receiveFromPartition(
                        Integer.toString(partition), from, new ReceiveOptions())
                .take(count)
                .collectList()
                .block(PATIENCE);
        assertThat(events).as("events of partition " + partition).hasSize(count);
        return events;
    }

    static List<String> texts(List<PartitionEvent> events) {
        return events.stream().map(event -> event.getData().getBodyAsString()).toList();
    }

    static List<byte[]> bodies(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (prefix + i).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    /** Waits until the condition holds, at most {@link #PATIENCE}. */
    static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("still waiting for: " + what).isBefore(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** The AMQP condition of an error that a client got, or what else it is. */
    static String condition(Throwable error) {
        return error instanceof AmqpException amqp && amqp.getErrorCondition() != null
                ? amqp.getErrorCondition().getErrorCondition()
                : error.toString();
    }
}
