package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlertJsonTest {
    private static final Instant AT = Instant.parse("2026-03-02T10:25:29Z");

    private static Alert alert(int version, Status status, String device) {
        return new Alert(
                "0123456789abcdef",
                version,
                status,
                AT,
                "plant-hub",
                Pattern.PERIODIC,
                Cause.SAS_TOKEN_EXPIRY,
                0.98,
                List.of(new Alert.Alternative(Cause.IDLE_TIMEOUT, 0.01599)),
                new Alert.Scope(new Alert.Cohort("network", "203.0.113.0/24"), 1, List.of(device)),
                AT.minusSeconds(8000),
                AT,
                AT.minusSeconds(600),
                status == Status.RESOLVED ? AT : null,
                new Alert.Periodic(3900.5, 1, 3600.0, AT.plusSeconds(3300)),
                null,
                null,
                null,
                List.of("65 minutes"),
                List.of(new Alert.Recommendation("renew", "https://example.org/")),
                1e-12,
                new Alert.Feed(Duration.ofSeconds(12), false));
    }

    private static Verdict verdict(DeviceKey device) {
        return new Verdict(
                "0123456789abcdef",
                Status.OPEN,
                device,
                Pattern.PERIODIC,
                Cause.SAS_TOKEN_RENEWAL,
                0.95,
                AT,
                AT,
                AT,
                null,
                2700.0,
                AT.plusSeconds(2700),
                "fedcba9876543210");
    }

    @Test
    void isACloudEventThatTheStandardLibraryReadsBack() {
        CloudEvent event = new JsonFormat().deserialize(new AlertJson().write(alert(3, Status.OPEN, "press-007")));
        assertThat(event.getId()).isEqualTo("0123456789abcdef/3");
        assertThat(event.getSource()).hasToString("plant-hub");
        assertThat(event.getSubject()).isEqualTo("0123456789abcdef");
        assertThat(event.getType()).isEqualTo("io.dropsight.alert.updated");
        assertThat(event.getTime()).hasToString("2026-03-02T10:25:29Z");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void saysOpenedFirstAndResolvedLast() {
        assertThat(alert(1, Status.OPEN, "d").change()).isEqualTo("opened");
        assertThat(alert(2, Status.OPEN, "d").change()).isEqualTo("updated");
        assertThat(alert(3, Status.RESOLVED, "d").change()).isEqualTo("resolved");
    }

    @Test
    void writesAnAlertAsDocumented() {
        assertThat(new String(new AlertJson().write(alert(3, Status.RESOLVED, "press-007")), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"specversion":"1.0","id":"0123456789abcdef/3","source":"plant-hub",
                        "type":"io.dropsight.alert.resolved","datacontenttype":"application/json","subject":"0123456789abcdef",
                        "time":"2026-03-02T10:25:29Z","data":{"alertId":"0123456789abcdef","version":3,"status":"resolved",
                        "severity":"warning","pattern":"periodic","cause":"sas_token_expiry","confidence":0.98,
                        "alternatives":[{"cause":"idle_timeout","confidence":0.016}],
                        "scope":{"hub":"plant-hub","cohort":{"key":"network","value":"203.0.113.0/24"},
                        "deviceCount":1,"devices":["press-007"]},"onset":"2026-03-02T08:12:09Z",
                        "detectedAt":"2026-03-02T10:25:29Z","lastSeenAt":"2026-03-02T10:15:29Z","resolvedAt":"2026-03-02T10:25:29Z",
                        "periodic":{"ageSeconds":3900.5,"jitterSeconds":1,"tokenLifetimeSeconds":3600,
                        "nextExpectedAt":"2026-03-02T11:20:29Z"},"evidence":["65 minutes"],
                        "recommendations":[{"text":"renew","link":"https://example.org/"}],"falseAlarmProbability":1.0E-12,
                        "feed":{"lagSeconds":12,"gap":false}}}
                        """.replace("\n", ""));
    }

    @Test
    void bringsHostileIdsThroughUnharmed() throws IOException {
        long seed = 20260309;
        Random random = new Random(seed);
        ObjectMapper reader = new ObjectMapper();
        for (int i = 0; i < 1_000; i++) {
            String id = "\"<script>\u2028\u202e\n\u0000\\" + Messages.text(random);
            byte[] alert = new AlertJson().write(alert(1, Status.OPEN, id));
            byte[] verdict = VerdictJson.write(verdict(new DeviceKey("plant-hub", id, id)));
            assertThat(new String(alert, StandardCharsets.UTF_8)).doesNotContain("\n", "\u0000");
            assertThat(new String(verdict, StandardCharsets.UTF_8)).doesNotContain("\n", "\u0000");
            assertThat(reader.readTree(alert).at("/data/scope/devices/0").asText())
                    .as("id %d of seed %d", i, seed)
                    .isEqualTo(id);
            assertThat(reader.readTree(verdict).path("deviceId").asText()).isEqualTo(id);
            assertThat(reader.readTree(verdict).path("moduleId").asText()).isEqualTo(id);
        }
    }

    @Test
    void writesAtMostThreeDecimals() {
        String json = new String(new AlertJson().write(alert(1, Status.OPEN, "d")), StandardCharsets.UTF_8);
        assertThat(json)
                .contains("\"confidence\":0.016")
                .contains("\"ageSeconds\":3900.5")
                .contains("\"tokenLifetimeSeconds\":3600")
                .contains("\"falseAlarmProbability\":1.0E-12");
    }

    @Test
    void writesAVerdictAsDocumented() {
        Verdict verdict = verdict(new DeviceKey("plant-hub", "edge-5", "$edgeHub"));
        assertThat(new String(VerdictJson.write(verdict), StandardCharsets.UTF_8))
                .isEqualTo("{\"verdictId\":\"0123456789abcdef\",\"status\":\"open\",\"hub\":\"plant-hub\","
                        + "\"deviceId\":\"edge-5\",\"moduleId\":\"$edgeHub\",\"pattern\":\"periodic\","
                        + "\"cause\":\"sas_token_renewal\",\"confidence\":0.95,\"onset\":\"2026-03-02T10:25:29Z\","
                        + "\"detectedAt\":\"2026-03-02T10:25:29Z\",\"lastSeenAt\":\"2026-03-02T10:25:29Z\","
                        + "\"ageSeconds\":2700,\"nextExpectedAt\":\"2026-03-02T11:10:29Z\","
                        + "\"alertId\":\"fedcba9876543210\"}");
        assertThat(verdict.key()).isEqualTo("plant-hub/edge-5/$edgeHub#periodic");
    }
}
