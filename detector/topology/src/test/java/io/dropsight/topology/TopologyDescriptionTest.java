package io.dropsight.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.device.DevicePartition.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/**
 * The topology as Kafka Streams sees it. Names of topics and stores, and which sub-topology they are in, are what a
 * running detector's state hangs on.
 */
class TopologyDescriptionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/topology.txt");

    @Test
    void isThatOfTheNewestRelease() throws IOException {
        assertThat(describe())
                .as(
                        "the topology has changed: a running detector may not find its state again. Write into"
                                + " CHANGELOG.md what an operator has to do (docs/operations.md#upgrade), then put the new"
                                + " description into %s",
                        GOLDEN)
                .isEqualTo(Files.readString(GOLDEN));
    }

    private static String describe() {
        StreamsConfig streams = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "dropsight",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:1",
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true));
        return DetectorTopology.build(
                        new DetectorTopology.Settings(Names.DEFAULT, 4, 4, Duration.ofSeconds(2)),
                        DetectConfig.DEFAULTS,
                        streams,
                        new Uncounted())
                .describe()
                .toString();
    }

    /** Nothing runs here. */
    private static final class Uncounted implements DetectorMetrics {
        @Override
        public void count(Outcome outcome) {}

        @Override
        public void unreadable() {}

        @Override
        public void brokenPromise() {}

        @Override
        public void ended(int hubPartition) {}

        @Override
        public FleetFigures fleet() {
            return FleetFigures.NONE;
        }
    }
}
