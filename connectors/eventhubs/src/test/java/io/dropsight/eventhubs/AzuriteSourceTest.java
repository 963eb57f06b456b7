package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.IdempotentDeliveries;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.testkit.eventhubs.TraceEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checkpoints and claims in a real Azurite: nothing is lost over a restart and a second instance. */
@Tag("azurite")
@ExtendWith(SharedKafka.class)
class AzuriteSourceTest {
    private static Azurite azurite;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        azurite = Azurite.start();
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @Test
    void goesOnAfterARestartAndSharesThePartitions() throws Exception {
        BlobStore blobs = azurite.store("source");
        try (Rig rig = new Rig(SharedKafka.connection(), 4);
                Feed feed = rig.feed()) {
            rig.preload(4, 0, 10, 10);
            EventHubsSource first = started(rig, blobs);
            Rig.await(feed, 400, Rig.SOON);
            first.stop(Duration.ofSeconds(15));

            rig.server.clearTrace();
            rig.preload(4, 100, 10, 10);
            EventHubsSource one = started(rig, blobs);
            Rig.await(feed, 800, Rig.SOON);
            assertThat(rig.server.trace(TraceEvent.Kind.READER_ATTACHED))
                    .extracting(attached -> attached.detail("filter"))
                    .isNotEmpty()
                    .noneMatch(filter -> String.valueOf(filter).contains("'-1'"));
            assertThat(feed.duplicates())
                    .as("a clean stop leaves nothing to do twice")
                    .isZero();

            EventHubsSource two = started(rig, blobs);
            Rig.await("two each", () -> own(one) == 2 && own(two) == 2);
            rig.preload(4, 200, 10, 10);
            Rig.await("no record is lost", () -> feed.read().events() - feed.duplicates() >= 1_200);
        } finally {
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
    }

    private EventHubsSource started(Rig rig, BlobStore blobs) {
        var deliveries =
                IdempotentDeliveries.withPositionsIn(blobs.positions(), rig.delivery, rig.metrics, Clock.systemUTC());
        EventHubsSource source = EventHubsSource.withClaimsIn(
                blobs, rig.settings(), deliveries, rig.metrics, rig.alarms::add, rig.lost::add, Clock.systemUTC());
        opened.add(0, deliveries);
        opened.add(0, source);
        source.start();
        return source;
    }

    private static long own(EventHubsSource source) {
        return source.health().stream()
                .filter(health -> health.state() == State.CAUGHT_UP || health.state() == State.RUNNING)
                .count();
    }
}
