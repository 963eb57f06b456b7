package io.dropsight.eventhubs.kafka;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * How to connect to the Kafka endpoint of an Event Hubs namespace: Standard tier or above, port 9093.
 *
 * @param namespace  host name, lower case
 * @param connection settings of Kafka clients; holds secrets, so it is not shown
 * @param hub        the event hub that a connection string names; else empty
 */
public record EventHubsEndpoint(String namespace, Map<String, Object> connection, String hub) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
    private static final int TLS_PORT = 9093;
    private static final int EMULATOR_PORT = 9092;

    public EventHubsEndpoint {
        connection = Map.copyOf(connection);
    }

    /**
     * By the connection string of a rule with the right Listen, of a namespace or of an event hub.
     *
     * @throws IllegalArgumentException if it is none; the message does not quote it
     */
    public static EventHubsEndpoint ofConnectionString(String text) {
        Map<String, String> parts = parts(text);
        String host = host(parts.getOrDefault("endpoint", ""));
        if (!parts.containsKey("sharedaccesskeyname") || !parts.containsKey("sharedaccesskey")) {
            throw bad("needs SharedAccessKeyName and SharedAccessKey; this endpoint takes no SharedAccessSignature");
        }
        boolean emulator = Boolean.parseBoolean(parts.getOrDefault("usedevelopmentemulator", "false"));
        if (emulator && !LOOPBACK.contains(host)) {
            throw bad(
                    "has UseDevelopmentEmulator=true for host %s: that sends keys as plain text; take it out, it is for localhost alone"
                            .formatted(host));
        }
        Map<String, Object> connection = connection(host, emulator ? EMULATOR_PORT : TLS_PORT);
        connection.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, emulator ? "SASL_PLAINTEXT" : "SASL_SSL");
        connection.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
        connection.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$ConnectionString\" password=\"%s\";"
                        .formatted(text.strip().replace("\\", "\\\\").replace("\"", "\\\"")));
        return new EventHubsEndpoint(host, connection, parts.getOrDefault("entitypath", ""));
    }

    /**
     * By tokens of Microsoft Entra, of an identity with the role Azure Event Hubs Data Receiver.
     *
     * @param namespace such as {@code fleet.servicebus.windows.net}
     */
    public static EventHubsEndpoint ofTokens(String namespace, TokenSource tokens) {
        String host = host("sb://" + namespace.strip());
        Map<String, Object> connection = connection(host, TLS_PORT);
        connection.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL");
        connection.put(SaslConfigs.SASL_MECHANISM, "OAUTHBEARER");
        connection.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        connection.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, BearerLogin.class.getName());
        connection.put(BearerLogin.SOURCE, new BearerLogin.Tokens(tokens));
        connection.put(BearerLogin.SCOPE, "https://" + host + "/.default");
        return new EventHubsEndpoint(host, connection, "");
    }

    /** Azure closes connections that are idle for 4 minutes, so they are closed and metadata asked for before that. */
    private static Map<String, Object> connection(String host, int port) {
        Map<String, Object> connection = new HashMap<>();
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, host + ":" + port);
        connection.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 180_000);
        connection.put(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG, 180_000);
        connection.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 60_000);
        connection.put(CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG, 30_000);
        connection.put(CommonClientConfigs.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        return connection;
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.strip().split(";", -1)) {
            int equals = part.indexOf('=');
            if (!part.isBlank() && equals < 0) {
                throw bad("has a part without =");
            }
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return parts;
    }

    private static String host(String endpoint) {
        try {
            String host = new URI(endpoint).getHost();
            if (host != null) {
                return host.toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException e) {
            // Said below; the exception would quote the text, which may be a misplaced key.
        }
        throw bad("has no Endpoint that is an address");
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(
                "The Event Hubs connection string %s: expected is Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;SharedAccessKey=..., as the portal shows it"
                        .formatted(what));
    }

    @Override
    public String toString() {
        return "EventHubsEndpoint[namespace=%s, hub=%s]".formatted(namespace, hub);
    }
}
