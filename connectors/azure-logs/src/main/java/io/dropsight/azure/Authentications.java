package io.dropsight.azure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dropsight.model.Auth;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads {@code authType}: an object, or text that holds one, whose {@code type} says how a device proved who it is.
 * Text with broken escapes, as in some documents, is searched for the two kinds.
 */
final class Authentications {
    private static final int MAX_WRAPPINGS = 3;

    private final JsonFactory json;

    Authentications(JsonFactory json) {
        this.json = json;
    }

    Auth ofText(String text) {
        return ofText(text, 0);
    }

    /** Reads the object whose opening bracket is the current token. */
    Auth ofObject(JsonParser parser) throws IOException {
        String type = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equalsIgnoreCase("type");
            JsonToken value = parser.nextToken();
            if (wanted) {
                type = value == JsonToken.VALUE_STRING ? parser.getText() : "";
            }
            parser.skipChildren();
        }
        return ofType(type);
    }

    private Auth ofText(String text, int wrappings) {
        if (text.isBlank() || wrappings > MAX_WRAPPINGS) {
            return Auth.UNKNOWN;
        }
        try (JsonParser parser = json.createParser(text)) {
            JsonToken token = parser.nextToken();
            Auth auth = token == JsonToken.START_OBJECT
                    ? ofObject(parser)
                    : token == JsonToken.VALUE_STRING ? ofText(parser.getText(), wrappings + 1) : Auth.UNKNOWN;
            parser.skipChildren();
            return parser.nextToken() == null ? auth : guess(text);
        } catch (IOException e) { // no JSON: the text itself is what there is
            return guess(text);
        }
    }

    private static Auth ofType(String type) {
        String kind = type.strip().toLowerCase(Locale.ROOT);
        if (kind.isEmpty()) {
            return Auth.UNKNOWN;
        }
        return kind.startsWith("sas") ? Auth.SAS : kind.startsWith("x509") ? Auth.X509 : Auth.OTHER;
    }

    private static Auth guess(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("x509") ? Auth.X509 : lower.contains("sas") ? Auth.SAS : Auth.UNKNOWN;
    }
}
