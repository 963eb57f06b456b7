package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One value of the maintenance topic; docs/schemas/maintenance.schema.json describes it. */
public sealed interface Entry permits Silence, Acknowledgement, Feedback {
    ObjectMapper MAPPER = new ObjectMapper();

    /** Its key on the topic: another value under the same key replaces it, a tombstone deletes it. */
    String key();

    ObjectNode json();

    default byte[] bytes() {
        return json().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it is none, with what is wrong */
    static Entry read(byte[] value) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
        Fields fields = new Fields(tree);
        String kind = fields.text("kind", Fields.LINE);
        return switch (kind) {
            case Silence.KIND -> Silence.read(fields);
            case Acknowledgement.KIND -> Acknowledgement.read(fields);
            case Feedback.KIND -> Feedback.read(fields);
            default ->
                throw new IllegalArgumentException(
                        "kind is \"%s\": use silence, acknowledgement or feedback".formatted(kind));
        };
    }
}
