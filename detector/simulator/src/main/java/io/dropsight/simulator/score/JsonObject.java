package io.dropsight.simulator.score;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a line, with getters that say which field is wrong. Fields that nobody asks for are ignored: a
 * newer writer may add some.
 */
final class JsonObject {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 20;

    private final Map<String, Object> fields;

    private JsonObject(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** A line is not what it should be; the message says which field, not which line. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    static JsonObject parse(String line) throws IOException {
        try (JsonParser in = FACTORY.createParser(line)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("it is no JSON object");
            }
            JsonObject object = new JsonObject(object(in, 0));
            if (in.nextToken() != null) {
                throw new Malformed("there is something behind its JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new Malformed("it is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, Object> object(JsonParser in, int depth) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            Object value = value(in, depth);
            if (value != null) {
                fields.put(name, value);
            }
        }
        return fields;
    }

    /** Text, {@code Double}, {@code Boolean}, a list, an object, or null. */
    private static @Nullable Object value(JsonParser in, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new Malformed("it is nested too deeply");
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> new JsonObject(object(in, depth + 1));
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    Object item = value(in, depth + 1);
                    if (item != null) {
                        items.add(item);
                    }
                }
                yield items;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> in.getText();
        };
    }

    private static Malformed wrong(String name, String wanted) {
        return new Malformed("field \"%s\" is %s".formatted(name, wanted));
    }

    private <T> @Nullable T optional(String name, Class<T> type, String wanted) throws Malformed {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw wrong(name, "not " + wanted);
        }
        return type.cast(value);
    }

    private static <T> T present(String name, @Nullable T value) throws Malformed {
        if (value == null) {
            throw wrong(name, "missing");
        }
        return value;
    }

    String text(String name) throws Malformed {
        return present(name, optional(name, String.class, "text"));
    }

    /** Empty if there is none. */
    String textOrEmpty(String name) throws Malformed {
        String text = optional(name, String.class, "text");
        return text == null ? "" : text;
    }

    @Nullable
    Double numberOrNull(String name) throws Malformed {
        return optional(name, Double.class, "a number");
    }

    int count(String name) throws Malformed {
        double number = present(name, numberOrNull(name));
        if (number != Math.rint(number)) {
            throw wrong(name, "not a whole number");
        }
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw wrong(name, "not a count");
        }
        return (int) number;
    }

    Instant time(String name) throws Malformed {
        return present(name, timeOrNull(name));
    }

    @Nullable
    Instant timeOrNull(String name) throws Malformed {
        String text = optional(name, String.class, "a time");
        return text == null ? null : time(name, text);
    }

    private static Instant time(String name, String text) throws Malformed {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, "not a time such as 2026-03-02T00:00:00Z");
        }
    }

    /** Empty if there is none. */
    List<String> texts(String name) throws Malformed {
        List<String> texts = new ArrayList<>();
        for (Object item : items(name)) {
            if (!(item instanceof String text)) {
                throw wrong(name, "not a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    private List<?> items(String name) throws Malformed {
        List<?> items = optional(name, List.class, "a list");
        return items == null ? List.of() : items;
    }

    JsonObject object(String name) throws Malformed {
        return present(name, objectOrNull(name));
    }

    @Nullable
    JsonObject objectOrNull(String name) throws Malformed {
        return optional(name, JsonObject.class, "an object");
    }
}
