package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The contract over claims in memory, and how the store itself behaves when claims fail or hang. */
class ClaimStoreInMemoryTest extends ClaimStoreContract {
    private final List<ClaimStore> stores = new ArrayList<>();

    @Override
    CheckpointStore store(String hub) {
        return store(hub, new InMemoryClaims(), Duration.ofSeconds(5), Duration.ZERO);
    }

    @AfterEach
    void close() {
        stores.forEach(ClaimStore::close);
    }

    @Test
    void endsAClaimThatHangsAndGoesOn() {
        var hangs = new Failing(within -> {
            Thread.sleep(within.toMillis()); // as a call does that gives up at its time limit
            throw new TimeoutException("hangs");
        });
        CheckpointStore store = store("hangs", hangs, Duration.ofMillis(50), Duration.ZERO);

        assertThat(all(store.claimOwnership(List.of(request("hangs", "0", "a", null)))))
                .as("no error: the client would claim again at once, without end")
                .isEmpty();
        assertThat(all(store.listOwnership(NAMESPACE, "hangs", GROUP))).isEmpty();
    }

    @Test
    void letsTheNextListingWaitAfterAClaimThatWonNothing() {
        Duration pause = Duration.ofMillis(300);
        CheckpointStore store = store("pause", new Failing(within -> List.of()), Duration.ofSeconds(5), pause);
        long begin = System.nanoTime();
        var claim =
                store.claimOwnership(List.of(request("pause", "0", "a", null))).subscribe();
        all(store.listOwnership(NAMESPACE, "pause", GROUP));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(pause);
        assertThat(claim.isDisposed()).isTrue();
    }

    @Test
    void answersInTheOrderOfTheCalls() {
        CheckpointStore store = store("order");
        var unused =
                store.claimOwnership(List.of(request("order", "0", "a", null))).subscribe();

        assertThat(all(store.listOwnership(NAMESPACE, "order", GROUP)))
                .as("listed while the claim is still on its way")
                .extracting(PartitionOwnership::getOwnerId)
                .containsExactly("a");
    }

    @Test
    void renewsClaimsWhileAPartitionIsBeingOpened() throws InterruptedException {
        CheckpointStore store = store("opening");
        var opening = new CountDownLatch(1);
        var opened = new CountDownLatch(1);
        var unused = store.listCheckpoints(NAMESPACE, "opening", GROUP)
                .collectList()
                .subscribe(none -> await(opening, opened)); // where the client opens partitions

        assertThat(all(store.claimOwnership(List.of(request("opening", "0", "a", null)))))
                .hasSize(1);
        opening.countDown();
        opened.await();
    }

    @Test
    void refusesCheckpointsOfOthers() {
        Mono<Void> update = store("refused").updateCheckpoint(new Checkpoint());
        assertThatThrownBy(() -> update.block(WAIT))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("by their delivery");
    }

    @Test
    void refusesAnotherHub() {
        CheckpointStore store = store("mine");
        assertThatThrownBy(() -> all(store.listOwnership(NAMESPACE, "yours", GROUP)))
                .hasMessageContaining("This store is for contoso.servicebus.windows.net/mine/$default");
    }

    private CheckpointStore store(String hub, Claims claims, Duration within, Duration pause) {
        var address = new HubAddress(NAMESPACE, hub, GROUP);
        var errors = new HubErrors(address, Clock.systemUTC(), Duration.ofMinutes(1));
        var store = new ClaimStore(address, claims, within, pause, errors);
        stores.add(store);
        return store;
    }

    private static void await(CountDownLatch opening, CountDownLatch opened) {
        try {
            opening.await();
            opened.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims that never win. */
    private static final class Failing implements Claims {
        private interface Answer {
            List<Claim> to(Duration within) throws TimeoutException, InterruptedException;
        }

        private final Answer answer;

        Failing(Answer answer) {
            this.answer = answer;
        }

        @Override
        public List<Claim> list(Duration within) {
            return List.of();
        }

        @Override
        public List<Claim> claim(String owner, Map<Integer, Optional<String>> expected, Duration within)
                throws TimeoutException {
            try {
                return answer.to(within);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TimeoutException("interrupted");
            }
        }
    }
}
