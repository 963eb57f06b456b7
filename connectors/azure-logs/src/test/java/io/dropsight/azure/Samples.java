package io.dropsight.azure;

import io.dropsight.model.DiagnosticEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records and shorthand for this package's tests. */
final class Samples {
    static final String HUB = "default-hub";

    static final List<String> EXAMPLES = List.of(
            "a01-connect-event-hub",
            "a02-connect-storage",
            "a03-disconnect-404104-storage",
            "a04-operations-monitoring",
            "a05-sas-triple-envelope",
            "a06-connect-refused-401003",
            "a07-clean-disconnect-node",
            "a08-link-conflict-409002",
            "a09-duplicate-identity-400027",
            "a10-connect-failed-500008",
            "a11-edge-hub-module",
            "a12-x509-network-loss",
            "a13-azure-diagnostics-row",
            "metric-export");

    /** One for all tests: what it remembers must not show. */
    static final AzureLogDecoder DECODER = new AzureLogDecoder(HUB);

    private Samples() {}

    private static final Map<String, String> TEXTS =
            EXAMPLES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Samples::load));

    static String example(String name) {
        return TEXTS.getOrDefault(name, "");
    }

    private static String load(String name) {
        try (InputStream in = Samples.class.getResourceAsStream("examples/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sound record of one device, on one line without its line end. */
    static String good(String device) {
        return record(Map.of("deviceId", '"' + device + '"'));
    }

    /** A sound storage record with some fields replaced; values are JSON, - removes the field. */
    static String record(Map<String, String> replaced) {
        String[][] outer = {
            {"time", "\"2026-03-02T08:05:13Z\""},
            {"resourceId", "\"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/H1\""},
            {"operationName", "\"deviceDisconnect\""},
            {"category", "\"Connections\""},
            {"level", "\"Error\""},
            {"resultType", "\"404104\""},
            {"resultDescription", "\"DeviceConnectionClosedRemotely\""}
        };
        String[][] inner = {
            {"deviceId", "\"press-007\""},
            {"protocol", "\"Mqtt\""},
            {"authType", "null"},
            {"maskedIpAddress", "\"203.0.113.XXX\""}
        };
        List<String> used = new ArrayList<>();
        String properties = replaced.getOrDefault("properties", "{" + fields(inner, replaced, used) + "}");
        used.add("properties");
        String text = fields(outer, replaced, used) + ",\"properties\":" + properties;
        for (Map.Entry<String, String> field : replaced.entrySet()) {
            if (!used.contains(field.getKey())) {
                text += ",\"%s\":%s".formatted(field.getKey(), field.getValue());
            }
        }
        return "{" + text + "}";
    }

    private static String fields(String[][] fields, Map<String, String> replaced, List<String> used) {
        List<String> parts = new ArrayList<>();
        for (String[] field : fields) {
            used.add(field[0]);
            String value = replaced.getOrDefault(field[0], field[1]);
            if (!value.equals("-")) {
                parts.add("\"%s\":%s".formatted(field[0], value));
            }
        }
        return String.join(",", parts);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<Decoded> decode(String body) {
        return decode(utf8(body));
    }

    static List<Decoded> decode(byte[] body) {
        List<Decoded> results = new ArrayList<>();
        DECODER.decode(body, 0, body.length, results::add);
        return results;
    }

    static List<Decoded> read(InputStream in) {
        try (AzureLogReader reader = new AzureLogReader(in, DECODER)) {
            List<Decoded> results = new ArrayList<>();
            for (Decoded next = reader.next(); next != null; next = reader.next()) {
                results.add(next);
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DiagnosticEvent event(String record) {
        List<Decoded> results = decode(record);
        if (results.size() == 1 && results.get(0) instanceof Decoded.Event one) {
            return one.event();
        }
        throw new AssertionError("no single event but " + shown(results));
    }

    /** Equal texts for equal results; bodies are compared by content. */
    static List<String> shown(List<Decoded> results) {
        return results.stream().map(Samples::show).toList();
    }

    static String show(Decoded result) {
        return result instanceof Decoded.Unreadable bad
                ? "%s at %d: %s [%s]"
                        .formatted(
                                bad.reason(),
                                bad.offset(),
                                bad.detail(),
                                new String(bad.body(), StandardCharsets.ISO_8859_1))
                : result.toString();
    }

    /** {@code event press-007}, {@code metric 412.0}, {@code ignorable Routes}, {@code unreadable bad_time}. */
    static List<String> kinds(List<Decoded> results) {
        return results.stream().map(Samples::kind).toList();
    }

    static List<String> kinds(String body) {
        return kinds(decode(body));
    }

    private static String kind(Decoded result) {
        if (result instanceof Decoded.Event one) {
            return "event " + one.event().device().deviceId();
        } else if (result instanceof Decoded.Metric one) {
            return "metric " + one.sample().value();
        } else if (result instanceof Decoded.Ignorable one) {
            return "ignorable " + one.category();
        }
        return "unreadable " + ((Decoded.Unreadable) result).reason();
    }
}
