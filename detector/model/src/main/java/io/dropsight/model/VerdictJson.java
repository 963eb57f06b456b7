package io.dropsight.model;

import java.time.Instant;

/** The wire form of {@link Verdict}: JSON, described in {@code verdict.schema.json}. */
public final class VerdictJson {
    private VerdictJson() {}

    public static byte[] write(Verdict verdict) {
        return Json.write(out -> {
            out.writeStringField("verdictId", verdict.verdictId());
            out.writeStringField("status", verdict.status().label());
            out.writeStringField("hub", verdict.device().hub());
            out.writeStringField("deviceId", verdict.device().deviceId());
            if (!verdict.device().moduleId().isEmpty()) {
                out.writeStringField("moduleId", verdict.device().moduleId());
            }
            out.writeStringField("pattern", verdict.pattern().label());
            out.writeStringField("cause", verdict.cause().label());
            Json.number(out, "confidence", verdict.confidence());
            out.writeStringField("onset", verdict.onset().toString());
            out.writeStringField("detectedAt", verdict.detectedAt().toString());
            out.writeStringField("lastSeenAt", verdict.lastSeenAt().toString());
            Instant resolvedAt = verdict.resolvedAt();
            if (resolvedAt != null) {
                out.writeStringField("resolvedAt", resolvedAt.toString());
            }
            Double age = verdict.ageSeconds();
            if (age != null) {
                Json.number(out, "ageSeconds", age);
            }
            Instant next = verdict.nextExpectedAt();
            if (next != null) {
                out.writeStringField("nextExpectedAt", next.toString());
            }
            out.writeStringField("alertId", verdict.alertId());
        });
    }
}
