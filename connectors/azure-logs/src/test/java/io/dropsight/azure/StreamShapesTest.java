package io.dropsight.azure;

import static io.dropsight.azure.Samples.decode;
import static io.dropsight.azure.Samples.example;
import static io.dropsight.azure.Samples.good;
import static io.dropsight.azure.Samples.kinds;
import static io.dropsight.azure.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How records follow one another, and where reading resumes after something that is none. */
class StreamShapesTest {
    private static final String A = good("a");
    private static final String B = good("b");
    private static final String C = good("c");
    private static final List<String> ALL = List.of("event a", "event b", "event c");

    @Test
    void recordsComeWithAnySeparatorOrNone() {
        for (String between : List.of("", "\n", "\r\n", " ", ",", ",\n", "\n\n\t", "\u001e")) {
            assertThat(kinds(A + between + B + between + C)).as(between).isEqualTo(ALL);
        }
        assertThat(kinds("\u001e" + A + "\n\u001e" + B + "\n\u001e" + C + "\n")).isEqualTo(ALL);
    }

    @Test
    void recordsComeInArraysAndEnvelopesAndEnvelopesInArrays() {
        assertThat(kinds("[" + A + "," + B + ",\n" + C + "]")).isEqualTo(ALL);
        assertThat(kinds("{\"records\":[" + A + "," + B + "," + C + "]}")).isEqualTo(ALL);
        assertThat(kinds("[{\"records\":[" + A + "]},{\"Records\" : [" + B + "]}]" + C))
                .isEqualTo(ALL);
        assertThat(kinds("[[" + A + "],[[" + B + "]]]\n{\"records\":[[" + C + "]]}"))
                .isEqualTo(ALL);
        assertThat(kinds("{\"x\":{\"records\":[1]},\"records\":[" + A + "],\"y\":[{}],\"records\":[" + B + "]}" + C))
                .isEqualTo(ALL);
        assertThat(kinds("{\"records\":[],\"z\":\"]}\"}" + A + "[]" + B + C)).isEqualTo(ALL);
    }

    @Test
    void prettyPrintedObjectsFollowEachOther() throws IOException {
        String pretty =
                TreeDecoder.MAPPER.readTree(example("a05-sas-triple-envelope")).toPrettyString();
        String record = TreeDecoder.MAPPER.readTree(A).toPrettyString();
        assertThat(kinds(record + "\n" + pretty + "\n" + record + record))
                .containsExactly("event a", "event press-007", "event press-007", "event a", "event a");
    }

    @Test
    void offsetsAreWhereRecordsBegin() {
        String body = "\n" + A + "\n{\"records\":[ " + B + "]}";
        assertThat(decode(body)).extracting(Decoded::offset).containsExactly(1L, (long) body.indexOf(B));
        List<Decoded> results = new ArrayList<>();
        byte[] padded = utf8("xx" + body + "}}}");
        Samples.DECODER.decode(padded, 2, padded.length - 3, results::add);
        assertThat(results).isEqualTo(decode(body));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(kinds("\ufeff" + A)).containsExactly("event a");
    }

