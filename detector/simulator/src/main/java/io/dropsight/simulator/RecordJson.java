package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dropsight.model.Auth;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Records as the Connections log and the metrics have them. */
final class RecordJson {
    private static final String RESOURCE =
            "/SUBSCRIPTIONS/11111111-2222-3333-4444-555555555555/RESOURCEGROUPS/RG-SIMULATED/PROVIDERS"
                    + "/MICROSOFT.DEVICES/IOTHUBS/";
    private static final String SAS =
            "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}";
    private static final String X509 =
            "{\"scope\":\"device\",\"type\":\"x509Certificate\",\"issuer\":\"external\",\"acceptingIpFilterRule\":null}";
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter SEVEN_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT);

    /** How {@code properties} is written: both are seen. */
    enum Form {
        /** An object, as in a storage export. */
        STORAGE,
        /** JSON text in a string, as in an event hub. */
        EVENT_HUB
    }

    private RecordJson() {}

    /** Upper case, as captured; the last segment is the hub. */
    static String resourceId(String hub) {
        return RESOURCE + hub.toUpperCase(Locale.ROOT);
    }

    static void write(JsonGenerator out, DiagnosticEvent event, Form form) throws IOException {
        out.writeStartObject();
        out.writeStringField("time", time(event.occurredAt()));
        out.writeStringField("resourceId", resourceId(event.device().hub()));
        out.writeStringField(
                "operationName", event.operation() == Operation.CONNECT ? "deviceConnect" : "deviceDisconnect");
        out.writeStringField("category", "Connections");
        out.writeStringField("level", event.error() ? "Error" : "Information");
        if (event.code() != 0) {
            out.writeStringField("resultType", Integer.toString(event.code()));
            out.writeStringField("resultDescription", event.description());
        }
        out.writeFieldName("properties");
        if (form == Form.STORAGE) {
            writeProperties(out, event);
        } else {
            StringWriter text = new StringWriter(300);
            try (JsonGenerator inner = JSON.createGenerator(text)) {
                writeProperties(inner, event);
            }
            out.writeString(text.toString());
        }
        out.writeStringField("location", "westeurope");
        out.writeEndObject();
    }

    /** As exported or asked for; what means nothing of a metric is nominal. */
    static void write(JsonGenerator out, MetricSample sample) throws IOException {
        out.writeStartObject();
        out.writeNumberField("count", 1);
        writeNumber(out, "total", sample.value());
        writeNumber(out, "minimum", sample.value());
        writeNumber(out, "maximum", sample.value());
        out.writeStringField("resourceId", resourceId(sample.hub()));
        out.writeStringField("time", SEVEN_DIGITS.format(sample.at().atOffset(ZoneOffset.UTC)));
        out.writeStringField("metricName", sample.name());
        out.writeStringField("timeGrain", "PT1M");
        writeNumber(out, "average", sample.value());
        out.writeEndObject();
    }

    private static void writeNumber(JsonGenerator out, String name, double value) throws IOException {
        if (value == StrictMath.rint(value)) {
            out.writeNumberField(name, (long) value);
        } else {
            out.writeNumberField(name, value);
        }
    }

    private static void writeProperties(JsonGenerator out, DiagnosticEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField("deviceId", event.device().deviceId());
        if (!event.sdkVersion().isEmpty()) {
            out.writeStringField("sdkVersion", event.sdkVersion());
        }
        out.writeStringField("protocol", event.protocol());
        if (event.auth() == Auth.UNKNOWN) {
            out.writeNullField("authType");
        } else {
            out.writeStringField("authType", event.auth() == Auth.X509 ? X509 : SAS);
        }
        out.writeStringField("maskedIpAddress", event.maskedAddress());
        if (event.code() == 0) {
            out.writeNullField("statusCode");
        } else {
            out.writeStringField("statusCode", Integer.toString(event.code() / 1000));
        }
        out.writeEndObject();
    }

    /** Whole seconds, as captured, or 7 fraction digits. */
    private static String time(Instant at) {
        return at.getNano() == 0 ? at.toString() : SEVEN_DIGITS.format(at.atOffset(ZoneOffset.UTC));
    }
}
