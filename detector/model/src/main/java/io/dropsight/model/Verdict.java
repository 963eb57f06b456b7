package io.dropsight.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about one device. One per device, pattern and onset.
 *
 * @param verdictId      hash of device, pattern and onset: the same in every replay
 * @param confidence     in the cause; ratio of 0 to 1
 * @param onset          event time of the first drop that belongs to it
 * @param detectedAt     arrival of the record, or deadline of the timer, that raised it
 * @param lastSeenAt     event time of the last drop that belongs to it
 * @param resolvedAt     event time from which it no longer held; null while open
 * @param ageSeconds     connection age (or lag, if clock-anchored) at which the device drops; null if not periodic
 * @param nextExpectedAt event time of the next drop; null while resolved or disconnected
 * @param alertId        of the alert that tells of it
 */
public record Verdict(
        String verdictId,
        Status status,
        DeviceKey device,
        Pattern pattern,
        Cause cause,
        double confidence,
        Instant onset,
        Instant detectedAt,
        Instant lastSeenAt,
        @Nullable Instant resolvedAt,
        @Nullable Double ageSeconds,
        @Nullable Instant nextExpectedAt,
        String alertId) {

    /** The key of {@code dropsight.verdicts}: {@code hub/deviceId[/moduleId]#pattern}. */
    public String key() {
        return device.text() + "#" + pattern.label();
    }
}
