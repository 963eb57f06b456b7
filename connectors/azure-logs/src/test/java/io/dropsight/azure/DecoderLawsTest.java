package io.dropsight.azure;

import static io.dropsight.azure.Samples.EXAMPLES;
import static io.dropsight.azure.Samples.decode;
import static io.dropsight.azure.Samples.example;
import static io.dropsight.azure.Samples.good;
import static io.dropsight.azure.Samples.read;
import static io.dropsight.azure.Samples.shown;
import static io.dropsight.azure.Samples.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What holds for any input; every assertion names the seed that made its input. */
class DecoderLawsTest {
    private static final int MUTATIONS = 4000;

    @Test
    void agreesWithATreeDecoderOnEveryExample() {
        for (String name : EXAMPLES) {
            byte[] body = utf8(example(name));
            assertThat(outcomes(body))
                    .as(name)
                    .isEqualTo(TreeDecoder.decode(body).orElseThrow());
        }
    }

    @Test
    void takesTheShortWayThroughEveryExample() {
        RecordFields record = new RecordFields();
        Vocabulary vocabulary = new Vocabulary();
        Authentications authentications = new RecordParser(record, vocabulary).authentications();
        PlainParser plain = new PlainParser(record, vocabulary, authentications);
        for (String name : EXAMPLES) {
            String text = example(name).strip();
            int from = text.startsWith("{\"records\"") ? text.indexOf('{', 1) : 0;
            assertThat(plain.parse(utf8(text), from, text.length())).as(name).isGreaterThan(from);
        }
    }

    @Test
    void agreesWithATreeDecoderOnExamplesWithDamagedBytes() {
        int compared = 0;
        for (long seed = 0; seed < MUTATIONS; seed++) {
            byte[] body = Mutations.bytes(utf8(anyExample(seed)), new Random(seed));
            compared += compare(body, seed) ? 1 : 0;
        }
        assertThat(compared).as("inputs that stayed JSON").isGreaterThan(MUTATIONS / 10);
    }

    @Test
    void agreesWithATreeDecoderOnExamplesWithOtherFieldsAndTypes() {
        int compared = 0;
        for (long seed = 0; seed < MUTATIONS; seed++) {
            compared += compare(utf8(Mutations.fields(anyExample(seed), new Random(seed))), seed) ? 1 : 0;
        }
        assertThat(compared).isEqualTo(MUTATIONS);
    }

    @Test
    void agreesWithATreeDecoderOnRandomJson() {
        for (long seed = 0; seed < MUTATIONS; seed++) {
            assertThat(compare(utf8(Mutations.randomRecords(new Random(seed))), seed))
                    .as("seed %d is JSON", seed)
                    .isTrue();
        }
    }

