package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.PartitionProperties;
import io.dropsight.intake.LogState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the hub about itself over a connection of its own, which is made anew after questions that failed in a row.
 * Thread-safe; every question waits for its answer, within a time limit.
 */
final class HubInspector implements AutoCloseable {
    /** Of a partition, as it was at some moment after {@code askedAt}. */
    record End(int partition, long first, long last, Instant lastEnqueuedAt, Instant askedAt) {
        boolean isPast(long delivered) {
            return last > delivered && last >= first;
        }
    }

    private static final int FAILURES_UNTIL_NEW = 3;

    private final Supplier<EventHubConsumerAsyncClient> clients;
    private final Clock clock;
    private final Duration within;

    private @Nullable EventHubConsumerAsyncClient client;
    private int failures;
    private boolean closed;

    HubInspector(Supplier<EventHubConsumerAsyncClient> clients, Clock clock, Duration within) {
        this.clients = clients;
        this.clock = clock;
        this.within = within;
    }

    List<Integer> partitions() {
        return ask(
                client -> client.getPartitionIds().map(Integer::parseInt).sort().collectList());
    }

    /** With the hub's identity: the moment it was made. */
    LogState state(int partition) {
        return ask(client -> Mono.zip(
                client.getEventHubProperties(),
                client.getPartitionProperties(Integer.toString(partition)),
                (hub, end) -> new LogState(
                        first(end),
                        end.getLastEnqueuedSequenceNumber(),
                        hub.getCreatedAt().toString())));
    }

    /** Where the last event is, as text to start after; for a start at the end. */
    String lastOffset(int partition) {
        return ask(client -> client.getPartitionProperties(Integer.toString(partition))
                .map(PartitionProperties::getLastEnqueuedOffset));
    }

    Map<Integer, End> ends(Collection<Integer> partitions) {
        Instant askedAt = clock.instant();
        return ask(client -> Flux.fromIterable(partitions)
                .flatMap(partition -> client.getPartitionProperties(Integer.toString(partition))
                        .map(end -> new End(
                                partition,
                                first(end),
                                end.getLastEnqueuedSequenceNumber(),
                                end.getLastEnqueuedTime(),
                                askedAt)))
                .collectMap(End::partition));
    }

    @Override
    public synchronized void close() {
        closed = true;
        renew();
    }

    private interface Question<T> {
        Mono<T> put(EventHubConsumerAsyncClient client);
    }

    private <T> T ask(Question<T> question) {
        try {
            T answer = question.put(client()).timeout(within).block();
            if (answer == null) {
                throw new IllegalStateException("No answer"); // these always give one, or an error
            }
            succeeded();
            return answer;
        } catch (RuntimeException e) {
            failed();
            throw e;
        }
    }

    private synchronized EventHubConsumerAsyncClient client() {
        if (closed) {
            throw new IllegalStateException("The source is closed");
        }
        EventHubConsumerAsyncClient present = client;
        if (present == null) {
            present = clients.get();
            client = present;
        }
        return present;
    }

    private synchronized void succeeded() {
        failures = 0;
    }

    private synchronized void failed() {
        failures++;
        if (failures >= FAILURES_UNTIL_NEW) {
            renew();
        }
    }

    private void renew() {
        failures = 0;
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Of an empty partition the number to come, whatever it had before. */
    private static long first(PartitionProperties end) {
        return end.isEmpty() ? end.getLastEnqueuedSequenceNumber() + 1 : end.getBeginningSequenceNumber();
    }
}
