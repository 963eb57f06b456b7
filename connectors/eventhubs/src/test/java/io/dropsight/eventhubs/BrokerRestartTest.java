package io.dropsight.eventhubs;

import io.dropsight.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartTest {
    @Test
    void goesOnWhenTheBrokerIsBackAndLosesAndDoublesNothing(@TempDir Path folder) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.keptIn(folder);
        try {
            int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
            try (Rig rig = new Rig(Map.of("bootstrap.servers", kafka.bootstrapServers()), 2);
                    Feed feed = rig.feed()) {
                rig.preload(2, 0, 200, 10);
                EventHubsSource source = rig.started();
                Rig.await(feed, 1_000, Rig.SOON);
                rig.preload(2, 2_000, 200, 10);
                kafka.close();
                kafka = EmbeddedKafka.keptIn(folder, port);

                Rig.await(feed, 8_000, Duration.ofSeconds(90));
                feed.assertExactlyOnce(2, 4_000);
                source.stop(Duration.ofSeconds(15));
            }
        } finally {
            kafka.close();
        }
    }
}
