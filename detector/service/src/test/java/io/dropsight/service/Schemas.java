package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schemas of docs/schemas: what a broker or a receiver was given is held against them. */
public final class Schemas {
    private static final Map<String, String> TEXTS = texts();
    private static final JsonSchema ALERT = schema("alert");
    private static final JsonSchema VERDICT = schema("verdict");
    private static final JsonSchema MAINTENANCE = schema("maintenance");
    private static final JsonSchema NOTIFICATION = schema("notification");
    private static final JsonSchema ALERT_DATA = schema("alert", "#/$defs/data");

    private Schemas() {}

    private static Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (String name : new String[] {"alert", "verdict", "maintenance", "notification"}) {
            Path file = CommandLineRun.example("../docs/schemas/" + name + ".schema.json");
            try {
                texts.put("https://dropsight.io/schemas/" + name + "-1.json", Files.readString(file, UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    private static JsonSchema schema(String name) {
        return schema(name, "");
    }

    private static JsonSchema schema(String name, String part) {
        return JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012,
                        builder -> builder.schemaLoaders(loaders -> loaders.schemas(TEXTS)))
                .getSchema(
                        SchemaLocation.of("https://dropsight.io/schemas/" + name + "-1.json" + part),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    /** An envelope on the alert topic. */
    static void assertAlert(String json) {
        assertValid(ALERT, json);
    }

    static void assertVerdict(String json) {
        assertValid(VERDICT, json);
    }

    /** A value on the maintenance topic. */
    public static void assertMaintenance(String json) {
        assertValid(MAINTENANCE, json);
    }

    /** Whether the maintenance topic may hold it. */
    public static boolean isMaintenance(String json) {
        return MAINTENANCE.validate(json, InputFormat.JSON).isEmpty();
    }

    /** What the webhook is told. */
    public static void assertNotification(String json) {
        assertValid(NOTIFICATION, json);
    }

    /** An alert as the API shows it. */
    public static void assertAlertData(String json) {
        assertValid(ALERT_DATA, json);
    }

    private static void assertValid(JsonSchema schema, String json) {
        assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
    }
}
