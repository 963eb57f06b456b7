package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract over claims in a real Azurite; {@code .ci/azurite} runs it. */
@Tag("azurite")
class AzuriteClaimStoreTest extends ClaimStoreContract {
    private static Azurite azurite;
    private final List<ClaimStore> stores = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        azurite = Azurite.start();
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @AfterEach
    void close() {
        stores.forEach(ClaimStore::close);
    }

    @Override
    CheckpointStore store(String hub) {
        var address = new HubAddress(NAMESPACE, hub, GROUP);
        var errors = new HubErrors(address, Clock.systemUTC(), Duration.ofMinutes(1));
        Claims claims = azurite.store("checkpoints").claims(address);
        var store = new ClaimStore(address, claims, Duration.ofSeconds(30), Duration.ZERO, errors);
        stores.add(store);
        return store;
    }
}
