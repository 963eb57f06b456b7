package io.dropsight.eventhubs;

import static io.dropsight.eventhubs.Checks.positive;
import static io.dropsight.eventhubs.Checks.require;

import java.time.Duration;

/**
 * How instances share the partitions. After a crash a partition rests until its claim has expired; Azure's defaults
 * (30 s and 2 minutes) would make that two minutes and a half.
 *
 * @param updateEvery claims are renewed, and free partitions taken, this often; default 5 s
 * @param expireAfter a claim that was not renewed is void; at least 3 times {@code updateEvery}, or instances that are
 *                    a little late steal from each other; default 20 s
 */
public record BalanceSettings(Duration updateEvery, Duration expireAfter) {
    public static final BalanceSettings DEFAULTS = new BalanceSettings(Duration.ofSeconds(5), Duration.ofSeconds(20));

    public BalanceSettings {
        positive("eventhubs.balance.update-every", updateEvery);
        require(
                expireAfter.compareTo(updateEvery.multipliedBy(3)) >= 0,
                "eventhubs.balance.expire-after is %s: use at least 3 times update-every (%s)",
                expireAfter,
                updateEvery);
        require(
                expireAfter.toSeconds() >= 1,
                "eventhubs.balance.expire-after is %s: use a second or more, Azure's client counts in seconds",
                expireAfter);
    }
}
