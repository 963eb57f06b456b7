package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "45, 45 s",
        "119.6, 2 min",
        "3900, 65 min",
        "3901.4, 65 min 1 s",
        "10799, 179 min 59 s",
        "10800, 3 h",
        "69120, 19 h 12 min",
        "86399, 24 h",
        "864000, 240 h"
    })
    void durationsAreInTheUnitsOfPeople(double seconds, String words) {
        assertThat(Text.duration(Duration.ofMillis(Math.round(seconds * 1000)))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1      | 1 in 1",
                "0.6    | 1 in 1",
                "NaN    | 1 in 1",
                "0.5    | 1 in 2",
                "0.3    | 1 in 3",
                "0.0127 | 1 in 78",
                "0.0005 | 1 in 2,000",
                "4e-6   | 1 in 250,000",
                "0      | 1 in 1,000,000,000,000",
                "1e-300 | 1 in 1,000,000,000,000"
            })
    void chancesAreNeverToldSmallerThanTheyAre(double probability, String words) {
        assertThat(Text.chance(probability)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0 devices", "1 | 1 device", "2 | 2 devices", "1000000 | 1,000,000 devices"})
    void oneIsSingular(long n, String words) {
        assertThat(Text.count(n, "device")).isEqualTo(words);
    }

    @Test
    void whatSteersATerminalBecomesAQuestionMark() {
        assertThat(Text.safe("a\u001b[31mb\r\n\tc\u0000\u007f\u009b")).isEqualTo("a?[31mb???c???");
        assertThat(Text.safe("\u202eabc\u2066\u200f\u200b\ufeff\u2028\u2029")).isEqualTo("?abc??????");
        assertThat(Text.safe("half \ud83d pair")).isEqualTo("half ? pair");
        String harmless = "Pümpe 7 <b>\"'&amp;</b> 水泵 \ud83d\ude00 e\u0301";
        assertThat(Text.safe(harmless)).isEqualTo(harmless);
    }

    @Test
    void linesBreakAtBlanksButNotBeforeAUnit() {
        assertThat(Text.wrap("k ", "  ", "one two three four", 10)).isEqualTo("k one two\n  three\n  four\n");
        assertThat(Text.wrap("k ", "  ", "lasts for 65 min", 14)).isEqualTo("k lasts for\n  65 min\n");
        assertThat(Text.wrap("k ", "  ", "a 98 % chance in 1 s, say", 10))
                .isEqualTo("k a 98 %\n  chance\n  in 1 s,\n  say\n");
        assertThat(Text.wrap("k ", "  ", "of 3 sdks", 7)).isEqualTo("k of 3\n  sdks\n");
        assertThat(Text.wrap("k ", "  ", "", 10)).isEqualTo("k \n");
    }

    @Test
    void aLongWordStaysWhole() {
        String link = "https://example.org/" + "x".repeat(100);

        assertThat(Text.wrap("k ", "  ", "see " + link + " there", 20)).isEqualTo("k see\n  " + link + "\n  there\n");
    }

    @Test
    void failuresAreToldInOneLine() {
        assertThat(Failure.inWords(new NoSuchFileException("/a"))).isEqualTo("/a: no such file or folder");
        assertThat(Failure.inWords(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(Failure.inWords(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(Failure.inWords(new IllegalStateException(
                        "it broke\nat length", new UncheckedIOException("disk", new AccessDeniedException("/a")))))
                .isEqualTo("it broke: disk: /a: permission denied");
        assertThat(Failure.inWords(new NullPointerException())).isEqualTo("NullPointerException");
        assertThat(Failure.inWords(new IllegalStateException("stopped", new OutOfMemoryError("Java heap space"))))
                .isEqualTo("stopped: Java heap space; give it more with DROPSIGHT_JAVA_OPTS=-Xmx4g");
    }
}
