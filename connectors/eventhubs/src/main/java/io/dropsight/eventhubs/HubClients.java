package io.dropsight.eventhubs;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Makes Azure's clients of one hub: address, credentials and the settings that differ from Azure's defaults. */
final class HubClients {
    private final HubAddress address;
    private final HubAuth auth;
    private final Optional<String> endpoint;
    private final ReceiveSettings receive;

    /**
     * @param endpoint other address to connect to, of a private link or proxy, such as {@code sb://10.1.2.3:5671}
     * @throws IllegalArgumentException if connection string and address do not fit, or the string is none
     */
    HubClients(HubAddress address, HubAuth auth, Optional<String> endpoint, ReceiveSettings receive) {
        this.address = address;
        this.auth = auth;
        this.endpoint = endpoint.map(HubClients::checked);
        this.receive = receive;
        if (auth instanceof HubAuth.SharedKey key) {
            check(ConnectionString.parse(key.connectionString()));
        }
    }

    /** The hub that a connection string names; {@code hub} where it names only the namespace. */
    static HubAddress addressOf(HubAuth.SharedKey key, Optional<String> hub, String consumerGroup) {
        ConnectionString parsed = ConnectionString.parse(key.connectionString());
        String name = parsed.hub()
                .or(() -> hub)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The connection string names no hub (EntityPath): set eventhubs.event-hub"));
        return new HubAddress(parsed.host(), name, consumerGroup);
    }

    /** Asks for positions; has a connection of its own. */
    EventHubConsumerAsyncClient inspector() {
        EventHubClientBuilder builder = new EventHubClientBuilder()
                .consumerGroup(address.consumerGroup())
                .transportType(receive.transport())
                .retryOptions(retries());
        if (auth instanceof HubAuth.SharedKey key) {
            builder.connectionString(key.connectionString().reveal(), address.hub());
        } else if (auth instanceof HubAuth.Token token) {
            builder.credential(address.namespace(), address.hub(), token.credential());
        }
        endpoint.ifPresent(builder::customEndpointAddress);
        return builder.buildAsyncConsumerClient();
    }

    /** Store and callbacks are still to be set. */
    EventProcessorClientBuilder processor(BalanceSettings balance, int prefetch) {
        EventProcessorClientBuilder builder = new EventProcessorClientBuilder()
                .consumerGroup(address.consumerGroup())
                .transportType(receive.transport())
                .retryOptions(retries())
                .prefetchCount(prefetch)
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY) // the other takes one partition a round
                .loadBalancingUpdateInterval(balance.updateEvery())
                .partitionOwnershipExpirationInterval(balance.expireAfter());
        if (auth instanceof HubAuth.SharedKey key) {
            builder.connectionString(key.connectionString().reveal(), address.hub());
        } else if (auth instanceof HubAuth.Token token) {
            builder.credential(address.namespace(), address.hub(), token.credential());
        }
        endpoint.ifPresent(builder::customEndpointAddress);
        return builder;
    }

    private void check(ConnectionString parsed) {
        Checks.require(
                parsed.host().equals(address.namespace()),
                "eventhubs.namespace is %s, but the connection string is of %s: make them agree",
                address.namespace(),
                parsed.host());
        parsed.hub()
                .map(hub -> hub.toLowerCase(Locale.ROOT))
                .ifPresent(hub -> Checks.require(
                        hub.equals(address.hub()),
                        "eventhubs.event-hub is %s, but the connection string is of %s: make them agree",
                        address.hub(),
                        hub));
    }

    private static String checked(String endpoint) {
        URI uri = URI.create(endpoint);
        Checks.require(
                "sb".equals(uri.getScheme()) && uri.getHost() != null,
                "eventhubs.endpoint is \"%s\": use an address such as sb://10.1.2.3:5671",
                endpoint);
        return endpoint;
    }

    private static AmqpRetryOptions retries() {
        return new AmqpRetryOptions()
                .setMode(AmqpRetryMode.EXPONENTIAL)
                .setTryTimeout(Duration.ofSeconds(30))
                .setMaxRetries(3)
                .setDelay(Duration.ofMillis(800))
                .setMaxDelay(Duration.ofSeconds(10));
    }
}