    @Test
    void theSizeOfTheChunksChangesNothing() {
        for (long seed = 0; seed < 400; seed++) {
            byte[] file = randomFile(seed);
            List<String> whole = shown(decode(file));
            assertThat(shown(read(new ByteArrayInputStream(file))))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            assertThat(shown(read(chunks(file, length -> 1))))
                    .as("seed %d, 1 byte", seed)
                    .isEqualTo(whole);
            assertThat(shown(read(chunks(file, upTo300(new Random(seed))))))
                    .as("seed %d, random", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void aFileIsTheSumOfItsRecords() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<String> expected = new ArrayList<>();
            StringBuilder file = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                String record = random.nextBoolean() ? anyExample(random.nextLong()) : good("d" + i);
                file.append(record)
                        .append(List.of("", "\n", "\r\n", ",", " ", "\n\n").get(random.nextInt(6)));
                expected.addAll(outcomes(utf8(record)));
            }
            String text = file.toString();
            assertThat(outcomes(utf8(text))).as("seed %d", seed).isEqualTo(expected);
            assertThat(outcomes(utf8("[" + text + "]")))
                    .as("seed %d, array", seed)
                    .isEqualTo(expected);
            assertThat(outcomes(utf8("{\"v\":[{}],\"records\":[" + text + "],\"x\":{\"records\":[]}}")))
                    .as("seed %d, envelope", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aDamagedLineChangesNothingAboutItsNeighbours() {
        for (long seed = 0; seed < MUTATIONS; seed++) {
            byte[] damaged = Mutations.bytes(utf8(anyExample(seed).replace('\n', ' ')), new Random(seed));
            String line = new String(damaged, ISO_8859_1).replace('\n', ' ');
            byte[] file = (good("first") + "\n" + line + "\n" + good("second") + "\n" + good("third") + "\n")
                    .getBytes(ISO_8859_1);
            List<String> events = outcomes(file);
            for (String device : List.of("first", "second", "third")) {
                String expected = outcomes(utf8(good(device))).get(0);
                assertThat(events).as("seed %d: %s", seed, line).containsOnlyOnce(expected);
            }
        }
    }

    @Test
    void aCutRecordIsOneUnreadableWhereverItIsCut() {
        for (String name : List.of("a03-disconnect-404104-storage", "a07-clean-disconnect-node")) {
            String record = example(name).strip();
            for (int length = 1; length < record.length(); length++) {
                String cut = record.substring(0, length);
                assertThat(Samples.kinds(cut + "\n" + good("a") + "\n" + good("b") + "\n"))
                        .as(cut)
                        .containsExactly("unreadable cut_json", "event a", "event b");
                assertThat(Samples.kinds(good("a") + "\n" + cut))
                        .as(cut)
                        .containsExactly("event a", "unreadable cut_json");
                String tail = record.substring(length);
                assertThat(Samples.kinds(good("a") + "\n" + tail + "\n" + good("b")))
                        .as(tail)
                        .startsWith("event a")
                        .endsWith("event b")
                        .filteredOn(kind -> kind.startsWith("unreadable"))
                        .hasSizeBetween(1, 2); // two if it begins with the whole properties
            }
        }
    }

    @Test
    void aCutRecordInsideAnEnvelopeOfOneLineCostsItselfAlone() {
        for (String name : List.of("a03-disconnect-404104-storage", "a07-clean-disconnect-node")) {
            String record = example(name).strip();
            for (int length = 1; length < record.length(); length++) {
                String cut = record.substring(0, length);
                String envelope = "{\"records\":[%s,%s,%s,%s]}".formatted(good("a"), cut, good("b"), good("c"));
                assertThat(Samples.kinds(envelope + "\n" + envelope))
                        .as(cut)
                        .hasSize(8)
                        .filteredOn(kind -> kind.startsWith("event"))
                        .containsExactly("event a", "event b", "event c", "event a", "event b", "event c");
            }
        }
    }

    @Test
    void bytesOfAnyKindAreNeverAnException() {
        byte[] alphabet = utf8("{}[]\",:\\\n 0e-tnu/\ufeff");
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            for (int i = 0; seed % 4 != 0 && i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            List<Decoded> results = decode(bytes);
            assertThat(shown(read(chunks(bytes, length -> 1))))
                    .as("seed %d", seed)
                    .isEqualTo(shown(results));
        }
    }

    private static boolean compare(byte[] body, long seed) {
        String text = new String(body, UTF_8);
        Optional<List<String>> expected = TreeDecoder.decode(body);
        List<String> actual = outcomes(body);
        if (expected.isPresent() && text.indexOf("\"records\"") == text.lastIndexOf("\"records\"")) {
            assertThat(actual).as("seed %d: %s", seed, text).isEqualTo(expected.get());
            assertThat(outcomes(utf8(text.replace("{\"", "{\t\""))))
                    .as("seed %d, kept from the short way by a tab: %s", seed, text)
                    .isEqualTo(expected.get());
        }
        return expected.isPresent();
    }

    private static List<String> outcomes(byte[] body) {
        return decode(body).stream().map(TreeDecoder::outcome).toList();
    }

    private static String anyExample(long seed) {
        return example(EXAMPLES.get((int) Math.floorMod(seed, (long) EXAMPLES.size())));
    }

    /** Sound, damaged and random parts, mostly on lines of their own. */
    private static byte[] randomFile(long seed) {
        Random random = new Random(seed);
        StringBuilder file = new StringBuilder(random.nextInt(5) == 0 ? "[" : "");
        for (int i = random.nextInt(8); i >= 0; i--) {
            String part =
                    switch (random.nextInt(4)) {
                        case 0 -> good("d" + i);
                        case 1 ->
                            new String(
                                    Mutations.bytes(utf8(anyExample(random.nextLong(0, 1 << 30))), random), ISO_8859_1);
                        case 2 -> Mutations.randomRecords(random);
                        default -> anyExample(random.nextLong(0, 1 << 30));
                    };
            file.append(part).append(random.nextInt(4) == 0 ? "," : "\n");
        }
        return file.toString().getBytes(ISO_8859_1);
    }

    private static InputStream chunks(byte[] bytes, IntUnaryOperator size) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, size.applyAsInt(length));
            }
        };
    }

    /** Now and then none at all. */
    private static IntUnaryOperator upTo300(Random random) {
        return length -> Math.min(length, random.nextInt(300));
    }
}
