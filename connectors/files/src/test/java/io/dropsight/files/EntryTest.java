package io.dropsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final DeviceKey DEVICE = DeviceKey.of("plant", "pump-1");

    /** Replay sorts entries, a live source the events of a body: a device must see the same. */
    @Test
    void aDevicesEventsOfOneArrivalAreInTheOrderInWhichLiveSourcesDeliverThem() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<DiagnosticEvent> events =
                    Stream.generate(() -> event(random)).limit(30).toList();
            assertThat(events.stream()
                            .map(event -> Entry.of(event, AT))
                            .sorted()
                            .map(Entry::decode)
                            .map(message -> ((FeedMessage.Event) message).event()))
                    .containsExactlyElementsOf(events.stream()
                            .sorted(DiagnosticEvent.ARRIVED_TOGETHER)
                            .toList());
        }
    }

    private static DiagnosticEvent event(Random random) {
        boolean error = random.nextBoolean();
        return new DiagnosticEvent(
                DEVICE,
                AT.plusMillis(random.nextInt(4) * 250L),
                random.nextBoolean() ? Operation.CONNECT : Operation.DISCONNECT,
                error,
                error ? 404_104 - random.nextInt(2) * 4_000 : 0,
                "x".repeat(random.nextInt(200)),
                random.nextBoolean() ? "Mqtt" : "Amqp",
                "",
                random.nextBoolean() ? Auth.SAS : Auth.UNKNOWN,
                "203.0.113.XXX");
    }
}
