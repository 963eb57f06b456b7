package io.dropsight.service;

import io.dropsight.detect.DetectConfig;
import io.dropsight.topology.Names;
import java.nio.file.Path;
import java.time.Duration;

/**
 * @param bootstrapServers of the Kafka cluster
 * @param names            of the topics; the prefix is the application's id, too
 * @param partitions       of the events, and over which hubs are spread; 1 or more
 * @param stateFolder      for the checkpoints of the stores
 * @param guarantee        what a crash may do
 * @param commitInterval   at most this much is done again after a crash
 * @param watermarkStep    arrival time between two watermarks of a partition
 * @param instance         name of this instance in its group, so that a restart after a crash takes its place at once
 */
record DetectorSettings(
        String bootstrapServers,
        Names names,
        int partitions,
        Path stateFolder,
        Guarantee guarantee,
        Duration commitInterval,
        Duration watermarkStep,
        String instance,
        DetectConfig config) {}
