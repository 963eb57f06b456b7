package io.dropsight.kafka;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A listener whose clients log in.
 *
 * @param passwords by user; neither has a quotation mark or a backslash; without any there is no such listener
 * @param tls       the broker's settings {@code ssl.*}; none for plain text
 */
record LoginListener(Map<String, String> passwords, Map<String, String> tls) {
    static final LoginListener NONE = new LoginListener(Map.of(), Map.of());

    private static final String NAME = "LOGIN";

    boolean isThere() {
        return !passwords.isEmpty();
    }

    void addTo(Map<String, String> settings, int port) {
        String users = passwords.entrySet().stream()
                .map(entry -> "user_%s=\"%s\"".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" "));
        String prefix = "listener.name.login.";
        settings.merge("listeners", ",%s://127.0.0.1:%d".formatted(NAME, port), String::concat);
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,%s:%s"
                        .formatted(NAME, tls.isEmpty() ? "SASL_PLAINTEXT" : "SASL_SSL"));
        tls.forEach((key, value) -> settings.put(prefix + key, value));
        settings.put(prefix + "sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER");
        settings.put(
                prefix + "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required %s;".formatted(users));
        settings.put(
                prefix + "oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
    }
}
