package io.dropsight.eventhubs.kafka;

/**
 * What a source counts beside what its deliveries do ({@link io.dropsight.intake.IntakeMetrics}); all since its start.
 *
 * @param opened   partitions that the group gave to this instance
 * @param rebuilds clients made anew because nothing moved
 * @param failures clients made anew after an error
 * @param looks    rounds of questions to the log
 */
public record KafkaLogCounters(long opened, long rebuilds, long failures, long looks) {}
