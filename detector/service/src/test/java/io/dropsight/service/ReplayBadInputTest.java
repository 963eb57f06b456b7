package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is counted by reason, or told in words, and costs nothing but itself. */
final class ReplayBadInputTest {
    private static final Path SAS = CommandLineRun.example("sas-65-minutes");
    private static final long SEED = 4711;
    private static final int MEGABYTE = 1 << 20;
    private static final String QUOTES = "\"><script>alert('1')&amp;";
    private static final String BIDI = "\u202eevil\u2066\u200b";
    private static final String LONGEST = "d".repeat(128);

    @TempDir
    private Path folder;

    private List<String> lines;
    private List<String> ofOnePress;

    @BeforeEach
    void readTheExample() throws IOException {
        lines = CommandLineRun.linesOf(SAS);
        ofOnePress = lines.stream()
                .filter(line -> line.contains("\"deviceId\":\"press-007\""))
                .toList();
    }

    @Test
    void whatIsBrokenIsCountedAndTheRestIsAnalysed() throws IOException {
        Path bad = Files.createDirectory(folder.resolve("bad"));
        Files.createFile(bad.resolve("empty.json"));
        Files.write(bad.resolve("garbage.log"), garbage());
        Files.writeString(bad.resolve("cut.json"), ofOnePress.get(0).substring(0, 200));
        Files.writeString(bad.resolve("nested.txt"), "[".repeat(3_000_000));
        Files.writeString(bad.resolve("deep.json"), "{\"records\":" + "{\"a\":".repeat(100_000) + "\n");
        Files.write(bad.resolve("records.jsonl"), strangeRecords());
        Files.write(bad.resolve("cut.json.gz"), cutInTheMiddle(packed(String.join("\n", lines))));
        Files.createSymbolicLink(bad.resolve("gone.json"), folder.resolve("nowhere"));
        // A folder or file without permission cannot be tested as root, who may read all: it takes the way of the link.

        CommandLineRun run = CommandLineRun.of("replay", "--json", bad, SAS);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode json = Findings.JSON.readTree(run.out());
        JsonNode records = json.path("records");
        JsonNode unreadable = records.path("unreadable");
        assertThat(unreadable.path("not_json").asInt())
                .as("seed %d: %s", SEED, unreadable)
                .isPositive();
        assertThat(unreadable.path("too_deep").asInt()).isPositive();
        assertThat(unreadable.path("time_out_of_range").asInt()).isEqualTo(2);
        assertThat(unreadable.path("bad_id").asInt()).isEqualTo(2);
        assertThat(unreadable.path("no_device_id").asInt()).isEqualTo(1);
        assertThat(unreadable.path("wrong_type").asInt()).isEqualTo(2);
        assertThat(unreadable.path("bad_properties").asInt()).isEqualTo(1);
        assertThat(unreadable.path("cut_json").asInt()).isPositive();
        long sum = records.path("connections").asLong() + records.path("other").asLong();
        for (JsonNode count : unreadable) {
            sum += count.asLong();
        }
        assertThat(records.path("read").asLong()).isEqualTo(sum);
        assertThat(records.path("connections").asInt()
                        - records.path("duplicates").asInt())
                .isEqualTo(lines.size() + 3 * ofOnePress.size() + 2);
        assertThat(json.path("problems")).hasSize(2);
        assertThat(json.path("problems").toString())
                .contains("gone.json is a link to something that is not there")
                .contains("cut.json.gz was read up to its byte ");
        assertThat(json.path("findings").get(0).path("scope").path("devices"))
                .map(JsonNode::asText)
                .contains("press-007", "press-008", "press-011", QUOTES, BIDI, LONGEST);
    }

    @Test
    void idsCannotSteerTheTerminal() throws IOException {
        Path log = Files.write(folder.resolve("records.jsonl"), strangeRecords());

        CommandLineRun run = CommandLineRun.of("replay", log);

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("3 devices of plant-hub", QUOTES, LONGEST, "?evil??")
                .matches(text -> text.codePoints()
                        .allMatch(c -> c == '\n'
                                || Character.getType(c) != Character.CONTROL
                                        && Character.getType(c) != Character.FORMAT));
    }

    @Test
    void whereNothingCanBeAnalysedItFailsAndSaysSo() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.json"));
        Path garbage = Files.write(folder.resolve("garbage.bin"), garbage());

        CommandLineRun nothing = CommandLineRun.of("replay", empty);
        CommandLineRun noise = CommandLineRun.of("replay", empty, garbage);

        assertThat(nothing)
                .isEqualTo(new CommandLineRun(
                        1, "0 records read\n", "Nothing could be analysed: there is no record in " + empty + "\n"));
        assertThat(noise.code()).isEqualTo(1);
        assertThat(noise.out()).contains("unreadable: ", " not_json").doesNotContain("No findings");
        assertThat(noise.err())
                .startsWith("Nothing could be analysed: no connection or metric of an IoT hub is among ")
                .hasLineCount(1);
    }

    /** With a quarter of the launcher's heap. */
    @Test
    void aHugeLineIsSkippedInLittleMemory() throws Exception {
        Path huge = folder.resolve("huge.json");
        byte[] part = new byte[MEGABYTE];
        Arrays.fill(part, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(huge)) {
            out.write("{\"time\":\"".getBytes(UTF_8));
            for (int i = 0; i < 200; i++) {
                out.write(part);
            }
            out.write(("\n" + String.join("\n", lines)).getBytes(UTF_8));
        }
        try (CommandLineChild child = CommandLineChild.toFile(folder, List.of("-Xmx224m"), "replay", "-q", huge)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.leftBehind()).isEmpty();
            assertThat(child.out())
                    .contains((lines.size() + 1) + " records read\n  1 unreadable: 1 too_large\n")
                    .contains("sas_token_expiry: 3 devices of plant-hub");
        }
    }

    /** Of three devices whose tokens expire, and around them what is none. */
    private List<String> strangeRecords() {
        String first = ofOnePress.get(0);
        var records = new ArrayList<String>();
        for (String id : List.of(QUOTES, BIDI, LONGEST)) {
            ofOnePress.forEach(line -> records.add(
                    withId(line, Findings.JSON.getNodeFactory().textNode(id).toString())));
        }
        records.add(withId(first, "\"" + "d".repeat(129) + "\""));
        records.add(withId(first, "\"red\\u001b[31m\""));
        records.add(withId(first, "\"gate/door\"")); // a module and its device
        records.add(withId(first, "\"\""));
        records.add(withId(first, "{\"id\":[1]}"));
        records.add(withId(first, "\"quiet\""));
        records.add(first.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"9999-12-31T23:59:59.9999999Z\""));
        records.add(first.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"1601-01-01T00:00:00Z\""));
        records.add(first.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":1772432127508"));
        records.add(first.replaceFirst("\"properties\":\\{.*}", "\"properties\":\"{not json\"}"));
        return records;
    }

    private static String withId(String line, String id) {
        return line.replace("\"deviceId\":\"press-007\"", "\"deviceId\":" + id);
    }

    private static byte[] garbage() {
        byte[] bytes = new byte[64 * 1024];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] cutInTheMiddle(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }
}
