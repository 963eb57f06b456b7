package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.dropsight.detect.periodic.PeriodicConfig;
import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is produced is what docs/schemas describes. */
class SchemaTest {
    private static JsonSchema schema(String name) throws IOException {
        Path file = Path.of("").toAbsolutePath();
        while (!Files.exists(file.resolve("docs/schemas"))) {
            file = file.getParent();
        }
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        Files.readString(file.resolve("docs/schemas").resolve(name)),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    @Test
    void everyAlertAndVerdictOfAFleetIsValid() throws IOException {
        JsonSchema alertSchema = schema("alert.schema.json");
        JsonSchema verdictSchema = schema("verdict.schema.json");
        Fleet fleet = Fleet.simulate(FleetSpec.mixed(41).withDevices(300));
        Pipeline pipeline = new Pipeline(1, PeriodicConfig.DEFAULTS);
        fleet.records().forEach(r -> pipeline.event(r.arrival(), r.event()));
        pipeline.end();
        AlertJson json = new AlertJson();
        assertThat(pipeline.alerts).isNotEmpty();
        for (Alert alert : pipeline.alerts) {
            String text = new String(json.write(alert), StandardCharsets.UTF_8);
            assertThat(alertSchema.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
        for (Verdict verdict : pipeline.last.values()) {
            String text = new String(VerdictJson.write(verdict), StandardCharsets.UTF_8);
            assertThat(verdictSchema.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
    }

    @Test
    void theSchemaRefusesWhatIsNoVerdict() throws IOException {
        assertThat(schema("verdict.schema.json").validate("{\"status\":\"maybe\"}", InputFormat.JSON))
                .isNotEmpty();
    }
}
