package io.dropsight.monitor;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What to poll and how. Begin with {@link #of} and change what differs.
 *
 * @param endpoint   of the resource manager, https, without a path; {@link AzureCloud} has those of Azure's clouds
 * @param hubs       at least one, none twice
 * @param interval   between two requests for a hub; 10 s to 1 h, default 1 minute
 * @param settle     a minute is taken when it has been over for so long: the newest point is not always final; 0 to 10
 *                   minutes, default 1 minute
 * @param patience   so long after its end a missing minute is waited for, and what follows it held back; 0 to 30
 *                   minutes, default 5 minutes
 * @param lookBack   at a first start, and at most after an outage; 10 minutes to 1 day, the default
 * @param staleAfter without a point for so long health is red, and an instance in stand-by takes over; 5 minutes to 1
 *                   day, more than patience and settle, default 15 minutes
 * @param retry      between two requests that were refused for a reason that only people can mend; 10 s to 1 h, default
 *                   5 minutes
 * @param timeout    for the connection, for an answer to begin, and for each read of it; 1 s to 5 minutes, default 30 s
 * @param atOnce     hubs that are asked for at the same time; 1 to 64, default 4
 */
public record PollerSettings(
        URI endpoint,
        List<HubResource> hubs,
        Duration interval,
        Duration settle,
        Duration patience,
        Duration lookBack,
        Duration staleAfter,
        Duration retry,
        Duration timeout,
        int atOnce) {

    public PollerSettings {
        hubs = List.copyOf(hubs);
        require(
                "https".equals(endpoint.getScheme())
                        && endpoint.getHost() != null
                        && endpoint.getRawPath().isEmpty()
                        && endpoint.getRawQuery() == null
                        && endpoint.getRawUserInfo() == null,
                "metrics.endpoint is %s: use https and a host alone, such as %s; tokens are not sent over http"
                        .formatted(endpoint, AzureCloud.PUBLIC.endpoint()));
        require(!hubs.isEmpty(), "metrics.hubs is empty: name the resource id of a hub, or turn the poller off");
        Set<String> names = new HashSet<>();
        for (HubResource hub : hubs) {
            require(names.add(hub.hub()), "metrics.hubs has %s twice: leave one out".formatted(hub.hub()));
        }
        within("interval", interval, Duration.ofSeconds(10), Duration.ofHours(1));
        within("settle", settle, Duration.ZERO, Duration.ofMinutes(10));
        within("patience", patience, Duration.ZERO, Duration.ofMinutes(30));
        within("look-back", lookBack, Duration.ofMinutes(10), Duration.ofDays(1));
        within("stale-after", staleAfter, Duration.ofMinutes(5), Duration.ofDays(1));
        require(
                staleAfter.compareTo(settle.plus(patience)) > 0,
                "metrics.stale-after is %s: use more than settle and patience together, which are %s"
                        .formatted(staleAfter, settle.plus(patience)));
        within("retry", retry, Duration.ofSeconds(10), Duration.ofHours(1));
        within("timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
        require(atOnce >= 1 && atOnce <= 64, "metrics.at-once is %d: use 1 to 64".formatted(atOnce));
    }

    public static PollerSettings of(URI endpoint, List<HubResource> hubs) {
        return new PollerSettings(
                endpoint,
                hubs,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                4);
    }

    public PollerSettings withInterval(Duration other) {
        return new PollerSettings(
                endpoint, hubs, other, settle, patience, lookBack, staleAfter, retry, timeout, atOnce);
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                "metrics.%s is %s: use %s to %s".formatted(key, value, least, most));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
