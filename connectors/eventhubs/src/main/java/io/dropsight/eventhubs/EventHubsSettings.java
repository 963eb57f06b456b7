package io.dropsight.eventhubs;

import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.StartPolicy;
import java.util.Optional;

/**
 * One event hub to read.
 *
 * @param endpoint  other address to connect to, of a private link or a proxy; empty for the namespace's own
 * @param start     where partitions start that have no position; default earliest, with which nothing is lost
 * @param gap       when retention has passed a position; default go on, counted and alarmed
 * @param recreated when the hub was deleted and made again; default stop
 */
public record EventHubsSettings(
        HubAddress address,
        HubAuth auth,
        Optional<String> endpoint,
        ReceiveSettings receive,
        BalanceSettings balance,
        WatchSettings watch,
        StartPolicy start,
        GapPolicy gap,
        RecreatedPolicy recreated) {

    /** With the defaults of all the rest. */
    public static EventHubsSettings of(HubAddress address, HubAuth auth) {
        return new EventHubsSettings(
                address,
                auth,
                Optional.empty(),
                ReceiveSettings.DEFAULTS,
                BalanceSettings.DEFAULTS,
                WatchSettings.DEFAULTS,
                StartPolicy.earliest(),
                GapPolicy.GO_ON,
                RecreatedPolicy.STOP);
    }

    /** The hub that the connection string names, or {@code hub} where it names a namespace only. */
    public static EventHubsSettings of(Secret connectionString, Optional<String> hub, String consumerGroup) {
        var key = new HubAuth.SharedKey(connectionString);
        return of(HubClients.addressOf(key, hub, consumerGroup), key);
    }

    public EventHubsSettings with(ReceiveSettings other) {
        return new EventHubsSettings(address, auth, endpoint, other, balance, watch, start, gap, recreated);
    }

    public EventHubsSettings with(BalanceSettings other) {
        return new EventHubsSettings(address, auth, endpoint, receive, other, watch, start, gap, recreated);
    }

    public EventHubsSettings with(WatchSettings other) {
        return new EventHubsSettings(address, auth, endpoint, receive, balance, other, start, gap, recreated);
    }

    public EventHubsSettings with(StartPolicy newStart, GapPolicy newGap, RecreatedPolicy newRecreated) {
        return new EventHubsSettings(address, auth, endpoint, receive, balance, watch, newStart, newGap, newRecreated);
    }

    /** @param other such as {@code sb://10.1.2.3:5671} */
    public EventHubsSettings withEndpoint(String other) {
        return new EventHubsSettings(address, auth, Optional.of(other), receive, balance, watch, start, gap, recreated);
    }
}
