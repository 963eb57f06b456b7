package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.simulator.Truth;
import io.dropsight.simulator.TruthJson;
import io.dropsight.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateTest {
    @TempDir
    private Path folder;

    @Test
    void writesAFleetThatReplaysAsItsLabelsSay() throws IOException {
        Path fleet = folder.resolve("new/fleet");

        CommandLineRun simulated = CommandLineRun.of(
                "simulate", "--devices", 60, "--days", 1, "--seed", 3, "--hub", "North-Plant", "--out", fleet);

        assertThat(simulated.code()).isZero();
        assertThat(simulated.out()).isEmpty();
        assertThat(simulated.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Simulating 60 devices for 1 day, seed 3"),
                        line -> assertThat(line)
                                .matches("[0-9,]+ records and the truth about each device \\(labels\\.jsonl\\) are in "
                                        + fleet));
        Truth truth = TruthJson.read(fleet.resolve("labels.jsonl"));
        assertThat(truth.fleetSize()).isEqualTo(60);
        Map<String, String> causes = new HashMap<>();
        truth.devices().forEach(device -> causes.put(device.device().deviceId(), device.cause()));

        CommandLineRun replayed = CommandLineRun.of("replay", "--json", fleet);

        assertThat(replayed.code()).as(replayed.err()).isZero();
        JsonNode json = Findings.JSON.readTree(replayed.out());
        JsonNode hub = json.path("hubs").get(0);
        assertThat(hub.path("hub").asText()).isEqualTo("north-plant");
        assertThat(simulated.err())
                .contains("%,d records".formatted(hub.path("records").asInt()));
        assertThat(json.path("records").path("unreadable")).isEmpty();
        assertThat(json.path("findings")).isNotEmpty();
        for (JsonNode finding : json.path("findings")) {
            for (JsonNode device : finding.path("scope").path("devices")) {
                assertThat(causes)
                        .containsEntry(device.asText(), finding.path("cause").asText());
            }
        }
    }

    @Test
    void scenariosAreListedALineEach() {
        CommandLineRun list = CommandLineRun.of("simulate", "--list");

        assertThat(list.code()).isZero();
        assertThat(list.err()).isEmpty();
        assertThat(list.out().lines())
                .hasSameSizeAs(Scenarios.names())
                .allMatch(line -> line.matches("[a-z0-9-]+ +[^ ].*"))
                .anyMatch(line -> line.startsWith("sas-echo "));
    }

    @Test
    void aScenarioIsWrittenWithItsMetricsAndTruth() throws IOException {
        CommandLineRun simulated = CommandLineRun.of(
                "simulate", "--scenario", "hub-outage-sharp", "--devices", 80, "--difficulty", 0.5, "--out", folder);

        assertThat(simulated.code()).as(simulated.err()).isZero();
        assertThat(simulated.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("Simulating hub-outage-sharp: 80 devices for 24 h, seed 1, difficulty 0.5"),
                        line -> assertThat(line)
                                .matches(
                                        "[0-9,]+ records, 1,4\\d\\d points of metrics and the truth about each device .*"));
        Truth truth = TruthJson.read(folder.resolve("labels.jsonl"));
        assertThat(truth.scenario()).isEqualTo("hub-outage-sharp");
        assertThat(truth.incidents())
                .anyMatch(incident -> incident.cause().equals("hub_transient") && incident.detectable());

        CommandLineRun replayed = CommandLineRun.of("replay", "--json", folder);

        assertThat(replayed.code()).as(replayed.err()).isZero();
        JsonNode records = Findings.JSON.readTree(replayed.out()).path("records");
        assertThat(records.path("unreadable")).isEmpty();
        assertThat(records.path("metrics").asInt()).isBetween(1_400, 1_440);
    }

    @Test
    void aFolderThatHoldsAFleetIsLeftAlone() throws IOException {
        for (String held :
                List.of("insights-logs-connections", "insights-metrics-pt1m", "fleet.jsonl", "labels.jsonl")) {
            Path taken = Files.createDirectory(folder.resolve("with-" + held));
            Files.writeString(taken.resolve(held), "mine");
            for (String form : List.of("--preset=mixed", "--capture")) {
                CommandLineRun refused = CommandLineRun.of("simulate", form, "--out", taken);

                assertThat(refused.code()).isEqualTo(Main.WRONG_USAGE);
                assertThat(refused.err().lines())
                        .containsExactly(
                                taken + " holds a fleet already: name another folder with --out",
                                "Help: dropsight simulate --help");
                assertThat(taken).isDirectoryContaining(path -> path.endsWith(held));
                assertThat(taken.resolve(held)).hasContent("mine");
                assertThat(taken.toFile().list()).hasSize(1);
            }
        }
    }

    @Test
    void aFleetCannotBeWrittenIntoAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThat(CommandLineRun.of("simulate", "--out", file).err())
                .startsWith("--out " + file + ": no fleet can be written there: it is a file, not a folder\n");
        assertThat(CommandLineRun.of("simulate", "--out", file.resolve("sub")))
                .matches(run -> run.code() == Main.WRONG_USAGE)
                .matches(run -> run.err().contains(": no fleet can be written there: "));
    }

    @Test
    void aCaptureIsAnotherFormOfTheSameFleet() throws IOException {
        CommandLineRun capture = CommandLineRun.of(
                "simulate", "--devices", 5, "--days", 1, "--preset", "Healthy", "--capture", "--out", folder);

        assertThat(capture.code()).isZero();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("fleet.jsonl", "labels.jsonl");
        assertThat(Files.readAllLines(folder.resolve("fleet.jsonl"), UTF_8)).allMatch(line -> line.contains("\"ts\":"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --devices 0          | --devices is 0: use 1 to 5000000, such as 2000
            --devices -1         | --devices is -1: use 1 to 5000000, such as 2000
            --devices 5000001    | --devices is 5000001: use 1 to 5000000, such as 2000
            --devices 99999999999 | Invalid value for option '--devices': '99999999999' is not an int
            --days 0             | --days is 0: use 1 to 366, such as 3
            --days -1            | --days is -1: use 1 to 366, such as 3
            --days 367           | --days is 367: use 1 to 366, such as 3
            --hub=               | --hub is "": use 3 to 50 of a-z, 0-9 and -, such as sim-hub
            --hub=a_b            | --hub is "a_b": use 3 to 50 of a-z, 0-9 and -, such as sim-hub
            --seed one           | Invalid value for option '--seed': 'one' is not a long
            --scenario sas-eco   | --scenario is "sas-eco": use one that dropsight simulate --list names, such as sas-echo
            --scenario sas-echo --preset long | --preset and --scenario: use one of them
            --scenario sas-echo --difficulty 3 | --difficulty is 3.0: use 0 (easy) to 2 (hardest), such as 1
            --scenario sas-echo --days 61 | --days is 61: use 1 to 60, such as 2
            --scenario sas-echo --devices 1000001 | --devices is 1000001: use 1 to 1000000, such as 500
            --difficulty 1       | --difficulty is that of a scenario: name one with --scenario
            --preset all         | Invalid value for option '--preset': expected one of [MIXED, LONG, HEALTHY] (case-insensitive) but was 'all'
            """)
    void aWrongOptionIsOneLineAndNothingIsMade(String options, String message) {
        Path fleet = folder.resolve("fleet");

        CommandLineRun wrong = CommandLineRun.of((Object[]) ("simulate --out " + fleet + " " + options).split(" ", -1));

        assertThat(wrong.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.err().lines()).containsExactly(message, "Help: dropsight simulate --help");
        assertThat(fleet).doesNotExist();
    }

    @Test
    void withoutAFolderItSaysSo() {
        assertThat(CommandLineRun.of("simulate").err()).startsWith("Missing required option: '--out=DIR'\n");
    }
}
