package io.dropsight.intake;

import java.time.Duration;
import java.util.Map;

/**
 * How to deliver to Kafka. Begin with {@link #of} and change what differs.
 *
 * @param kafka            {@code bootstrap.servers} and whatever else a connection needs; may override tuning, not the
 *                         guarantee; holds secrets, so it is not shown
 * @param prefix           of the topics, of the consumer group that holds the positions and of transactional ids
 * @param eventPartitions  number of partitions of the events topic; at least 1
 * @param defaultHub       hub of records that name none
 * @param tickStep         a partition of the events lags its source by at most this much arrival time; default 5 s
 * @param giveUpAfter      a call that makes no progress for so long gives up; a call into Kafka more may pass, so that a
 *                         callback ends within 14 s; 1 to 10 s, default 8 s
 * @param maxRecords       a transaction ends after the body with which it has so many records; default 20,000
 * @param maxBytes         a transaction ends after the body with which it has so many bytes of bodies; default 4 MiB
 * @param keepAliveAfter   a position that was not committed for so long is committed again; default 1 h
 */
public record DeliverySettings(
        Map<String, Object> kafka,
        String prefix,
        int eventPartitions,
        String defaultHub,
        Duration tickStep,
        Duration giveUpAfter,
        int maxRecords,
        int maxBytes,
        Duration keepAliveAfter) {
    private static final Duration LONGEST_GIVE_UP = Duration.ofSeconds(10);

    public DeliverySettings {
        kafka = Map.copyOf(kafka);
        require(eventPartitions >= 1, "event partitions is %d: use 1 or more".formatted(eventPartitions));
        require(tickStep.toMillis() >= 1, "tick step is %s: use 1 ms or more".formatted(tickStep));
        require(
                giveUpAfter.toMillis() >= 1_000 && giveUpAfter.compareTo(LONGEST_GIVE_UP) <= 0,
                "give up after is %s: use 1 to 10 seconds, a stop has to end within 15".formatted(giveUpAfter));
        require(maxRecords >= 1, "max records is %d: use 1 or more".formatted(maxRecords));
        require(maxBytes >= 1, "max bytes is %d: use 1 or more".formatted(maxBytes));
    }

    public static DeliverySettings of(Map<String, Object> kafka, String prefix, int eventPartitions) {
        return new DeliverySettings(
                kafka,
                prefix,
                eventPartitions,
                "unknown",
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                20_000,
                4 * 1024 * 1024,
                Duration.ofHours(1));
    }

    public DeliverySettings withDefaultHub(String hub) {
        return new DeliverySettings(
                kafka, prefix, eventPartitions, hub, tickStep, giveUpAfter, maxRecords, maxBytes, keepAliveAfter);
    }

    public DeliverySettings withTickStep(Duration step) {
        return new DeliverySettings(
                kafka, prefix, eventPartitions, defaultHub, step, giveUpAfter, maxRecords, maxBytes, keepAliveAfter);
    }

    public DeliverySettings withGiveUpAfter(Duration time) {
        return new DeliverySettings(
                kafka, prefix, eventPartitions, defaultHub, tickStep, time, maxRecords, maxBytes, keepAliveAfter);
    }

    public String eventsTopic() {
        return prefix + ".events";
    }

    public String deadLettersTopic() {
        return prefix + ".deadletters";
    }

    /** Holds no records to speak of: the positions are the offsets of a group on its partitions. */
    public String positionsTopic() {
        return prefix + ".positions";
    }

    /** Of the positions of a log, and the beginning of its transactional ids. */
    String group(SourcePartition partition) {
        return groupOf(partition.log());
    }

    String groupOf(String log) {
        return prefix + "." + log;
    }

    String transactionalId(SourcePartition partition) {
        return prefix + "." + partition.text();
    }

    /** Without the connection, which may hold secrets. */
    @Override
    public String toString() {
        return "DeliverySettings[prefix=%s, eventPartitions=%d, defaultHub=%s, tickStep=%s, giveUpAfter=%s, maxRecords=%d, maxBytes=%d, keepAliveAfter=%s]"
                .formatted(
                        prefix,
                        eventPartitions,
                        defaultHub,
                        tickStep,
                        giveUpAfter,
                        maxRecords,
                        maxBytes,
                        keepAliveAfter);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
