package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineTailTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnAtEachPositionThatItGave(boolean packed) throws IOException {
        String text = "one\r\n\n  \ntwo\nthree\n\nfo";
        Path file = write(text, packed);
        List<Long> ends = new ArrayList<>();
        try (LineTail tail = LineTail.open(file, 0)) {
            assertThat(all(tail, ends)).containsExactly("one\r", "two", "three");
            assertThat(new String(tail.rest().bytes(), UTF_8)).isEqualTo("fo");
            assertThat(tail.problem()).isEmpty();
        }
        assertThat(ends).containsExactly(5L, 13L, 19L);
        try (LineTail tail = LineTail.open(file, 13)) {
            assertThat(all(tail, ends)).containsExactly("three");
            assertThat(tail.takeRest().end()).isEqualTo(text.length());
            assertThat(tail.rest()).isNull();
        }
        assertThatThrownBy(() -> LineTail.open(file, text.length() + 1)).isInstanceOf(EOFException.class);
    }

    @Test
    void seesWhatIsAddedWhileItIsOpen() throws IOException {
        Path file = write("one\ntw", false);
        try (LineTail tail = LineTail.open(file, 0)) {
            assertThat(all(tail, new ArrayList<>())).containsExactly("one");
            Files.writeString(file, "o\nthree\n", StandardOpenOption.APPEND);
            assertThat(all(tail, new ArrayList<>())).containsExactly("two", "three");
        }
    }

    @Test
    void cutsALineThatIsTooLongForTheMemory() throws IOException {
        byte[] bytes = new byte[2 * LineTail.LONGEST_LINE + 7];
        Arrays.fill(bytes, (byte) 'x');
        Path file = Files.write(folder.resolve("long.json"), bytes);
        try (LineTail tail = LineTail.open(file, 0)) {
            assertThat(tail.next().bytes()).hasSize(LineTail.LONGEST_LINE);
            assertThat(tail.next().bytes()).hasSize(LineTail.LONGEST_LINE);
            assertThat(tail.next()).isNull();
            assertThat(tail.rest().bytes()).hasSize(7);
        }
    }

    @Test
    void saysWhatEndsAPackedFileEarly() throws IOException {
        Path file = write("one\ntwo\n", true);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        try (LineTail tail = LineTail.open(file, 0)) {
            assertThat(all(tail, new ArrayList<>())).containsExactly("one", "two");
            assertThat(tail.problem()).contains("ends in the middle");
        }
    }

    private Path write(String text, boolean packed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (packed) {
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(UTF_8));
            }
        } else {
            bytes.write(text.getBytes(UTF_8));
        }
        return Files.write(folder.resolve("log"), bytes.toByteArray());
    }

    private static List<String> all(LineTail tail, List<Long> ends) throws IOException {
        List<String> lines = new ArrayList<>();
        for (LineTail.Line line = tail.next(); line != null; line = tail.next()) {
            lines.add(new String(line.bytes(), UTF_8));
            ends.add(line.end());
        }
        return lines;
    }
}
