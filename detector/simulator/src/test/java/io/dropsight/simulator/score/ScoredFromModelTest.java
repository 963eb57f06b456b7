package io.dropsight.simulator.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's own alerts and verdicts, as a judge gets them. */
final class ScoredFromModelTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void anAlertAndAVerdictOfTheModelAreWhatTheirWireFormSays() throws IOException {
        Alert alert = new Alert(
                "0123456789abcdef",
                3,
                Status.RESOLVED,
                NOON.plusSeconds(9),
                "hub",
                Pattern.PERIODIC,
                Cause.SCHEDULED,
                0.9,
                List.of(),
                new Alert.Scope(new Alert.Cohort("sdk", "c/1.5.0"), 4, List.of("d")),
                NOON,
                NOON.plusSeconds(1),
                NOON.plusSeconds(2),
                NOON.plusSeconds(3),
                null,
                null,
                new Alert.Forecast(NOON.plusSeconds(9_000), 12),
                null,
                List.of(),
                List.of(),
                1e-4,
                new Alert.Feed(Duration.ZERO, false));
        Verdict verdict = new Verdict(
                "0123456789abcdef",
                Status.OPEN,
                new DeviceKey("hub", "d", "m/1"),
                Pattern.PERIODIC,
                Cause.SCHEDULED,
                0.9,
                NOON,
                NOON.plusSeconds(1),
                NOON.plusSeconds(2),
                null,
                3900.0,
                null,
                "0123456789abcdef");
        Files.write(folder.resolve("alerts.jsonl"), new AlertJson().write(alert));
        Files.write(folder.resolve("verdicts.jsonl"), VerdictJson.write(verdict));

        ScoredFindings read = FindingsJson.read(folder);

        assertThat(read.alerts()).containsExactly(ScoredAlert.of(alert));
        assertThat(read.verdicts()).containsExactly(ScoredVerdict.of(verdict));
        assertThat(read.alerts().get(0))
                .satisfies(it -> assertThat(it.severity()).isEqualTo("info"))
                .satisfies(it -> assertThat(it.cohortValue()).isEqualTo("c/1.5.0"))
                .satisfies(it -> assertThat(it.resolvedAt()).isEqualTo(NOON.plusSeconds(3)));
        assertThat(read.verdicts().get(0))
                .isEqualTo(new ScoredVerdict(
                        "0123456789abcdef",
                        "open",
                        verdict.device(),
                        "periodic",
                        "scheduled",
                        NOON,
                        NOON.plusSeconds(1),
                        null,
                        3900.0,
                        "0123456789abcdef"));
    }
}
