package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One object of {@code labels.jsonl}: texts, numbers, truth values and arrays of them. */
final class TruthLine {
    private final String where;
    private final Map<String, List<String>> values = new HashMap<>();

    private TruthLine(String where) {
        this.where = where;
    }

    static TruthLine parse(JsonFactory json, String text, String where) throws IOException {
        TruthLine line = new TruthLine(where);
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw line.wrong("it is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                line.read(parser.currentName(), parser);
            }
            if (parser.nextToken() != null) {
                throw line.wrong("something follows the object");
            }
        } catch (JsonProcessingException e) {
            throw new IOException(where + " is no JSON object: " + e.getOriginalMessage(), e);
        }
        return line;
    }

    private void read(String name, JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>(1);
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                if (!item.isScalarValue()) {
                    throw wrong("field \"%s\" holds something that is neither text nor number".formatted(name));
                }
                texts.add(parser.getText());
            }
        } else if (token.isScalarValue()) {
            texts.add(parser.getText());
        } else {
            parser.skipChildren();
            return;
        }
        values.put(name, texts);
    }

    IOException wrong(String what) {
        return new IOException(where + ": " + what);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    private List<String> all(String name) throws IOException {
        List<String> texts = values.get(name);
        if (texts == null) {
            throw wrong("field \"%s\" is missing".formatted(name));
        }
        return texts;
    }

    String text(String name) throws IOException {
        List<String> texts = all(name);
        if (texts.size() != 1) {
            throw wrong("field \"%s\" has %d values: use one".formatted(name, texts.size()));
        }
        return texts.get(0);
    }

    long number(String name) throws IOException {
        String text = text(name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong("field \"%s\" is \"%s\": use a whole number".formatted(name, text));
        }
    }

    boolean bool(String name) throws IOException {
        String text = text(name);
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong("field \"%s\" is \"%s\": use true or false".formatted(name, text));
        }
        return text.equals("true");
    }

    Instant instant(String name) throws IOException {
        return instant(name, text(name));
    }

    List<Instant> instants(String name) throws IOException {
        List<Instant> instants = new ArrayList<>();
        for (String text : all(name)) {
            instants.add(instant(name, text));
        }
        return instants;
    }

    private Instant instant(String name, String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(
                    "field \"%s\" is \"%s\": use a time in UTC, such as 2026-03-02T00:00:00Z".formatted(name, text));
        }
    }

    List<Duration> seconds(String name) throws IOException {
        List<Duration> durations = new ArrayList<>();
        for (String text : all(name)) {
            try {
                durations.add(
                        Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact()));
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong("field \"%s\" holds \"%s\": use seconds, such as 3900".formatted(name, text));
            }
        }
        return durations;
    }
}
