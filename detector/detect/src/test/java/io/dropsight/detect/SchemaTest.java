package io.dropsight.detect;

import static io.dropsight.detect.Timeline.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Severity;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is produced is what docs/schemas describes. */
class SchemaTest {
    private static final AlertJson ALERTS = new AlertJson();
    private static final ObjectMapper TREES = new ObjectMapper();
    private static Pipeline fleet;
    private static Pipeline oddDevices;

    @BeforeAll
    static void runBoth() {
        fleet = fleet();
        oddDevices = oddDevices();
    }

    private static Path schemaFile(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/schemas"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/schemas").resolve(name);
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        Files.readString(schemaFile(name)),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    static void assertAllValid(Pipeline pipeline) throws IOException {
        JsonSchema alerts = schema("alert.schema.json");
        JsonSchema verdicts = schema("verdict.schema.json");
        assertThat(pipeline.alerts).isNotEmpty();
        for (Alert alert : pipeline.alerts) {
            String text = text(ALERTS.write(alert));
            assertThat(alerts.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
        for (Verdict verdict : pipeline.verdicts) {
            String text = text(VerdictJson.write(verdict));
            assertThat(verdicts.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
    }

    private static Pipeline fleet() {
        Pipeline pipeline = new Pipeline(1, DetectConfig.DEFAULTS);
        Fleet.simulate(FleetSpec.mixed(41).withDevices(150))
                .records()
                .forEach(r -> pipeline.event(r.arrival(), r.event()));
        pipeline.end();
        return pipeline;
    }

    /** Resolved, renewed, changed, of a module, and with an id of the worst kind. */
    private static Pipeline oddDevices() {
        return new Timeline()
                .sessions("edge-5/$edgeHub", 0, 401003, 5, 3_900, 3_900, 3_900, 3_900, 7_500, 7_500, 7_500, 7_500)
                .repeat("\"<b\u2028\u202e\\' ä𝄞", 0, 0, 2, 2_700, 5)
                .as(Auth.X509)
                .running("")
                .from("")
                .repeat("meter", 0, 404104, 5, 3_900, 5)
                .connect("clock", 40L * HOUR)
                .run();
    }

    @Test
    void everyVersionOfEveryAlertAndVerdictOfAFleetIsValid() throws IOException {
        assertAllValid(fleet);
    }

    @Test
    void oddDevicesAreValidToo() throws IOException {
        assertAllValid(oddDevices);
        assertThat(oddDevices.verdicts).extracting(Verdict::status).contains(Status.OPEN, Status.RESOLVED);
        assertThat(oddDevices.alerts).extracting(Alert::change).contains("opened", "updated", "resolved");
    }

    @Test
    void theStandardLibraryReadsEveryEnvelopeBack() {
        JsonFormat format = new JsonFormat();
        Set<String> ids = new HashSet<>();
        for (Pipeline pipeline : List.of(fleet, oddDevices)) {
            for (Alert alert : pipeline.alerts) {
                CloudEvent event = format.deserialize(ALERTS.write(alert));
                assertThat(event.getId()).isEqualTo(alert.alertId() + "/" + alert.version());
                assertThat(ids.add(event.getSource() + " " + event.getId()))
                        .as(event.getId())
                        .isTrue();
                assertThat(event.getSource()).hasToString(alert.hub());
                assertThat(event.getSubject()).isEqualTo(alert.alertId());
                assertThat(event.getType()).isEqualTo("io.dropsight.alert." + alert.change());
                assertThat(Objects.requireNonNull(event.getTime()).toInstant()).isEqualTo(alert.at());
                assertThat(event.getDataContentType()).isEqualTo("application/json");
                assertThat(text(Objects.requireNonNull(event.getData()).toBytes()))
                        .startsWith("{\"alertId\":\"" + alert.alertId() + "\"");
            }
        }
    }

    @Test
    void theSchemaOfVerdictsIsStrict() throws IOException {
        Verdict open = oddDevices.verdicts.get(0);
        JsonSchema schema = schema("verdict.schema.json");
        ObjectNode sound = (ObjectNode) TREES.readTree(VerdictJson.write(open));
        assertThat(schema.validate(sound)).isEmpty();
        assertRefused(schema, sound, v -> v.put("more", 1));
        assertRefused(schema, sound, v -> v.put("status", "maybe"));
        assertRefused(schema, sound, v -> v.put("cause", "bad_luck"));
        assertRefused(schema, sound, v -> v.put("confidence", 1.1));
        assertRefused(schema, sound, v -> v.put("onset", "yesterday"));
        assertRefused(schema, sound, v -> v.put("resolvedAt", "2026-03-02T00:00:00Z"));
        assertRefused(schema, sound, v -> v.put("status", "resolved"));
        for (String required : List.of("verdictId", "hub", "deviceId", "cause", "onset", "ageSeconds", "alertId")) {
            assertRefused(schema, sound, v -> v.remove(required));
        }
    }

    @Test
    void theSchemaOfAlertsIsStrict() throws IOException {
        Alert opened = oddDevices.alerts.get(0);
        JsonSchema schema = schema("alert.schema.json");
        ObjectNode sound = (ObjectNode) TREES.readTree(ALERTS.write(opened));
        assertThat(schema.validate(sound)).isEmpty();
        assertRefused(schema, sound, e -> e.put("more", 1));
        assertRefused(schema, sound, e -> e.put("type", "io.dropsight.alert.closed"));
        assertRefused(schema, sound, e -> e.put("type", "io.dropsight.alert.resolved"));
        assertRefused(schema, sound, e -> e.put("time", "soon"));
        assertRefused(schema, sound, e -> data(e).put("more", 1));
        assertRefused(schema, sound, e -> data(e).put("severity", "grave"));
        assertRefused(schema, sound, e -> data(e).put("pattern", "sometimes"));
        assertRefused(schema, sound, e -> data(e).remove("periodic"));
        assertRefused(schema, sound, e -> data(e).put("status", "resolved"));
        assertRefused(schema, sound, e -> data(e).put("status", "suppressed"));
        assertRefused(
                schema, sound, e -> data(e).putObject("silence").put("id", "a").put("reason", "it is only shown"));
        assertRefused(schema, sound, e -> ((ObjectNode) data(e).path("scope")).put("more", 1));
        assertRefused(schema, sound, e -> ((ObjectNode) data(e).path("periodic")).put("ageSeconds", 0));
    }

    private static ObjectNode data(ObjectNode envelope) {
        return (ObjectNode) envelope.path("data");
    }

    private static void assertRefused(JsonSchema schema, ObjectNode sound, Consumer<ObjectNode> change) {
        ObjectNode changed = sound.deepCopy();
        change.accept(changed);
        assertThat(changed).isNotEqualTo(sound);
        assertThat(schema.validate(changed)).as("%s", changed).isNotEmpty();
    }

    @Test
    void theSchemasNameEveryValueThatCanBeWritten() throws IOException {
        JsonNode alert = TREES.readTree(Files.readString(schemaFile("alert.schema.json")));
        JsonNode verdict = TREES.readTree(Files.readString(schemaFile("verdict.schema.json")));
        List<String> causes = Stream.of(Cause.values()).map(Cause::label).toList();
        assertThat(values(alert.at("/$defs/cause"))).isEqualTo(causes);
        List<Pattern> ofDevices = List.of(Pattern.PERIODIC, Pattern.RANDOM);
        assertThat(values(verdict.at("/properties/cause")))
                .isEqualTo(Stream.of(Cause.values())
                        .filter(cause -> ofDevices.contains(cause.pattern()))
                        .map(Cause::label)
                        .toList());
        List<String> statuses = Stream.of(Status.values()).map(Status::label).toList();
        assertThat(values(alert.at("/$defs/data/properties/status")))
                .as("suppressed is what is shown, never written here")
                .isEqualTo(Stream.concat(statuses.stream(), Stream.of("suppressed"))
                        .toList());
        assertThat(values(verdict.at("/properties/status"))).isEqualTo(statuses);
        List<String> patterns = Stream.of(Pattern.values()).map(Pattern::label).toList();
        assertThat(values(alert.at("/$defs/data/properties/pattern"))).isEqualTo(patterns);
        assertThat(values(verdict.at("/properties/pattern")))
                .isEqualTo(ofDevices.stream().map(Pattern::label).toList());
        assertThat(values(alert.at("/$defs/data/properties/severity")))
                .isEqualTo(Stream.of(Severity.values()).map(Severity::label).toList());
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        node.path("enum").forEach(value -> values.add(value.asText()));
        return values;
    }
}
