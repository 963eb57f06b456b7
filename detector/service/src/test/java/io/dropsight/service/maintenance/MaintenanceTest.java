package io.dropsight.service.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.service.AlertTopics;
import io.dropsight.service.Schemas;
import io.dropsight.service.view.AlertVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What silences cover, what is shown of them, and that code and schema agree. */
final class MaintenanceTest {
    private static final String ID = "00000000000000aa";
    /** Onset 08:00, devices cam-1 and cam-2 of plant-hub, random, network_loss. */
    private static final AlertVersion ALERT = alert("open");

    private static final Instant ONSET = Instant.parse("2026-03-02T08:00:00Z");

    private static AlertVersion alert(String status) {
        return Objects.requireNonNull(
                AlertVersion.read(AlertTopics.alert(ID, 2, status).getBytes(UTF_8)));
    }

    private static Silence silence(String names, Instant from, Instant to) {
        String json = """
                {"kind": "silence", "id": "x", %s, "from": "%s", "to": "%s", "reason": "works", "by": "ann"}""".formatted(names.replace('\'', '"'), from, to);
        Schemas.assertMaintenance(json);
        Entry entry = Entry.read(json.getBytes(UTF_8));
        Schemas.assertMaintenance(entry.json().toString());
        return (Silence) entry;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'hub': 'PLANT-hub'| true",
                "'hub': 'other'| false",
                "'devices': 'cam-*'| true",
                "'devices': 'cam-?'| true",
                "'devices': '*1'| false",
                "'pattern': 'random'| true",
                "'pattern': 'mass'| false",
                "'cause': 'network_loss', 'hub': 'plant-hub'| true",
                "'cause': 'network_loss', 'hub': 'other'| false",
                "'cohort': {'key': 'network', 'value': '203.0.113.0/24'}| false"
            })
    void aSilenceCoversWhatMatchesAllThatItNames(String names, boolean covers) {
        Silence silence = silence(names, ONSET, ONSET.plusSeconds(3_600));
        assertThat(silence.covers(ALERT, ONSET.plusSeconds(10))).isEqualTo(covers);
    }

    @Test
    void itLastsOnTheClockAndCoversWhatBeganInItForAQuarterOfAnHourMore() {
        Silence around = silence("'hub': 'plant-hub'", ONSET.minusSeconds(60), ONSET.plusSeconds(60));
        assertThat(around.covers(ALERT, ONSET.minusSeconds(61))).isFalse();
        assertThat(around.covers(ALERT, ONSET.minusSeconds(60))).isTrue();
        assertThat(around.covers(ALERT, ONSET.plusSeconds(60))).isTrue();
        assertThat(around.covers(ALERT, ONSET.plusSeconds(60 + 899))).isTrue();
        assertThat(around.covers(ALERT, ONSET.plusSeconds(60 + 900))).isFalse();
        Silence after = silence("'hub': 'plant-hub'", ONSET.plusSeconds(60), ONSET.plusSeconds(120));
        assertThat(after.covers(ALERT, ONSET.plusSeconds(119))).isTrue();
        assertThat(after.covers(ALERT, ONSET.plusSeconds(120)))
                .as("it began before")
                .isFalse();
    }

    @Test
    void ofAnAlertThatDoesNotNameAllItsDevicesNobodyKnows() {
        AlertVersion many = Objects.requireNonNull(AlertVersion.read(AlertTopics.alert(ID, 2, "open")
                .replace("\"deviceCount\":2", "\"deviceCount\":21")
                .getBytes(UTF_8)));
        Silence silence = silence("'devices': '*'", ONSET, ONSET.plusSeconds(60));
        assertThat(silence.covers(many, ONSET)).isFalse();
        assertThat(silence.covers(ALERT, ONSET)).isTrue();
    }

    @Test
    void aHostilePatternIsComparedAtOnce() {
        String glob = "*a".repeat(90) + "b";
        assertThat(org.junit.jupiter.api.Assertions.assertTimeout(
                        Duration.ofSeconds(5), () -> Glob.matches(glob, "a".repeat(100_000))))
                .isFalse();
    }

    @Test
    void whatIsShownSaysSuppressedWhileOpenAndResolvesAllTheSame() {
        MaintenanceBoard board = new MaintenanceBoard();
        Publication publication = new Publication(board, Clock.systemUTC());
        assertThat(publication.of(ALERT)).isSameAs(ALERT);
        board.put(silence("'hub': 'plant-hub'", ONSET, ONSET.plusSeconds(60)));
        board.put(new Acknowledgement(ID, "ann", ONSET, "on my way"));
        board.put(new Feedback(ID, Feedback.Verdict.CONFIRMED, "bob", ONSET, null));

        AlertVersion shown = publication.of(ALERT, ONSET);
        assertThat(shown.text("status")).isEqualTo("suppressed");
        assertThat(shown.isOpen()).isTrue();
        assertThat(shown.data().path("silence").path("reason").asText()).isEqualTo("works");
        assertThat(shown.data().path("acknowledgement").path("note").asText()).isEqualTo("on my way");
        assertThat(shown.data().path("feedback").path("verdict").asText()).isEqualTo("confirmed");
        Schemas.assertAlertData(shown.data().toString());
        Schemas.assertNotification(shown.envelope().toString());
        assertThat(ALERT.text("status")).as("the alert itself is left as it is").isEqualTo("open");

        AlertVersion over = publication.of(alert("resolved"), ONSET);
        assertThat(over.text("status")).isEqualTo("resolved");
        Schemas.assertNotification(over.envelope().toString());
        assertThat(board.feedback(Feedback.Verdict.CONFIRMED)).isEqualTo(1);
        assertThat(board.feedback(Feedback.Verdict.FALSE_ALARM)).isZero();
    }

    @Test
    void theReaderRefusesWhatTheSchemaRefuses() {
        String sound = """
                {"kind":"silence","id":"x","hub":"h","from":"2026-01-01T00:00:00Z","reason":"works","by":"ann"}""";
        Schemas.assertMaintenance(sound);
        assertThat(Entry.read(sound.getBytes(UTF_8)).json()).hasToString(sound);
        for (String wrong : List.of(
                "[]",
                "{}",
                sound.replace("silence", "quiet"),
                sound.replace("\"hub\":\"h\",", ""),
                sound.replace("\"x\"", "\"a/b\""),
                sound.replace("2026-01-01T00:00:00Z", "tomorrow"),
                sound.replace("works", ""),
                sound.replace("\"hub\"", "\"hob\""),
                sound.replace("\"hub\":\"h\"", "\"pattern\":\"often\""),
                sound.replace("\"hub\":\"h\"", "\"cohort\":{\"key\":\"colour\",\"value\":\"red\"}"),
                "{\"kind\":\"feedback\",\"alertId\":\"" + ID
                        + "\",\"verdict\":\"maybe\",\"by\":\"ann\",\"at\":\"2026-01-01T00:00:00Z\"}",
                "{\"kind\":\"acknowledgement\",\"alertId\":\"1\",\"by\":\"ann\",\"at\":\"2026-01-01T00:00:00Z\"}")) {
            assertThat(Schemas.isMaintenance(wrong)).as(wrong).isFalse();
            assertThatThrownBy(() -> Entry.read(wrong.getBytes(UTF_8)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
