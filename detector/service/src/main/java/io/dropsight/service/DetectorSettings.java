package io.dropsight.service;

import io.dropsight.detect.DetectConfig;
import io.dropsight.topology.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * @param clients        settings of every Kafka client: where, and how to get in
 * @param names          of the topics; the prefix is the application's id, too
 * @param partitions     of the events, and over which hubs are spread; 1 or more
 * @param replication    copies of the internal topics
 * @param stateFolder    for the checkpoints of the stores
 * @param guarantee      what a crash may do
 * @param commitInterval at most this much is done again after a crash
 * @param watermarkStep  arrival time between two watermarks of a partition
 * @param threads        stream threads of this process
 * @param standbys       warm copies of the state elsewhere
 * @param instance       name of this instance in its group, so that a restart after a crash takes its place at once
 * @param sessionTimeout after how long without a sign of life others take over
 * @param advertised     {@code host:port} under which other instances ask this one
 */
record DetectorSettings(
        Map<String, Object> clients,
        Names names,
        int partitions,
        short replication,
        Path stateFolder,
        Guarantee guarantee,
        Duration commitInterval,
        Duration watermarkStep,
        int threads,
        int standbys,
        String instance,
        Duration sessionTimeout,
        Optional<String> advertised,
        DetectConfig config) {
    private static final Duration SESSION = Duration.ofSeconds(45);

    /** One instance on a broker of its own. */
    static DetectorSettings alone(
            String bootstrapServers,
            Names names,
            int partitions,
            Path stateFolder,
            Guarantee guarantee,
            Duration commitInterval,
            Duration watermarkStep,
            String instance,
            DetectConfig config) {
        return new DetectorSettings(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                names,
                partitions,
                (short) 1,
                stateFolder,
                guarantee,
                commitInterval,
                watermarkStep,
                1,
                0,
                instance,
                SESSION,
                Optional.empty(),
                config);
    }
}