    @Test
    void utf16IsRefusedAsAWhole() {
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE")) {
            byte[] file = (A + "\n" + B).getBytes(Charset.forName(charset));
            assertThat(kinds(decode(file))).as(charset).containsExactly("unreadable not_utf8");
            assertThat(kinds(Samples.read(new ByteArrayInputStream(file)))).containsExactly("unreadable not_utf8");
        }
        byte[] marked = ("\ufeff" + A).getBytes(StandardCharsets.UTF_16LE);
        assertThat(kinds(decode(marked))).containsExactly("unreadable not_utf8");
    }

    @Test
    void anEmptyInputHasNoRecords() {
        assertThat(kinds("")).isEmpty();
        assertThat(kinds(" \n\ufeff".substring(0, 2))).isEmpty();
        assertThat(kinds("\ufeff")).isEmpty();
    }

    @Test
    void garbageBetweenRecordsIsOneUnreadableForEachLine() {
        assertThat(kinds(A + "}}]] garbage {{{ \"x\" {\"y\":1} 5,6,7" + B))
                .containsExactly("event a", "unreadable not_json", "event b");
        assertThat(kinds(A + "\nfirst\nsecond { line\n" + B + "\n"))
                .containsExactly("event a", "unreadable not_json", "unreadable not_json", "event b");
        assertThat(kinds("2026-03-02 INFO got " + A + "\n2026-03-02 INFO got " + B))
                .containsExactly("unreadable not_json", "event a", "unreadable not_json", "event b");
        assertThat(kinds("5\nnull\n\"text\"\n" + A))
                .containsExactly("unreadable not_json", "unreadable not_json", "unreadable not_json", "event a");
    }

    @Test
    void garbageIsKeptAsItCame() {
        Decoded.Unreadable garbage =
                (Decoded.Unreadable) decode(A + "\n no json \n" + B).get(1);
        assertThat(garbage.body()).asString(StandardCharsets.UTF_8).isEqualTo("no json");
        assertThat(garbage.offset()).isEqualTo(A.length() + 2);
    }

    @Test
    void binaryGarbageIsOneUnreadableForEachLine() {
        byte[] file = (A + "\n\u0000\u0001{\u00ff\u00fe[[{\"\\}}\u0000\n" + B).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(kinds(decode(file))).containsExactly("event a", "unreadable not_json", "event b");
        byte[] badUtf8 = A.replace("press", "").replace("Mqtt", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(kinds(decode(badUtf8))).containsExactly("unreadable not_json");
    }

    @Test
    void aPrettyPrintedRecordWithAFaultIsOneUnreadable() throws IOException {
        String pretty = TreeDecoder.MAPPER.readTree(B).toPrettyString();
        String broken = pretty.replaceFirst(",\n", "\n");
        assertThat(kinds(A + "\n" + broken + "\n" + C)).containsExactly("event a", "unreadable not_json", "event c");
        assertThat(kinds("{\"records\":[\n" + A + ",\n" + broken + ",\n" + C + "\n]}\n" + A))
                .containsExactly("event a", "unreadable not_json", "event c", "event a");
        String odd = pretty.replace("null", "nul");
        assertThat(kinds(A + "\n" + odd + "\n" + C)).containsExactly("event a", "unreadable not_json", "event c");
    }

    @Test
    void aLineCutBetweenTokensDoesNotTakeTheNextOne() {
        for (String cut : List.of("{\"a\":", "{\"a\":1,", "{\"a\":1", "{", "{\"a\":[", "{\"a\":{\"b\":[1,", "{\"a\"")) {
            assertThat(kinds(A + "\n" + cut + "\n" + B + "\n" + C))
                    .as(cut)
                    .containsExactly("event a", "unreadable cut_json", "event b", "event c");
        }
    }

    @Test
    void envelopesWithoutTheirEndAreReportedOnce() {
        assertThat(kinds("{\"records\":[" + A + "," + B)).containsExactly("event a", "event b", "unreadable cut_json");
        assertThat(kinds("[" + A + ",")).containsExactly("event a", "unreadable cut_json");
        assertThat(kinds("{\"records\":[" + A + "]\n" + B))
                .containsExactly("event a", "unreadable cut_json", "event b");
        assertThat(kinds("{\"records\":[" + A + "]} ]}\n" + B))
                .containsExactly("event a", "unreadable not_json", "event b");
    }

    @Test
    void cutEnvelopesOnManyLinesLoseNoRecord() {
        String lines = ("{\"records\":[" + A + ",\n").repeat(200) + "{\"records\":[" + B + "]}\n";
        assertThat(kinds(lines).stream().filter("event a"::equals)).hasSize(200);
        assertThat(kinds(lines)).contains("event b");
        String cuts = ("{\"records\":[" + A + ",{\"time\":\"20\n").repeat(200);
        assertThat(kinds(cuts)).hasSize(400);
    }

    @Test
    void faultsOfTheStreamAreThrownAndItsEndIsNot() throws IOException {
        InputStream broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == A.length() + 5) {
                    throw new IOException("connection reset");
                }
                return (A + "\n" + B).charAt(at++);
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                target[from] = (byte) read();
                return 1;
            }
        };
        try (AzureLogReader reader = new AzureLogReader(broken, Samples.DECODER)) {
            assertThat(reader.next()).isInstanceOf(Decoded.Event.class);
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessage("connection reset");
        }
    }

    @Test
    void closingClosesTheStream() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new AzureLogReader(in, Samples.DECODER).close();
        assertThat(closed[0]).isTrue();
    }
}
