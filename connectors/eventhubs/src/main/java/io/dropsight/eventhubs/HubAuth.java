package io.dropsight.eventhubs;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the service shows who it is. Identities are named one by one: Azure's chain that tries them all hides which one
 * answered, and takes a developer's login where there is one.
 */
public sealed interface HubAuth {
    /**
     * A shared access key with the Listen right.
     *
     * @param connectionString as the portal shows it
     */
    record SharedKey(Secret connectionString) implements HubAuth {}

    /** A token of Microsoft Entra: the identity needs the role Azure Event Hubs Data Receiver. */
    sealed interface Token extends HubAuth {
        TokenCredential credential();
    }

    /**
     * The identity of the machine, container app or function that this runs on.
     *
     * @param clientId of a user-assigned identity; empty for the system-assigned one
     */
    record ManagedIdentity(Optional<String> clientId) implements Token {
        @Override
        public TokenCredential credential() {
            var builder = new ManagedIdentityCredentialBuilder();
            clientId.ifPresent(builder::clientId);
            return builder.build();
        }
    }

    /**
     * The service account of a Kubernetes pod, federated with an identity.
     *
     * @param tokenFile where Kubernetes keeps the pod's token, in {@code AZURE_FEDERATED_TOKEN_FILE}
     */
    record WorkloadIdentity(String tenantId, String clientId, Path tokenFile) implements Token {
        @Override
        public TokenCredential credential() {
            return new WorkloadIdentityCredentialBuilder()
                    .tenantId(tenantId)
                    .clientId(clientId)
                    .tokenFilePath(tokenFile.toString())
                    .build();
        }
    }

    /** Any other credential of Azure's libraries. */
    record Other(TokenCredential credential) implements Token {
        @Override
        public String toString() {
            return "Other[credential=" + Secret.MASK + "]"; // what a credential says of itself is not ours to know
        }
    }
}
