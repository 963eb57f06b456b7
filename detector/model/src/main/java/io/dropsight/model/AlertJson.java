package io.dropsight.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The wire form of {@link Alert}: CloudEvents 1.0, structured JSON; described in {@code alert.schema.json}. */
public final class AlertJson {
    public static final String CONTENT_TYPE = "application/cloudevents+json";
    private static final String TYPE = "io.dropsight.alert.";

    private final JsonFormat format = new JsonFormat();

    public byte[] write(Alert alert) {
        return format.serialize(CloudEventBuilder.v1()
                .withId(alert.alertId() + "/" + alert.version())
                .withSource(URI.create(URLEncoder.encode(alert.hub(), StandardCharsets.UTF_8)))
                .withType(TYPE + alert.change())
                .withSubject(alert.alertId())
                .withTime(alert.at().atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(data(alert))
                .build());
    }

    private static byte[] data(Alert alert) {
        return Json.write(out -> {
            out.writeStringField("alertId", alert.alertId());
            out.writeNumberField("version", alert.version());
            out.writeStringField("status", alert.status().label());
            out.writeStringField("severity", alert.cause().severity().label());
            out.writeStringField("pattern", alert.pattern().label());
            out.writeStringField("cause", alert.cause().label());
            Json.number(out, "confidence", alert.confidence());
            out.writeArrayFieldStart("alternatives");
            for (Alert.Alternative alternative : alert.alternatives()) {
                out.writeStartObject();
                out.writeStringField("cause", alternative.cause().label());
                Json.number(out, "confidence", alternative.confidence());
                out.writeEndObject();
            }
            out.writeEndArray();
            scope(out, alert);
            out.writeStringField("onset", alert.onset().toString());
            out.writeStringField("detectedAt", alert.detectedAt().toString());
            out.writeStringField("lastSeenAt", alert.lastSeenAt().toString());
            instant(out, "resolvedAt", alert.resolvedAt());
            periodic(out, alert.periodic());
            mass(out, alert.mass());
            Alert.Forecast forecast = alert.forecast();
            if (forecast != null) {
                out.writeObjectFieldStart("forecast");
                out.writeStringField("at", forecast.at().toString());
                out.writeNumberField("devices", forecast.devices());
                out.writeEndObject();
            }
            Alert.FleetSize fleet = alert.fleetSize();
            if (fleet != null) {
                out.writeObjectFieldStart("fleetSize");
                out.writeNumberField("value", fleet.value());
                out.writeStringField("from", fleet.fromMetric() ? "metric" : "seen");
                out.writeEndObject();
            }
            out.writeArrayFieldStart("evidence");
            for (String line : alert.evidence()) {
                out.writeString(line);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("recommendations");
            for (Alert.Recommendation recommendation : alert.recommendations()) {
                out.writeStartObject();
                out.writeStringField("text", recommendation.text());
                out.writeStringField("link", recommendation.link());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("falseAlarmProbability", alert.falseAlarmProbability());
            out.writeObjectFieldStart("feed");
            out.writeNumberField("lagSeconds", alert.feed().lag().toSeconds());
            out.writeBooleanField("gap", alert.feed().gap());
            out.writeEndObject();
        });
    }

    private static void scope(JsonGenerator out, Alert alert) throws IOException {
        out.writeObjectFieldStart("scope");
        out.writeStringField("hub", alert.hub());
        Alert.Cohort cohort = alert.scope().cohort();
        if (cohort != null) {
            out.writeObjectFieldStart("cohort");
            out.writeStringField("key", cohort.key());
            out.writeStringField("value", cohort.value());
            out.writeEndObject();
        }
        out.writeNumberField("deviceCount", alert.scope().deviceCount());
        out.writeArrayFieldStart("devices");
        for (String device : alert.scope().devices()) {
            out.writeString(device);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void periodic(JsonGenerator out, Alert.@Nullable Periodic periodic) throws IOException {
        if (periodic == null) {
            return;
        }
        out.writeObjectFieldStart("periodic");
        Json.number(out, "ageSeconds", periodic.ageSeconds());
        Json.number(out, "jitterSeconds", periodic.jitterSeconds());
        if (periodic.tokenLifetimeSeconds() != null) {
            Json.number(out, "tokenLifetimeSeconds", periodic.tokenLifetimeSeconds());
        }
        instant(out, "nextExpectedAt", periodic.nextExpectedAt());
        out.writeEndObject();
    }

    private static void mass(JsonGenerator out, Alert.@Nullable Mass mass) throws IOException {
        if (mass == null) {
            return;
        }
        out.writeObjectFieldStart("mass");
        out.writeNumberField("dropped", mass.dropped());
        out.writeNumberField("connectedBefore", mass.connectedBefore());
        Json.number(out, "depth", mass.depth());
        Json.number(out, "lift", mass.lift());
        Json.number(out, "errors5xxShare", mass.errors5xxShare());
        instant(out, "endedAt", mass.endedAt());
        out.writeEndObject();
    }

    private static void instant(JsonGenerator out, String name, @Nullable Instant instant) throws IOException {
        if (instant != null) {
            out.writeStringField(name, instant.toString());
        }
    }
}
