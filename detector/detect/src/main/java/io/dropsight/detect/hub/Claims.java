package io.dropsight.detect.hub;

import io.dropsight.detect.Traits;
import org.jspecify.annotations.Nullable;

/** Which drops of single devices belong to what happened to many: they prove nothing about the device. */
@FunctionalInterface
interface Claims {
    /**
     * @param at event time of the drop, {@link io.dropsight.detect.EventTime} seconds
     * @return the incident that claims it, or null
     */
    @Nullable
    Claim on(Traits traits, long at);

    /**
     * @param alertId  of the incident
     * @param schedule whether the drop may still be the device's own schedule: a burst of less than 6 % of its scope,
     *                 or an echo, feeds the periodic test (detection 8.2), never the rate test
     */
    record Claim(String alertId, boolean schedule) {}
}
