package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody takes care of an alert: nobody is reminded of it any more.
 *
 * @param at when it was said
 */
public record Acknowledgement(
        String alertId, String by, Instant at, @Nullable String note) implements Entry {
    static final String KIND = "acknowledgement";

    static Acknowledgement read(Fields fields) {
        fields.only("kind", "alertId", "by", "at", "note");
        return new Acknowledgement(
                fields.alertId(),
                fields.text("by", Fields.TEXT),
                fields.time("at"),
                fields.optional("note", Fields.TEXT));
    }

    @Override
    public String key() {
        return KIND + "/" + alertId;
    }

    @Override
    public ObjectNode json() {
        return shown(MAPPER.createObjectNode().put("kind", KIND).put("alertId", alertId));
    }

    /** As it is shown with the alert. */
    ObjectNode shown(ObjectNode json) {
        json.put("by", by).put("at", at.toString());
        return note == null ? json : json.put("note", note);
    }
}
