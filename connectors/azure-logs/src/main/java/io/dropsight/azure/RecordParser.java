package io.dropsight.azure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.dropsight.model.Auth;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads the fields of one record's JSON, and of the JSON in its {@code properties}. Not thread-safe. */
final class RecordParser {
    /** Of JSON text that holds JSON text: properties have been seen encoded once and twice. */
    private static final int MAX_WRAPPINGS = 3;

    private final JsonFactory json = JsonFactory.builder()
            // A name is kept only while its factory lives, and hostile names cost time, not an exception.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(RecordScanner.MAX_DEPTH)
                    .maxDocumentLength(RecordScanner.MAX_CAPTURE_BYTES)
                    .maxStringLength(RecordScanner.MAX_CAPTURE_BYTES)
                    .maxNameLength(RecordScanner.MAX_RECORD_BYTES)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final RecordFields record;
    private final Fields outer;
    private final Vocabulary vocabulary;
    private final Authentications authentications = new Authentications(json);

    RecordParser(RecordFields record, Vocabulary vocabulary) {
        this.record = record;
        this.outer = record.outer;
        this.vocabulary = vocabulary;
    }

    Authentications authentications() {
        return authentications;
    }

    /** @throws UnusableRecord if it is no JSON; then the fields are void */
    void parse(byte[] bytes, int from, int to) throws UnusableRecord {
        record.clear();
        try (JsonParser parser = json.createParser(bytes, from, to - from)) {
            parser.nextToken();
            readObject(parser, outer);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw new UnusableRecord(UnreadableReason.NOT_JSON, "not JSON at byte %d of the record".formatted(at));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private void readObject(JsonParser parser, Fields target) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Field field = Field.of(parser.currentName());
            JsonToken token = parser.nextToken();
            switch (field) {
                case UNUSED, RECORDS -> parser.skipChildren();
                case AUTH -> readAuth(parser, token, target);
                case PROPERTIES -> {
                    if (target == outer && !isIgnorable()) {
                        record.clearProperties();
                        readProperties(parser, token, 0);
                    } else {
                        parser.skipChildren();
                    }
                }
                case PAYLOAD -> {
                    if (target == outer) {
                        readPayload(parser, token);
                    } else {
                        parser.skipChildren();
                    }
                }
                default -> readValue(parser, token, target, field);
            }
        }
    }

    /** Whether what has been read so far shows that the properties will not be used. */
    private boolean isIgnorable() {
        String category = outer.text(Field.CATEGORY);
        return !category.isEmpty() && !Categories.isConnections(category);
    }

    private void readValue(JsonParser parser, JsonToken token, Fields target, Field field) throws IOException {
        switch (token) {
            case VALUE_STRING -> {
                String text = parser.getText();
                boolean unique = field == Field.TIME || field == Field.DEVICE_ID;
                target.put(field, unique ? text : vocabulary.value(field, text));
            }
            case VALUE_NULL -> target.putNull(field);
            case START_OBJECT, START_ARRAY -> {
                parser.skipChildren();
                target.putContainer(field);
            }
            default -> target.putScalar(field, parser.getText());
        }
    }

    private void readAuth(JsonParser parser, JsonToken token, Fields target) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            target.auth = authentications.ofText(parser.getText());
        } else if (token == JsonToken.START_OBJECT) {
            target.auth = authentications.ofObject(parser);
        } else {
            parser.skipChildren();
            target.auth = Auth.UNKNOWN;
        }
    }

    private void readProperties(JsonParser parser, JsonToken token, int wrappings) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            readObject(parser, record.inner);
        } else if (token == JsonToken.VALUE_STRING && wrappings < MAX_WRAPPINGS) {
            readWrapped(parser, wrappings + 1);
        } else if (token != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            record.propertiesFault = "field \"properties\" is neither an object nor text that holds one";
        }
    }

    private void readWrapped(JsonParser parser, int wrappings) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int length = parser.getTextLength();
        try (JsonParser wrapped = json.createParser(text, from, length)) {
            JsonToken token = wrapped.nextToken();
            if (token != null) { // else blank
                readProperties(wrapped, token, wrappings);
                if (wrapped.nextToken() != null) {
                    record.propertiesFault = "the text in field \"properties\" goes on after its JSON";
                }
            }
        } catch (JsonProcessingException e) {
            record.propertiesFault = "the text in field \"properties\" is not JSON at character "
                    + Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getCharOffset());
        }
    }

    private void readPayload(JsonParser parser, JsonToken token) throws IOException {
        record.clearPayload();
        record.hasPayload = true;
        if (token == JsonToken.VALUE_STRING) {
            record.payload = parser.getText();
        } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            record.payloadFrom = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            record.payloadTo = (int) parser.currentLocation().getByteOffset();
        } else if (token != JsonToken.VALUE_NULL) {
            outer.putScalar(Field.PAYLOAD, parser.getText());
        }
    }
}
