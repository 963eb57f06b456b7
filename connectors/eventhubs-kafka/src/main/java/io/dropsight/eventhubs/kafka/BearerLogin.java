package io.dropsight.eventhubs.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensions;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/** Hands the tokens of a {@link TokenSource} to a Kafka client, which makes an instance of this class by its name. */
public final class BearerLogin implements AuthenticateCallbackHandler {
    static final String SOURCE = "dropsight.token.source";
    static final String SCOPE = "dropsight.token.scope";

    private @Nullable Tokens source;
    private String scope = "";

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
        source = (Tokens) configs.get(SOURCE);
        scope = String.valueOf(configs.get(SCOPE));
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback wanted) {
                wanted.token(token());
            } else if (callback instanceof SaslExtensionsCallback wanted) {
                wanted.extensions(SaslExtensions.empty());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private Bearer token() throws IOException {
        Tokens from = source;
        if (from == null) {
            throw new IOException("%s is not set".formatted(SOURCE));
        }
        return new Bearer(from.token(scope), System.currentTimeMillis());
    }

    @Override
    public void close() {}

    /** Remembers why there was no token: Kafka's clients do not pass it on. */
    static final class Tokens {
        private final TokenSource given;
        private volatile String failure = "";

        Tokens(TokenSource given) {
            this.given = given;
        }

        TokenSource.Token token(String scope) throws IOException {
            try {
                TokenSource.Token token = given.token(scope);
                failure = "";
                return token;
            } catch (RuntimeException e) {
                failure = "no token for %s: %s".formatted(scope, e.getMessage());
                throw new IOException(failure); // without its cause, which Kafka would log with its stack
            }
        }

        /** Of the last attempt; empty if that gave a token. */
        String failure() {
            return failure;
        }
    }

    private record Bearer(TokenSource.Token token, long gotAt) implements OAuthBearerToken {
        @Override
        public String value() {
            return token.value();
        }

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public long lifetimeMs() {
            return token.expiresAt().toEpochMilli();
        }

        @Override
        public String principalName() {
            return "dropsight";
        }

        @Override
        public Long startTimeMs() {
            return gotAt;
        }
    }
}
