package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What Azure's client needs of a checkpoint store, whatever it stands on. Each test has an address of its own. */
abstract class ClaimStoreContract {
    static final Duration WAIT = Duration.ofSeconds(60);
    static final String NAMESPACE = "contoso.servicebus.windows.net";
    static final String GROUP = "$default";

    /** A store for this hub; the extending test closes it. */
    abstract CheckpointStore store(String hub);

    @Test
    void doesNothingUntilSubscribedAndAnswersAnewEachTime() {
        CheckpointStore store = store("cold");
        Flux<PartitionOwnership> listing = store.listOwnership(NAMESPACE, "cold", GROUP);
        Flux<PartitionOwnership> claim = store.claimOwnership(List.of(request("cold", "0", "a", null)));

        assertThat(all(listing)).as("nobody has subscribed to the claim").isEmpty();
        assertThat(all(claim)).hasSize(1);
        assertThat(all(listing)).as("the same listing, asked again").hasSize(1);
        assertThat(all(claim))
                .as("the same claim, now with an outdated version")
                .isEmpty();
    }

    @Test
    void givesAFreePartitionToTheFirstWhoClaimsIt() {
        CheckpointStore store = store("free");
        PartitionOwnership won = one(store.claimOwnership(List.of(request("free", "3", "a", null))));

        assertThat(won.getOwnerId()).isEqualTo("a");
        assertThat(won.getPartitionId()).isEqualTo("3");
        assertThat(won.getEventHubName()).isEqualTo("free");
        assertThat(won.getConsumerGroup()).isEqualTo(GROUP);
        assertThat(won.getFullyQualifiedNamespace()).isEqualTo(NAMESPACE);
        assertThat(won.getETag()).isNotEmpty();
        assertThat(Instant.ofEpochMilli(
                        one(store.listOwnership(NAMESPACE, "free", GROUP)).getLastModifiedTime()))
                .isBetween(
                        Instant.now().minus(Duration.ofMinutes(5)),
                        Instant.now().plus(Duration.ofMinutes(5)));
        assertThat(all(store.claimOwnership(List.of(request("free", "3", "b", null)))))
                .isEmpty();
    }

    @Test
    void replacesOnlyTheVersionThatWasSeen() {
        CheckpointStore store = store("versions");
        String first = one(store.claimOwnership(List.of(request("versions", "0", "a", null))))
                .getETag();
        PartitionOwnership stolen = one(store.claimOwnership(List.of(request("versions", "0", "b", first))));

        assertThat(stolen.getETag()).isNotEqualTo(first);
        assertThat(all(store.claimOwnership(List.of(request("versions", "0", "a", first)))))
                .as("a renewal after the theft")
                .isEmpty();
        assertThat(one(store.listOwnership(NAMESPACE, "versions", GROUP)).getOwnerId())
                .isEqualTo("b");
    }

    @Test
    void decidesEachPartitionOfAClaimByItself() {
        CheckpointStore store = store("several");
        one(store.claimOwnership(List.of(request("several", "1", "a", null))));

        List<PartitionOwnership> won = all(store.claimOwnership(List.of(
                request("several", "0", "b", null),
                request("several", "1", "b", null),
                request("several", "2", "b", null))));

        assertThat(won).extracting(PartitionOwnership::getPartitionId).containsExactlyInAnyOrder("0", "2");
    }

    @Test
    void keepsAPartitionThatWasGivenBackFree() {
        CheckpointStore store = store("back");
        PartitionOwnership won = one(store.claimOwnership(List.of(request("back", "0", "a", null))));
        one(store.claimOwnership(List.of(request("back", "0", "", won.getETag()))));

        PartitionOwnership free = one(store.listOwnership(NAMESPACE, "back", GROUP));
        assertThat(Optional.ofNullable(free.getOwnerId()).orElse("")).isEmpty();
        assertThat(all(store.claimOwnership(List.of(request("back", "0", "b", free.getETag())))))
                .hasSize(1);
    }

    @Test
    void hasAtMostOneWinnerAmongRivals() {
        CheckpointStore store = store("rivals");
        List<Flux<PartitionOwnership>> claims = new ArrayList<>();
        for (int rival = 0; rival < 8; rival++) {
            claims.add(store.claimOwnership(List.of(request("rivals", "0", "rival-" + rival, null))));
        }
        assertThat(all(Flux.merge(claims))).hasSize(1);
    }

    static PartitionOwnership request(String hub, String partition, String owner, String etag) {
        return new PartitionOwnership()
                .setFullyQualifiedNamespace(NAMESPACE)
                .setEventHubName(hub)
                .setConsumerGroup(GROUP)
                .setPartitionId(partition)
                .setOwnerId(owner)
                .setETag(etag);
    }

    static <T> List<T> all(Flux<T> flux) {
        return flux.collectList().block(WAIT);
    }

    static <T> T one(Flux<T> flux) {
        List<T> all = all(flux);
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
