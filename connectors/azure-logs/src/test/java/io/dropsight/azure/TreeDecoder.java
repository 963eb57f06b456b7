package io.dropsight.azure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same rules written a second time, as plainly as a tree allows: what the streaming decoder is compared with. */
final class TreeDecoder {
    private static final Pattern TIME =
            Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{0,9}))?)?"
                    + "(?:[Zz]|([+-])(\\d\\d)(?::?(\\d\\d)|:?$))?");
    private static final Pattern SIX = Pattern.compile("(?<!\\d)[1-9]\\d{5}(?!\\d)");
    private static final Pattern HALF_PAIR =
            Pattern.compile("[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");
    private static final Set<String> NO_FAULT = Set.of("success", "succeeded", "ok", "none");

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Map<String, String> PLAIN_NAMES = new ConcurrentHashMap<>();

    private TreeDecoder() {}

    /** The outcome of each record, as {@link #outcome} writes it; empty if the whole is not JSON. */
    static Optional<List<String>> decode(byte[] body) {
        try {
            List<String> outcomes = new ArrayList<>();
            JsonNode root = MAPPER.readTree(body);
            if (root.isMissingNode()) {
                return Optional.empty();
            }
            walk(root, outcomes);
            return Optional.of(outcomes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A result without the parts that a tree does not know: offset, detail and body. */
    static String outcome(Decoded result) {
        if (result instanceof Decoded.Event one) {
            return one.event() + " " + one.arrival();
        } else if (result instanceof Decoded.Metric one) {
            return one.sample() + " " + one.arrival();
        } else if (result instanceof Decoded.Ignorable one) {
            return one.category();
        }
        return "unreadable " + ((Decoded.Unreadable) result).reason();
    }

    private static void walk(JsonNode node, List<String> outcomes) {
        if (node.isArray()) {
            node.forEach(element -> walk(element, outcomes));
        } else if (node.isObject()) {
            Optional<JsonNode> records = node.properties().stream()
                    .filter(field -> field.getKey().equalsIgnoreCase("records"))
                    .map(Map.Entry::getValue)
                    .filter(JsonNode::isArray)
                    .findFirst();
            if (records.isPresent()) {
                walk(records.get(), outcomes);
            } else {
                outcomes.add(record(node));
            }
        } else {
            outcomes.add("unreadable not_json");
        }
    }

    private static String record(JsonNode record) {
        try {
            String metric = word(record, "metricName");
            String category = word(record, "category");
            String operation = word(record, "operationName").toLowerCase(Locale.ROOT);
            if (!metric.isEmpty()) {
                return metric(record, metric.toLowerCase(Locale.ROOT));
            } else if (category.equalsIgnoreCase("connections")
                    || (category.isEmpty() && operation.endsWith("connect"))) {
                return connection(record, operation) + " null";
            } else if (!category.isEmpty()) {
                return Decoded.Ignorable.CATEGORIES.stream()
                        .filter(name -> Character.isUpperCase(name.charAt(0)) && name.equalsIgnoreCase(category))
                        .findFirst()
                        .orElse("other");
            }
            String type = text(record, "eventType").isBlank() ? text(record, "type") : text(record, "eventType");
            type = type.strip().toLowerCase(Locale.ROOT);
            if (Set.of("microsoft.devices.deviceconnected", "microsoft.devices.devicedisconnected")
                    .contains(type)) {
                return "connection_state_event";
            } else if (!operation.isEmpty() || type.startsWith("microsoft.")) {
                return "other";
            }
            JsonNode sequence = get(record, "sequenceNumber");
            if (sequence.isContainerNode() || !text(record, "sequenceNumber").isBlank()) {
                return "connection_state_event";
            }
            throw new Bad("unknown_record");
        } catch (Bad e) {
            return "unreadable " + e.getMessage();
        }
    }

    private static DiagnosticEvent connection(JsonNode record, String operation) throws Bad {
        Instant time = time(record);
        JsonNode properties = properties(get(record, "properties"), 0);
        String id = either(properties, record, "deviceId", true);
        String moduleId = either(properties, record, "moduleId", true);
        check(!id.isEmpty(), "no_device_id");
        String[] parts = id.split("/", 2);
        String module = moduleId.isEmpty() && parts.length > 1 ? parts[1] : moduleId;
        check(!parts[0].isEmpty(), "bad_id");
        checkId(parts[0]);
        checkId(module);
        String hub = hub(record);
        int code = 0;
        for (JsonNode level : List.of(record, properties)) {
            for (String name : List.of("resultType", "statusType", "errorCode")) {
                Matcher six = SIX.matcher(text(level, name));
                code = code == 0 && six.find() ? Integer.parseInt(six.group()) : code;
            }
        }
        String severity = text(record, "level").strip().toLowerCase(Locale.ROOT);
        Auth auth = auth(get(properties, "authType", "authenticationType"));
        return new DiagnosticEvent(
                new DeviceKey(hub, parts[0], module),
                time,
                operation.endsWith("disconnect")
                        ? Operation.DISCONNECT
                        : operation.endsWith("connect") ? Operation.CONNECT : Operation.OTHER,
                code != 0 || Set.of("error", "critical", "0", "1", "2").contains(severity),
                code,
                description(record, properties, code),
                clean(either(properties, record, "protocol", false)),
                clean(either(properties, record, "sdkVersion", false)),
                auth == Auth.UNKNOWN ? auth(get(record, "authType", "authenticationType")) : auth,
                clean(either(properties, record, "maskedIpAddress", false)));
    }

    private static String description(JsonNode record, JsonNode properties, int code) {
        String text = "";
        for (JsonNode level : List.of(record, properties)) {
            for (String name : List.of("resultDescription", "statusDescription", "errorMessage")) {
                text = text.isBlank() ? text(level, name) : text;
            }
        }
        String word = text(record, "resultType").strip();
        boolean fault = code == 0
                && word.chars().anyMatch(Character::isLetter)
                && !NO_FAULT.contains(word.toLowerCase(Locale.ROOT))
                && !text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
        return clean(!fault ? text : text.isBlank() ? word : word + ": " + text);
    }

    private static String metric(JsonNode record, String metric) throws Bad {
        Map<String, List<String>> used = Map.of(
                "devices.connecteddevices.allprotocol", List.of("total"),
                "connecteddevicecount", List.of("average", "maximum", "minimum"));
        if (!used.containsKey(metric)) {
            return "metric";
        }
        String value = "";
        for (String aggregate : used.get(metric)) {
            check(!get(record, aggregate).isContainerNode(), "bad_metric_value");
            value = value.isBlank() ? text(record, aggregate) : value;
        }
        if (value.isBlank()) {
            return "metric_without_value";
        }
        check(value.strip().matches("-?\\d{1,30}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?"), "bad_metric_value");
        double number = Double.parseDouble(value);
        check(number >= 0 && number <= Double.MAX_VALUE, "bad_metric_value");
        String name = metric.startsWith("d") ? "devices.connectedDevices.allProtocol" : "connectedDeviceCount";
        return new MetricSample(hub(record), name, time(record), number) + " null";
    }

    private static Instant time(JsonNode record) throws Bad {
        JsonNode time = get(record, "time");
        JsonNode node = time.isContainerNode() || !text(record, "time").isBlank() ? time : get(record, "timeGenerated");
        check(node.isMissingNode() || node.isNull() || node.isTextual(), "wrong_type");
        Matcher part = TIME.matcher(node.isTextual() ? node.textValue().strip() : "");
        check(part.matches(), "bad_time");
        int[] n = new int[11];
        for (int i = 1; i <= 10; i++) {
            n[i] = i == 8 || part.group(i) == null || part.group(i).isEmpty()
                    ? 0
                    : Integer.parseInt(i == 7 ? (part.group(7) + "00000000").substring(0, 9) : part.group(i));
        }
        try {
            int sign = "-".equals(part.group(8)) ? -1 : 1;
            check(n[10] < 60, "bad_time");
            Instant instant = LocalDateTime.of(n[1], n[2], n[3], n[4], n[5], n[6], n[7])
                    .toInstant(ZoneOffset.ofTotalSeconds(sign * (n[9] * 3600 + n[10] * 60)));
            check(
                    !instant.isBefore(Instant.parse("2015-01-01T00:00:00Z"))
                            && instant.isBefore(Instant.parse("2100-01-01T00:00:00Z")),
                    "time_out_of_range");
            return instant;
        } catch (DateTimeException e) {
            throw new Bad("bad_time");
        }
    }

    private static String hub(JsonNode record) throws Bad {
        JsonNode id = get(record, "resourceId");
        check(!id.isContainerNode() && !id.isNumber() && !id.isBoolean(), "wrong_type");
        String path = text(record, "resourceId").strip().replaceAll("/+$", "");
        String hub = path.replaceAll("(?s).*/", "").strip().toLowerCase(Locale.ROOT);
        checkId(hub);
        return hub.isEmpty() ? Samples.HUB : hub;
    }

    private static JsonNode properties(JsonNode node, int wrappings) throws Bad {
        if (node.isObject()) {
            return node;
        } else if (node.isNull() || node.isMissingNode()) {
            return MAPPER.createObjectNode();
        }
        check(node.isTextual() && wrappings < 3, "bad_properties");
        try {
            return properties(MAPPER.readTree(node.textValue()), wrappings + 1);
        } catch (JsonProcessingException e) {
            throw new Bad("bad_properties");
        }
    }

    private static Auth auth(JsonNode node) {
        if (node.isObject()) {
            String type = "";
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (field.getKey().equalsIgnoreCase("type")) {
                    type = field.getValue().isTextual() ? field.getValue().textValue() : "";
                }
            }
            type = type.strip().toLowerCase(Locale.ROOT);
            return type.startsWith("sas")
                    ? Auth.SAS
                    : type.startsWith("x509") ? Auth.X509 : type.isEmpty() ? Auth.UNKNOWN : Auth.OTHER;
        } else if (!node.isTextual()) {
            return Auth.UNKNOWN;
        }
        try {
            return auth(MAPPER.readTree(node.textValue()));
        } catch (JsonProcessingException e) {
            String text = node.textValue().toLowerCase(Locale.ROOT);
            return text.contains("x509") ? Auth.X509 : text.contains("sas") ? Auth.SAS : Auth.UNKNOWN;
        }
    }

    private static String either(JsonNode properties, JsonNode record, String name, boolean id) throws Bad {
        for (JsonNode level : List.of(properties, record)) {
            JsonNode node = get(level, name, twin(name));
            check(!id || node.isTextual() || node.isNull() || node.isMissingNode(), "wrong_type");
        }
        String text = text(properties, name, twin(name));
        return text.isBlank() ? text(record, name, twin(name)) : text;
    }

    /** The misspelt address. */
    private static String twin(String name) {
        return name.equals("maskedIpAddress") ? name + "s" : name;
    }

    private static String word(JsonNode record, String name) throws Bad {
        JsonNode node = get(record, name);
        check(node.isTextual() || node.isNull() || node.isMissingNode(), "wrong_type");
        return text(record, name).strip();
    }

    private static String text(JsonNode object, String... names) {
        JsonNode node = get(object, names);
        String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
        return text.isBlank() ? "" : text;
    }

    private static JsonNode get(JsonNode object, String... names) {
        JsonNode found = MAPPER.missingNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String key = PLAIN_NAMES.computeIfAbsent(field.getKey(), TreeDecoder::plain);
            Predicate<String> same = name -> name.equalsIgnoreCase(key);
            found = List.of(names).stream().anyMatch(same) ? field.getValue() : found;
        }
        return found;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceFirst("^properties_(?=...)|^_", "")
                .replaceFirst("(?<=.)_[sdgbt]$", "");
    }

    private static String clean(String text) {
        String cut = text.length() <= 256
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(255)) ? 255 : 256);
        cut = HALF_PAIR.matcher(CONTROL.matcher(cut).replaceAll(" ")).replaceAll("\ufffd");
        return cut.isBlank() ? "" : cut;
    }

    private static void checkId(String id) throws Bad {
        check(
                id.length() <= 128
                        && !CONTROL.matcher(id).find()
                        && !HALF_PAIR.matcher(id).find(),
                "bad_id");
    }

    private static void check(boolean good, String reason) throws Bad {
        if (!good) {
            throw new Bad(reason);
        }
    }

    private static final class Bad extends Exception {
        Bad(String reason) {
            super(reason);
        }
    }
}
