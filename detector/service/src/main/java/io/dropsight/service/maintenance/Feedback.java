package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody found out about an alert; a later one replaces it.
 *
 * @param at when it was said
 */
public record Feedback(
        String alertId,
        Verdict verdict,
        String by,
        Instant at,
        @Nullable String note) implements Entry {
    static final String KIND = "feedback";

    /** Whether the alert was right. */
    public enum Verdict {
        FALSE_ALARM,
        CONFIRMED;

        static final List<String> LABELS =
                Stream.of(values()).map(Verdict::label).toList();

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Feedback read(Fields fields) {
        fields.only("kind", "alertId", "verdict", "by", "at", "note");
        String verdict = fields.oneOf("verdict", Verdict.LABELS);
        if (verdict == null) {
            throw new IllegalArgumentException("verdict is missing: use false_alarm or confirmed");
        }
        return new Feedback(
                fields.alertId(),
                Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
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
        json.put("verdict", verdict.label()).put("by", by).put("at", at.toString());
        return note == null ? json : json.put("note", note);
    }
}
