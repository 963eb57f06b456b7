package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
        Map<String, String> causes = new HashMap<>();
        for (String line : Files.readAllLines(fleet.resolve("labels.jsonl"), UTF_8)) {
            JsonNode label = Findings.JSON.readTree(line);
            causes.put(label.path("deviceId").asText(), label.path("cause").asText());
        }
        assertThat(causes).hasSize(60);

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
    void aFolderThatHoldsAFleetIsLeftAlone() throws IOException {
        for (String held : List.of("insights-logs-connections", "fleet.jsonl", "labels.jsonl")) {
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
            --preset all         | Invalid value for option '--preset': expected one of [MIXED, LONG, HEALTHY] (case-insensitive) but was 'all'
            """)
    void aWrongOptionIsOneLineAndNothingIsMade(String options, String message) {
        Path fleet = folder.resolve("fleet");

        CommandLineRun wrong = CommandLineRun.of((Object[]) ("simulate --out " + fleet + " " + options).split(" ", -1));

        assertThat(wrong.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.err().lines()).containsExactly(message, "Help: dropsight simulate --help");
        assertThat(fleet).doesNotExist();
    }
}
