package io.dropsight.eventhubs;

import static io.dropsight.eventhubs.Checks.positive;
import static io.dropsight.eventhubs.Checks.require;

import com.azure.core.amqp.AmqpTransportType;
import java.time.Duration;

/**
 * How much is fetched ahead.
 *
 * @param prefetch  events fetched ahead in each partition, at most: fewer where the heap is too small for so many large
 *                  ones; 1 to 8,000; default 100, which was faster for events of 45 kB than 500
 * @param maxBatch  events in one delivery, which is one Kafka transaction; 1 to {@code prefetch}; default 50
 * @param maxWait   longest wait for a batch to fill; also the step of idle ticks; 50 ms to 1 minute; default 500 ms
 * @param transport AMQP (port 5671), or AMQP over web sockets (port 443) for networks that are closed otherwise
 */
public record ReceiveSettings(int prefetch, int maxBatch, Duration maxWait, AmqpTransportType transport) {
    private static final long LARGEST_EVENT_BYTES = 1024 * 1024;

    public static final ReceiveSettings DEFAULTS =
            new ReceiveSettings(100, 50, Duration.ofMillis(500), AmqpTransportType.AMQP);

    public ReceiveSettings {
        require(prefetch >= 1 && prefetch <= 8_000, "eventhubs.prefetch is %d: use 1 to 8000", prefetch);
        require(
                maxBatch >= 1 && maxBatch <= prefetch,
                "eventhubs.max-batch is %d: use 1 to eventhubs.prefetch (%d)",
                maxBatch,
                prefetch);
        positive("eventhubs.max-wait", maxWait);
        require(
                maxWait.compareTo(Duration.ofMillis(50)) >= 0 && maxWait.compareTo(Duration.ofMinutes(1)) <= 0,
                "eventhubs.max-wait is %s: use 50 ms to 1 minute",
                maxWait);
    }

    /**
     * With no more fetched ahead than the heap can hold if every event had the largest size there is, 1 MiB: a quarter of
     * it, in all partitions together. What Azure's client holds beside that is about as much again.
     */
    ReceiveSettings fitting(int partitions, long heapBytes) {
        long fits = Math.max(1, heapBytes / 4 / LARGEST_EVENT_BYTES / Math.max(1, partitions));
        int fetched = (int) Math.min(prefetch, fits);
        return new ReceiveSettings(fetched, Math.min(maxBatch, fetched), maxWait, transport);
    }

    /** Over port 443, where nothing else is let through. */
    public ReceiveSettings overWebSockets() {
        return new ReceiveSettings(prefetch, maxBatch, maxWait, AmqpTransportType.AMQP_WEB_SOCKETS);
    }
}
