package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.DeviceKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthJsonTest {
    private static final Instant FROM = Instant.parse("2026-03-02T00:00:00Z");
    private static final String HEADER = """
            {"type":"scenario","scenario":"x","seed":-7,"from":"2026-03-02T00:00:00Z","to":"2026-03-03T00:00:00Z","fleetSize":9}
            """;
    private static final Truth TRUTH = new Truth(
            "x",
            -7,
            FROM,
            FROM.plusSeconds(86_400),
            9,
            List.of(
                    new Truth.Device(
                            DeviceKey.of("plant", "press \"1\""),
                            "periodic",
                            "sas_token_expiry",
                            List.of(Duration.ofMinutes(60), Duration.ofMillis(1_767_500)),
                            FROM,
                            FROM.plusSeconds(7_200),
                            List.of(FROM.plusNanos(1_234_567_800L), FROM.plusSeconds(3_605)),
                            true),
                    new Truth.Device(
                            new DeviceKey("plant", "edge-5", "$edgeHub"),
                            "random",
                            "network_loss",
                            List.of(),
                            FROM.plusSeconds(60),
                            null,
                            List.of(FROM.plusSeconds(61)),
                            false)),
            List.of(new Truth.Incident(
                    "outage-1",
                    "plant",
                    "mass",
                    "network_outage",
                    FROM.plusSeconds(1),
                    FROM.plusSeconds(2),
                    FROM.plusSeconds(3),
                    "network",
                    "203.0.113.0/24",
                    7,
                    8,
                    true)));

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        StringWriter out = new StringWriter();
        TruthJson.write(TRUTH, out);

        assertThat(out.toString()).startsWith(HEADER).endsWith("}\n").hasLineCount(4);
        assertThat(read(out.toString())).isEqualTo(TRUTH);
    }

    @Test
    void fieldsOfALaterVersionAndBlankLinesArePassedOver() throws IOException {
        Truth truth = read(HEADER.replace("{\"type", "{\"later\":{\"a\":[1]},\"type") + "\n  \n");

        assertThat(truth.scenario()).isEqualTo("x");
        assertThat(truth.devices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"devise"}                 | labels.jsonl, line 2: type is "devise": use scenario, device or incident
            {"type":"scenario"}               | labels.jsonl, line 2: a second line of type scenario: one file holds one scenario
            {"type":"device"}                 | labels.jsonl, line 2: field "hub" is missing
            {"kind":"device"}                 | labels.jsonl, line 2: field "type" is missing
            {"type":["a","b"]}                | labels.jsonl, line 2: field "type" has 2 values: use one
            {"type":"incident","id":"1","hub":"h","pattern":"mass","cause":"c","start":"noon"} | labels.jsonl, line 2: field "start" is "noon": use a time in UTC, such as 2026-03-02T00:00:00Z
            {"type":"device","hub":"h","deviceId":"d","pattern":"p","cause":"c","ages":["x"]} | labels.jsonl, line 2: field "ages" holds "x": use seconds, such as 3900
            {"type":"device","hub":"h","deviceId":"a/b"} | labels.jsonl, line 2: hub "h", device "a/b": neither may be empty or hold a /
            []                                | labels.jsonl, line 2: it is no JSON object
            {} {}                             | labels.jsonl, line 2: something follows the object
            """)
    void aWrongLineIsNamed(String line, String message) {
        assertThatThrownBy(() -> read(HEADER + line))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void brokenJsonIsNamed() {
        assertThatThrownBy(() -> read(HEADER + "{\"type\":"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("labels.jsonl, line 2 is no JSON object: ");
    }

    @Test
    void theHeaderHasToBeThere() {
        assertThatThrownBy(() -> read(""))
                .hasMessage("labels.jsonl is empty: it has to start with a line of type scenario");
        for (String line : List.of("{\"type\":\"device\"}", "{\"hub\":\"h\",\"kind\":\"healthy\"}")) {
            assertThatThrownBy(() -> read(line))
                    .hasMessageStartingWith("labels.jsonl, line 1: the first line has to be of type scenario");
        }
    }

    @Test
    void aFileIsNamedWithItsPath(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("labels.jsonl"), HEADER + "[]\n");
        assertThatThrownBy(() -> TruthJson.read(file)).hasMessage(file + ", line 2: it is no JSON object");

        Files.write(file, new byte[] {(byte) 0xff, '\n'});
        assertThatThrownBy(() -> TruthJson.read(file)).hasMessage(file + ": it is no UTF-8 text");
    }

    private static Truth read(String text) throws IOException {
        return TruthJson.read(new BufferedReader(new StringReader(text)), "labels.jsonl");
    }
}
