package io.dropsight.simulator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.DeviceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingsJsonTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final String MASS = """
            {"specversion":"1.0","id":"a1/2","source":"hub","type":"io.dropsight.alert.updated","subject":"a1",\
            "time":"2026-03-02T12:03:00Z","data":{"alertId":"a1","version":2,"status":"open","severity":"critical",\
            "pattern":"mass","cause":"network_outage","scope":{"hub":"hub","cohort":{"key":"network",\
            "value":"203.0.113.0/24"},"deviceCount":40,"devices":["d","e/m/1"]},"onset":"2026-03-02T12:00:00Z",\
            "detectedAt":"2026-03-02T12:00:20Z","lastSeenAt":"2026-03-02T12:01:00Z",\
            "forecast":{"at":"2026-03-02T13:05:00Z","devices":38},"new":[{"deep":null}]}}""";

    @TempDir
    private Path folder;

    @BeforeEach
    void noVerdicts() throws IOException {
        write("verdicts.jsonl");
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void readsEveryFieldOfAnAlertAndIgnoresWhatIsNew() throws IOException {
        write("alerts.jsonl", MASS);

        assertThat(FindingsJson.read(folder).alerts())
                .containsExactly(new ScoredAlert(
                        "a1",
                        2,
                        "open",
                        "mass",
                        "network_outage",
                        "critical",
                        "hub",
                        "network",
                        "203.0.113.0/24",
                        40,
                        List.of(DeviceKey.of("hub", "d"), new DeviceKey("hub", "e", "m/1")),
                        NOON,
                        NOON.plusSeconds(20),
                        NOON.plusSeconds(60),
                        null,
                        NOON.plusSeconds(180),
                        NOON.plusSeconds(3900),
                        38));
    }

    @Test
    void anEventSeenTwiceCountsOnceAndVersionsComeInOrder() throws IOException {
        String first = MASS.replace("\"version\":2", "\"version\":1").replace("12:03:00", "12:00:30");
        write("alerts.jsonl", MASS, first, MASS);

        assertThat(FindingsJson.read(folder).alerts())
                .extracting(ScoredAlert::version)
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1]                                  | line 2: it is no JSON object
            {"a":1} {}                           | line 2: there is something behind its JSON object
            {"a":                                | line 2: it is no JSON: Unexpected end-of-input within/between Object entries
            {"a":1}                              | line 2: field "data" is missing
            {"data":7}                           | line 2: field "data" is not an object
            {"data":{"scope":{},"alertId":7}}    | line 2: field "alertId" is not text
            {"data":{"scope":{},"alertId":"x","version":1.5}} | line 2: field "version" is not a whole number
            {"data":{"scope":{},"alertId":"x","version":-1}}  | line 2: field "version" is not a count
            """)
    void aLineThatIsNoAlertIsNamedWithFileAndLine(String line, String message) throws IOException {
        Path file = write("alerts.jsonl", MASS, line);

        assertThatThrownBy(() -> FindingsJson.read(folder)).hasMessage(file + ", " + message);
    }

    @Test
    void aTimeThatIsNoneIsNamed() throws IOException {
        Path file = write("alerts.jsonl", MASS.replace("\"2026-03-02T12:00:20Z\"", "\"noon\""));

        assertThatThrownBy(() -> FindingsJson.read(folder))
                .hasMessage(file + ", line 1: field \"detectedAt\" is not a time such as 2026-03-02T00:00:00Z");
    }

    @Test
    void bytesThatAreNoTextAreNamed() throws IOException {
        Path file = Files.write(folder.resolve("alerts.jsonl"), new byte[] {(byte) 0xff, '\n'});

        assertThatThrownBy(() -> FindingsJson.read(folder)).hasMessage(file + ", after line 0: it is no UTF-8 text");
    }

    @Test
    void aMissingFileIsToldAsSuch() {
        assertThatThrownBy(() -> FindingsJson.read(folder)).isInstanceOf(NoSuchFileException.class);
    }
}
