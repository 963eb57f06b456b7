package io.dropsight.detect.mass;

import io.dropsight.detect.Traits;

/**
 * One drop of a burst.
 *
 * @param device         name that tells devices of the hub apart
 * @param at             event time, {@link io.dropsight.detect.EventTime} seconds
 * @param sessionSeconds length of the session that ended; 0 if unknown
 * @param weight         devices that it stands for: more than 1 where only a sample is kept
 */
public record BurstFact(
        String device, long at, int sessionSeconds, int code, int bits, Traits traits, int weight, boolean settled) {}
