package io.dropsight.eventhubs;

import static io.dropsight.eventhubs.Checks.positive;
import static io.dropsight.eventhubs.Checks.require;

import java.time.Duration;

/**
 * When a partition counts as stuck, and what is done. Azure's client cannot detect every dead link.
 *
 * @param pollEvery    each partition's end is asked for this often; default 5 s
 * @param stalledAfter without progress for this long, though events wait, the client is rebuilt; at least 3 times
 *                     {@code pollEvery}; should be above the expiry of claims; default 60 s
 * @param maxRebuilds  rebuilds in a row without progress after which the source reports that it is lost; default 3
 * @param clockMargin  how far Azure's clock may be behind this machine's; an idle partition vouches for the time that
 *                     lies this far back; default 5 s
 * @param keepAlive    positions of partitions without events are committed anew this often, since Kafka forgets those
 *                     of idle groups; default 1 hour
 */
public record WatchSettings(
        Duration pollEvery, Duration stalledAfter, int maxRebuilds, Duration clockMargin, Duration keepAlive) {
    public static final WatchSettings DEFAULTS = new WatchSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(60), 3, Duration.ofSeconds(5), Duration.ofHours(1));

    public WatchSettings {
        positive("eventhubs.watch.poll-every", pollEvery);
        require(
                stalledAfter.compareTo(pollEvery.multipliedBy(3)) >= 0,
                "eventhubs.watch.stalled-after is %s: use at least 3 times poll-every (%s)",
                stalledAfter,
                pollEvery);
        require(maxRebuilds >= 0, "eventhubs.watch.max-rebuilds is %d: use 0 or more", maxRebuilds);
        require(
                !clockMargin.isNegative(),
                "eventhubs.watch.clock-margin is %s: use zero or more, such as 5 s",
                clockMargin);
        positive("eventhubs.watch.keep-alive", keepAlive);
    }
}
