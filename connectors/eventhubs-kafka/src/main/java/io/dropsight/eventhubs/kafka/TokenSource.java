package io.dropsight.eventhubs.kafka;

import java.time.Instant;

/** Gets tokens for a namespace, such as from a managed identity; called by Kafka's own threads, again before one expires. */
@FunctionalInterface
public interface TokenSource {
    /**
     * @param scope what the token is to be for, {@code https://<namespace>/.default}
     * @throws RuntimeException if none can be got; its message is told to people, so it holds no secret
     */
    Token token(String scope);

    /** @param value holds the right itself, so it is not shown */
    record Token(String value, Instant expiresAt) {
        @Override
        public String toString() {
            return "Token[expiresAt=" + expiresAt + "]";
        }
    }
}
