package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Claims in Azure's Blob store, in the layout that all of Azure's clients share. */
final class BlobClaims implements Claims {
    private final CheckpointStore blobs;
    private final HubAddress address;

    BlobClaims(CheckpointStore blobs, HubAddress address) {
        this.blobs = blobs;
        this.address = address;
    }

    @Override
    public List<Claim> list(Duration within) throws TimeoutException {
        return claims(blobs.listOwnership(address.namespace(), address.hub(), address.consumerGroup()), within);
    }

    @Override
    public List<Claim> claim(String owner, Map<Integer, Optional<String>> expected, Duration within)
            throws TimeoutException {
        List<PartitionOwnership> requests = expected.entrySet().stream()
                .map(entry -> new PartitionOwnership()
                        .setFullyQualifiedNamespace(address.namespace())
                        .setEventHubName(address.hub())
                        .setConsumerGroup(address.consumerGroup())
                        .setPartitionId(Integer.toString(entry.getKey()))
                        .setOwnerId(owner)
                        .setETag(entry.getValue().orElse(null)))
                .toList();
        return claims(blobs.claimOwnership(requests), within);
    }

    private static List<Claim> claims(Flux<PartitionOwnership> owned, Duration within) throws TimeoutException {
        List<Claim> claims = owned.map(one -> new Claim(
                        Integer.parseInt(one.getPartitionId()),
                        one.getOwnerId(),
                        one.getETag(),
                        modifiedAt(one.getLastModifiedTime())))
                .collectList()
                .block(within);
        return claims == null ? List.of() : claims;
    }

    /** The answer to a claim does not have it: that was just now. */
    private static Instant modifiedAt(@Nullable Long millis) {
        return millis == null ? Instant.now() : Instant.ofEpochMilli(millis);
    }
}
