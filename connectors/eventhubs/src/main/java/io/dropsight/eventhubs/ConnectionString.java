package io.dropsight.eventhubs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of an Event Hubs connection string, checked here because Azure's own parser quotes what it cannot read,
 * keys included. {@link #toString()} holds no secret.
 *
 * @param host      lower case
 * @param hub       the {@code EntityPath}, empty where the string is the namespace's
 * @param plainText without TLS: {@code UseDevelopmentEmulator=true}, on loopback alone
 */
record ConnectionString(Secret text, String host, Optional<String> hub, boolean plainText) {
    private static final Set<String> KNOWN = Set.of(
            "endpoint",
            "sharedaccesskeyname",
            "sharedaccesskey",
            "sharedaccesssignature",
            "entitypath",
            "usedevelopmentemulator");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String EXPECTED = "expected is Endpoint=sb://NAMESPACE.servicebus.windows.net/;"
            + "SharedAccessKeyName=...;SharedAccessKey=...;EntityPath=HUB, as the portal shows it";

    static ConnectionString parse(Secret secret) {
        Map<String, String> parts = parts(secret);
        String endpoint = parts.get("endpoint");
        if (endpoint == null) {
            throw bad("has no Endpoint");
        }
        boolean key = parts.containsKey("sharedaccesskeyname") && parts.containsKey("sharedaccesskey");
        if (key == parts.containsKey("sharedaccesssignature")) {
            throw bad("needs either SharedAccessKeyName and SharedAccessKey, or SharedAccessSignature");
        }
        String host = host(endpoint);
        boolean emulator = Boolean.parseBoolean(parts.getOrDefault("usedevelopmentemulator", "false"));
        if (emulator && !LOOPBACK.contains(host)) {
            throw new IllegalArgumentException(("The Event Hubs connection string has UseDevelopmentEmulator=true for"
                            + " host %s: that sends keys and logs as plain text; take it out, it is for localhost alone")
                    .formatted(host));
        }
        return new ConnectionString(secret, host, Optional.ofNullable(parts.get("entitypath")), emulator);
    }

    private static Map<String, String> parts(Secret secret) {
        Map<String, String> parts = new HashMap<>();
        int number = 0;
        for (String part : secret.reveal().split(";", -1)) {
            number++;
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (!KNOWN.contains(name)) {
                throw bad("part %d is none of its parts".formatted(number)); // its text may be a piece of the key
            }
            parts.put(name, part.substring(equals + 1).strip());
        }
        return parts;
    }

    private static String host(String endpoint) {
        String uri = endpoint.contains("://") ? endpoint : "sb://" + endpoint;
        try {
            String host = new URI(uri).getHost();
            if (host != null) {
                return host.toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException e) {
            // Said below; the exception would quote the text, which may be a misplaced key.
        }
        throw bad("has an Endpoint that is no address");
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("The Event Hubs connection string %s: %s".formatted(what, EXPECTED));
    }
}
