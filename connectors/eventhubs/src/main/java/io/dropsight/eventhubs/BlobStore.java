package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import io.dropsight.intake.PositionStore;
import java.time.Duration;

/**
 * Positions and claims in a blob container, which must be there: what most readers of event hubs use, for those who want
 * to see or set checkpoints with other tools. With it, delivery is at least once.
 */
public final class BlobStore {
    /** A checkpoint took 27 ms against a local Azurite. */
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final CheckpointStore blobs;

    private BlobStore(BlobContainerAsyncClient container) {
        this.blobs = new BlobCheckpointStore(container);
    }

    /** By the connection string of a storage account. */
    public static BlobStore of(Secret connectionString, String container) {
        try {
            return new BlobStore(new BlobContainerClientBuilder()
                    .connectionString(connectionString.reveal())
                    .containerName(container)
                    .buildAsyncClient());
        } catch (RuntimeException e) {
            // Azure's parser may quote what it cannot read.
            throw new IllegalArgumentException(
                    "The connection string of the storage account is none (%s): copy it from the portal"
                            .formatted(e.getClass().getSimpleName()));
        }
    }

    /**
     * By an identity, which needs the role Storage Blob Data Contributor.
     *
     * @param containerUrl such as {@code https://contoso.blob.core.windows.net/checkpoints}
     */
    public static BlobStore of(String containerUrl, HubAuth.Token identity) {
        return new BlobStore(new BlobContainerClientBuilder()
                .endpoint(containerUrl)
                .credential(identity.credential())
                .buildAsyncClient());
    }

    /** For {@link io.dropsight.intake.IdempotentDeliveries#withPositionsIn}. */
    public PositionStore positions() {
        return new BlobPositions(blobs, WITHIN);
    }

    Claims claims(HubAddress address) {
        return new BlobClaims(blobs, address);
    }
}
