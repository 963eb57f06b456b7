package io.dropsight.kafka;

import java.util.Map;
import java.util.stream.Collectors;

/** Settings of a listener whose clients log in. */
final class LoginListener {
    private static final String NAME = "LOGIN";

    private LoginListener() {}

    /** @param passwords by user; neither has a quotation mark or a backslash */
    static void addTo(Map<String, String> settings, int port, Map<String, String> passwords) {
        String users = passwords.entrySet().stream()
                .map(entry -> "user_%s=\"%s\"".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" "));
        String prefix = "listener.name.login.";
        settings.merge("listeners", ",%s://127.0.0.1:%d".formatted(NAME, port), String::concat);
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,%s:SASL_PLAINTEXT".formatted(NAME));
        settings.put(prefix + "sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER");
        settings.put(
                prefix + "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required %s;".formatted(users));
        settings.put(
                prefix + "oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
    }
}
