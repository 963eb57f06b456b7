package io.dropsight.azure;

import static io.dropsight.azure.Samples.decode;
import static io.dropsight.azure.Samples.good;
import static io.dropsight.azure.Samples.kinds;
import static io.dropsight.azure.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Size and depth: what is beyond them costs itself alone, and never more memory than the limit. */
class LimitsTest {
    private static final int MIB = 1 << 20;
    private static final String A = good("a");
    private static final String B = good("b");

    @Test
    void aLineOf200MebibytesIsSkippedInBoundedMemory() throws IOException {
        assertThat(readIn(4 * MIB, A + "\n{\"x\":\"", 200L * MIB, "y", "\"}\n" + B))
                .containsExactly("event a", "unreadable too_large", "event b");
    }

    @Test
    void aHugeRecordWithoutItsEndIsSkippedToTheEndOfItsLine() throws IOException {
        assertThat(readIn(4 * MIB, A + "\n{\"x\":[", 20L * MIB, "{\"y\":1},", "\n" + B))
                .containsExactly("event a", "unreadable too_large", "event b");
        assertThat(readIn(4 * MIB, A + "{\"x\":\"", 20L * MIB, "y", ""))
                .containsExactly("event a", "unreadable too_large");
    }

    @Test
    void aHugeRecordInAnEnvelopeOfOneLineCostsItselfAlone() throws IOException {
        assertThat(readIn(4 * MIB, "{\"records\":[" + A + ",{\"x\":[0", 5L * MIB, ",1", "]}," + B + "]}" + A))
                .containsExactly("event a", "unreadable too_large", "event b", "event a");
    }

    @Test
    void garbageOfAnyLengthIsOneUnreadableInBoundedMemory() throws IOException {
        assertThat(readIn(MIB, A + "\n", 50L * MIB, "garbage", "\n" + B))
                .containsExactly("event a", "unreadable not_json", "event b");
    }

    @Test
    void endlessBlankLinesAfterABrokenRecordAreReadOnce() throws IOException {
        assertThat(readIn(MIB, A + "\n{\"x\":1,\n", 20L * MIB, "\n", "y\n" + B))
                .containsExactly("event a", "unreadable too_large", "event b");
    }

    @Test
    void anEndlessArrayNeedsTheMemoryOfOneRecord() throws IOException {
        Window window = new Window(repeating("{\"records\":[", 20L * MIB, A + ",", B + "]}"));
        long[] counts = new long[2];
        read(
                window,
                result -> counts[
                        ((Decoded.Event) result).event().device().deviceId().equals("a") ? 0 : 1]++);
        assertThat(counts).containsExactly(20L * MIB / (A.length() + 1), 1);
        assertThat(window.bytes.length).isLessThanOrEqualTo(MIB / 8);
    }

    @Test
    void theSizeLimitIsOneMebibyteToTheByte() {
        String frame = good("a").replace("}}", ",\"x\":\"\"}}");
        String largest = frame.replace("\"\"", '"' + "y".repeat(MIB - frame.length()) + '"');
        assertThat(largest).hasSize(MIB);
        assertThat(kinds(largest + "\n" + B)).containsExactly("event a", "event b");
        assertThat(kinds(" " + largest.replace("yy", "yyy").substring(0, 0) + largest.replaceFirst("y", "yy") + B))
                .containsExactly("unreadable too_large", "event b");
    }

    @Test
    void atMost64KibibytesOfABodyAreKept() {
        for (String bad : List.of(
                "{\"x\":\"" + "y".repeat(2 * MIB) + "\"}",
                "{\"x\":\"" + "y".repeat(MIB / 2) + "\"}",
                "x".repeat(MIB),
                "[".repeat(MIB),
                "{\"x\":\"" + "y".repeat(MIB / 2))) {
            Decoded.Unreadable result = (Decoded.Unreadable) decode(bad).get(0);
            byte[] expected = Arrays.copyOf(utf8(bad.startsWith("[") ? "[".repeat(MIB) : bad), 64 * 1024);
            assertThat(result.body()).isEqualTo(expected);
        }
    }

