package io.dropsight.eventhubs;

import java.util.Map;

/**
 * What a source counts beside what its deliveries do ({@link io.dropsight.intake.IntakeMetrics}); all since its start.
 *
 * @param opened   partitions taken over
 * @param closed   readers of partitions that ended, whatever for: some losses of a link give no error
 * @param rebuilds clients made anew because nothing moved
 * @param polls    rounds of questions to the hub that were answered
 * @param errors   by kind; every kind is there
 */
public record HubCounters(long opened, long closed, long rebuilds, long polls, Map<HubErrorKind, Long> errors) {}
