package io.dropsight.service.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of an alert, as read from its topic.
 *
 * @param envelope the CloudEvent
 * @param data     what is in it; its fields are those of {@code alert.schema.json}
 */
public record AlertVersion(JsonNode envelope, JsonNode data) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @return null if it is no alert: the topic is open to others */
    public static @Nullable AlertVersion read(byte[] value) {
        try {
            JsonNode envelope = MAPPER.readTree(value);
            JsonNode data = envelope == null ? null : envelope.get("data");
            if (data == null
                    || !data.path("alertId").isTextual()
                    || !data.path("status").isTextual()) {
                return null;
            }
            return new AlertVersion(envelope, data);
        } catch (IOException e) {
            return null;
        }
    }

    public String id() {
        return data.path("alertId").asText();
    }

    public int version() {
        return data.path("version").asInt();
    }

    public boolean isOpen() {
        return !data.path("status").asText().equals("resolved");
    }

    public String hub() {
        return data.path("scope").path("hub").asText();
    }

    /** A field of the data, such as {@code cause}; empty if it is not there. */
    public String text(String field) {
        return data.path(field).asText("");
    }

    public int deviceCount() {
        return data.path("scope").path("deviceCount").asInt();
    }

    /** When this version came about, on the arrival axis; {@link Instant#EPOCH} if it does not say. */
    public Instant at() {
        try {
            return Instant.parse(envelope.path("time").asText());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
