package io.dropsight.detect.hub;

import java.util.OptionalDouble;

/**
 * How a hub is now, for figures; nothing is decided by it.
 *
 * @param hub        its name
 * @param known      devices that the log has shown in two weeks
 * @param connected  of them connected, as far as the log has settled
 * @param metric     the latest point of the hub's own count, if one has come since the start of the process
 * @param lagSeconds mean time that the records of the latest minute took to arrive
 * @param blind      whether the log has a gap or is late, so that verdicts wait
 * @param forecastAt      when devices are foretold to drop together next, seconds since 1970; 0 if they are not
 * @param forecastDevices how many
 */
public record HubLevel(
        String hub,
        int known,
        int connected,
        OptionalDouble metric,
        double lagSeconds,
        boolean blind,
        long forecastAt,
        int forecastDevices) {}
