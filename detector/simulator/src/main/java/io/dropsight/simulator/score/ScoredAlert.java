package io.dropsight.simulator.score;

import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.DeviceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of one alert, as a judge sees it. Labels are text, so that any detector can be judged.
 *
 * @param status          open, resolved or suppressed
 * @param pattern         {@code periodic}, {@code random}, {@code mass} or {@code feed}
 * @param cause           as DESIGN 2 names it, such as {@code hub_transient}
 * @param severity        {@code info}, {@code warning} or {@code critical}
 * @param cohortKey       empty if the alert speaks of the whole hub
 * @param cohortValue     empty if the alert speaks of the whole hub
 * @param devices         some of those concerned, as far as it names them
 * @param detectedAt      on the arrival axis; the same in all versions
 * @param resolvedAt      event time; null while it is not resolved
 * @param at              when this version came about, on the arrival axis
 * @param forecastAt      event time at which more drops are expected; null if none are
 * @param forecastDevices how many devices are expected to drop then; null if none are
 */
public record ScoredAlert(
        String alertId,
        int version,
        String status,
        String pattern,
        String cause,
        String severity,
        String hub,
        String cohortKey,
        String cohortValue,
        int deviceCount,
        List<DeviceKey> devices,
        Instant onset,
        Instant detectedAt,
        Instant lastSeenAt,
        @Nullable Instant resolvedAt,
        Instant at,
        @Nullable Instant forecastAt,
        @Nullable Integer forecastDevices) {
    public ScoredAlert {
        devices = List.copyOf(devices);
    }

    /** What a subscriber would read; goes through the wire form, so that nothing else can be judged. */
    public static ScoredAlert of(Alert alert) {
        String json = new String(new AlertJson().write(alert), StandardCharsets.UTF_8);
        try {
            return FindingsJson.alert(JsonObject.parse(json));
        } catch (IOException e) {
            throw new UncheckedIOException("an alert of our own", e);
        }
    }

    boolean isResolved() {
        return status.equals("resolved");
    }
}
