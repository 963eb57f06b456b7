package io.dropsight.testkit.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How fast one reader of one partition is when it does nothing with the events; client and server in this JVM. No part
 * of the default tests: {@code mvn -pl detector/testkit test -Dtest=ReceiveRate}.
 */
class ReceiveRate {
    private static final int PASSES = 4;

    @ParameterizedTest
    @CsvSource({"450,200000,500", "450,200000,2000", "45000,10000,100", "45000,10000,500"})
    void receives(int bytes, int events, int prefetch) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        double[] rates = new double[PASSES];
        double wallSeconds = 0;
        double cpuSeconds = 0;
        try (EventHubsServer server = EventHubsServer.start()) {
            server.createHub("logs", 1);
            server.generate("logs", 0, events, Instant.EPOCH, Duration.ofMillis(1), sequence -> body);
            for (int pass = 0; pass < PASSES; pass++) {
                double cpuBefore = processCpuSeconds();
                double seconds = pass(server, events, prefetch);
                rates[pass] = events / seconds;
                if (pass > 0) {
                    wallSeconds += seconds;
                    cpuSeconds += processCpuSeconds() - cpuBefore;
                }
            }
        }
        double[] warm = Arrays.copyOfRange(rates, 1, PASSES);
        Arrays.sort(warm);
        System.out.printf(
                Locale.ROOT,
                "%,d events of %,d bytes, prefetch %d: cold %,.0f/s, then median %,.0f/s (%,.0f to %,.0f), %,.0f MB/s,"
                        + " %.1f us of CPU an event, %.2f cores%n",
                events,
                bytes,
                prefetch,
                rates[0],
                warm[warm.length / 2],
                warm[0],
                warm[warm.length - 1],
                warm[warm.length / 2] * bytes / 1e6,
                cpuSeconds * 1e6 / events / (PASSES - 1),
                cpuSeconds / wallSeconds);
    }

    /** CPU of client and server, which share this JVM. */
    private static double processCpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /** Seconds to read all events with a new client. */
    private static double pass(EventHubsServer server, int events, int prefetch) {
        EventHubConsumerAsyncClient client =
                Clients.builder(server, "logs").prefetchCount(prefetch).buildAsyncConsumerClient();
        long begin = System.nanoTime();
        Long last = client.receiveFromPartition("0", EventPosition.earliest())
                .take(events)
                .map(event -> event.getData().getSequenceNumber())
                .last()
                .block(Duration.ofMinutes(2));
        double seconds = (System.nanoTime() - begin) / 1e9;
        client.close();
        assertThat(last).isEqualTo(events - 1);
        return seconds;
    }
}
