package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import io.dropsight.intake.OwnershipLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over claims in a topic of a real broker. */
@ExtendWith(SharedKafka.class)
class KafkaClaimStoreTest extends ClaimStoreContract {
    private static OwnershipLog log;
    private final List<ClaimStore> stores = new ArrayList<>();

    @BeforeAll
    static void open() {
        log = new OwnershipLog(SharedKafka.connection(), "claims-contract", Duration.ofSeconds(30));
    }

    @AfterAll
    static void shut() {
        log.close();
    }

    @AfterEach
    void close() {
        stores.forEach(ClaimStore::close);
    }

    @Override
    CheckpointStore store(String hub) {
        var address = new HubAddress(NAMESPACE, hub, GROUP);
        var errors = new HubErrors(address, Clock.systemUTC(), Duration.ofMinutes(1));
        var claims = new KafkaClaims(log, address);
        var store = new ClaimStore(address, claims, Duration.ofSeconds(30), Duration.ZERO, errors);
        stores.add(store);
        return store;
    }
}
