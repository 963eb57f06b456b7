package io.dropsight.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;

/**
 * An answer.
 *
 * @param status  of HTTP
 * @param headers beside content type, length and those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json";

    public static Reply ok(String contentType, byte[] body) {
        return new Reply(200, contentType, body, Map.of());
    }

    public static Reply json(int status, byte[] body) {
        return new Reply(status, JSON, body, Map.of());
    }

    /** An object with the one field {@code error}. */
    public static Reply error(int status, String message) {
        String quoted = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(message));
        return json(status, ("{\"error\":\"" + quoted + "\"}\n").getBytes(UTF_8));
    }

    /** The same with one header, in place of what it had. */
    public Reply with(String header, String value) {
        return new Reply(status, contentType, body, Map.of(header, value));
    }
}