    @Test
    void endlessNestingIsNeitherAnErrorNorTheEnd() {
        for (String open : List.of("[", "{\"a\":", "[{\"a\":", "{\"a\":[", "{\"records\":[")) {
            for (int times : new int[] {70, 100_000}) {
                List<String> results = kinds(A + "\n" + open.repeat(times) + "\n" + B + "\n" + good("c"));
                assertThat(results).as(open).startsWith("event a").endsWith("event b", "event c");
                assertThat(results.size()).as(open).isLessThan(70);
            }
        }
        assertThat(kinds("[".repeat(100_000) + "\n" + B)).containsExactly("unreadable too_deep", "event b");
        assertThat(kinds("{\"a\":".repeat(100_000) + "\n" + B)).containsExactly("unreadable too_deep", "event b");
    }

    @Test
    void nestingOf64IsRead() {
        String nested = A.replace("}}", ",\"x\":" + "[".repeat(62) + "]".repeat(62) + "}}");
        assertThat(kinds(nested)).containsExactly("event a");
        String deeper = A.replace("}}", ",\"x\":" + "[".repeat(63) + "]".repeat(63) + "}}");
        assertThat(kinds("{\"records\":[" + deeper + "," + B + "]}")).containsExactly("unreadable too_deep", "event b");
        assertThat(kinds(A.replace("}}", ",\"authType\":" + Samples.quoted("[".repeat(500)) + "}}")))
                .containsExactly("event a");
        assertThat(kinds(Samples.record(java.util.Map.of("properties", Samples.quoted("{\"x\":" + "[".repeat(500))))))
                .containsExactly("unreadable bad_properties");
    }

    @Test
    void nestingOverManyLinesCostsNoSoundLine() {
        assertThat(kinds("{\"a\":\n".repeat(200) + B).stream().filter("event b"::equals))
                .hasSize(1);
        assertThat(kinds("[\n".repeat(200) + B).stream().filter("event b"::equals))
                .hasSize(1);
        assertThat(kinds(("{\"a\":[\n" + A + ",\n").repeat(300)).stream().filter("event a"::equals))
                .hasSize(300);
    }

    @Test
    void aCutRecordBeforeMebibytesOfSoundOnesCostsItselfAlone() {
        String sound = String.join(",\n", Collections.nCopies(4000, B));
        assertThat(sound.length()).isGreaterThan(MIB);
        assertThat(kinds(A + "\n{\"x\":[\n" + sound)).hasSize(4002).startsWith("event a", "unreadable too_large");
    }

    @Test
    void namesAndNumbersOfAbsurdLengthDoNoHarm() {
        assertThat(kinds("{\"" + "n".repeat(100_000) + "\":1," + A.substring(1)))
                .containsExactly("event a");
        assertThat(kinds("{\"n\":" + "9".repeat(100_000) + "}" + B)).containsExactly("unreadable not_json", "event b");
    }

    private static List<String> readIn(int maxBytes, String before, long size, String part, String after)
            throws IOException {
        Window window = new Window(repeating(before, size, part, after));
        List<Decoded> results = new ArrayList<>();
        read(window, results::add);
        assertThat(window.bytes.length).isLessThanOrEqualTo(maxBytes);
        return kinds(results);
    }

    private static void read(Window window, java.util.function.Consumer<Decoded> out) throws IOException {
        RecordStream records = new RecordStream(window, new RecordDecoder(Samples.HUB), null, -1);
        boolean more = true;
        while (more) {
            more = records.advance(out);
        }
    }

    /** {@code before}, then {@code part} over and over for about {@code size} bytes, then {@code after}. */
    private static InputStream repeating(String before, long size, String part, String after) {
        byte[] block = utf8(part.repeat(Math.max(1, 100_000 / part.length())));
        long total = size / part.length() * part.length();
        InputStream middle = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == total ? -1 : block[(int) (at++ % block.length)];
            }

            @Override
            public int read(byte[] target, int from, int length) {
                int start = (int) (at % block.length);
                int count = (int) Math.min(Math.min(length, block.length - start), total - at);
                System.arraycopy(block, start, target, from, count);
                at += count;
                return count == 0 ? -1 : count;
            }
        };
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(utf8(before)), middle, new ByteArrayInputStream(utf8(after)))));
    }
}
