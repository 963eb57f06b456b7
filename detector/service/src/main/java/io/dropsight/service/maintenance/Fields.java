package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, with words for what is wrong; each message names the field. */
final class Fields {
    /** Of names and patterns, in characters. */
    static final int LINE = 200;
    /** Of reasons and notes, in characters. */
    static final int TEXT = 1_000;

    private static final Pattern ALERT = Pattern.compile("[0-9a-f]{16}");

    private final JsonNode object;

    /** @throws IllegalArgumentException if it is no object */
    Fields(@Nullable JsonNode object) {
        if (object == null || !object.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        this.object = object;
    }

    void only(String... names) {
        Set<String> known = Set.of(names);
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no field \"%s\": use %s".formatted(name, String.join(", ", new TreeSet<>(known))));
            }
        });
    }

    String text(String name, int longest) {
        String text = optional(name, longest);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    @Nullable
    String optional(String name, int longest) {
        JsonNode node = object.get(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual()
                || node.asText().isBlank()
                || node.asText().codePointCount(0, node.asText().length()) > longest) {
            throw new IllegalArgumentException("%s is no text of 1 to %d characters".formatted(name, longest));
        }
        return node.asText();
    }

    @Nullable
    String oneOf(String name, List<String> values) {
        String text = optional(name, LINE);
        if (text != null && !values.contains(text)) {
            throw new IllegalArgumentException("%s is \"%s\": use %s".formatted(name, text, String.join(", ", values)));
        }
        return text;
    }

    Instant time(String name) {
        Instant time = optionalTime(name);
        if (time == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return time;
    }

    @Nullable
    Instant optionalTime(String name) {
        String text = optional(name, LINE);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s is \"%s\": use a time with its zone, such as 2026-03-07T22:00:00Z".formatted(name, text), e);
        }
    }

    @Nullable
    Fields object(String name) {
        JsonNode node = object.get(name);
        if (node != null && !node.isObject()) {
            throw new IllegalArgumentException(name + " is no object");
        }
        return node == null ? null : new Fields(node);
    }

    String alertId() {
        String id = text("alertId", LINE);
        if (!ALERT.matcher(id).matches()) {
            throw new IllegalArgumentException("alertId is no alert's: it has 16 hexadecimal digits");
        }
        return id;
    }
}
