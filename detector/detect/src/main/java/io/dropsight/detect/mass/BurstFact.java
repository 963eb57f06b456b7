package io.dropsight.detect.mass;

import io.dropsight.detect.Traits;

/**
 * One drop of a burst.
 *
 * @param device         name that tells devices of the hub apart
 * @param at             event time, {@link io.dropsight.detect.EventTime} seconds
 * @param sessionSeconds length of the session that ended; 0 if unknown
 * @param repeated       whether an earlier drop of the device was whole half days before
 * @param weight         devices that it stands for: more than 1 where only a sample is kept
 */
public record BurstFact(
        String device,
        long at,
        int sessionSeconds,
        int code,
        int bits,
        boolean repeated,
        Traits traits,
        int weight,
        boolean settled) {
    public BurstFact standingFor(int newWeight) {
        return new BurstFact(device, at, sessionSeconds, code, bits, repeated, traits, newWeight, settled);
    }

    public BurstFact with(Traits newTraits) {
        return new BurstFact(device, at, sessionSeconds, code, bits, repeated, newTraits, weight, settled);
    }
}
