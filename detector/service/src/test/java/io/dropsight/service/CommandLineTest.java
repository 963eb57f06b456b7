package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program answers before it works, and how it treats its terminal. */
final class CommandLineTest {
    @TempDir
    private Path folder;

    @Test
    void helpNamesTheCommandsAndShowsExamples() {
        CommandLineRun help = CommandLineRun.of("--help");

        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: dropsight [-hV] COMMAND")
                .contains("replay", "simulate", "dropsight replay examples/sas-65-minutes", "Exit codes: 0 ok");
        assertThat(CommandLineRun.of("help").out()).isEqualTo(help.out());
    }

    @ParameterizedTest
    @CsvSource({
        "demo, --speed=N",
        "replay, --partitions=N",
        "simulate, --preset=NAME",
        "score, --findings=DIR",
        "config, --config=FILE"
    })
    void everyCommandHasHelpUnderBothNames(String command, String option) {
        CommandLineRun help = CommandLineRun.of("help", command);

        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: dropsight " + command).contains(option, "Example");
        assertThat(CommandLineRun.of(command, "--help")).isEqualTo(help);
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void versionIsOneLine() {
        CommandLineRun version = CommandLineRun.of("--version");

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("dropsight ").hasLineCount(1);
        assertThat(version.err()).isEmpty();
    }

    @Test
    void withoutACommandItShowsWhatThereIs() {
        CommandLineRun none = CommandLineRun.of();

        assertThat(none.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(none.out()).isEmpty();
        assertThat(none.err())
                .startsWith("Which command? Try: dropsight replay FOLDER\n")
                .contains("Commands:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            repaly x                 | There is no command repaly/Did you mean replay?/Help: dropsight --help
            qqq                      | There is no command qqq/Help: dropsight --help
            --jsn                    | Unknown option: '--jsn'/Help: dropsight --help
            replay --partition 3 x   | Unknown option: '--partition'/Did you mean --partitions?/Help: dropsight replay --help
            replay                   | Missing required parameter: 'PATH'/Help: dropsight replay --help
            replay --partitions 0 x  | --partitions is 0: use 1 to 64/Help: dropsight replay --help
            replay --partitions 65 x | --partitions is 65: use 1 to 64/Help: dropsight replay --help
            replay --partitions z x  | Invalid value for option '--partitions': 'z' is not an int/Help: dropsight replay --help
            replay --false-alerts -1 x  | --false-alerts is -1.0: use a number in [0.001, 100], such as 1/Help: dropsight replay --help
            replay --false-alerts NaN x | --false-alerts is NaN: use a number in [0.001, 100], such as 1/Help: dropsight replay --help
            replay --false-alerts x x   | Invalid value for option '--false-alerts': 'x' is not a double/Help: dropsight replay --help
            """)
    void wrongUsageIsToldInAFewLines(String words, String lines) {
        CommandLineRun wrong = CommandLineRun.of((Object[]) words.split(" ", -1));

        assertThat(wrong.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines()).containsExactly(lines.split("/", -1));
    }

    @Test
    void aHubThatIsNoNameIsRefusedBeforeTheWork() {
        for (String hub : List.of("", " ", "a/b", "x".repeat(129), "esc\u001b")) {
            CommandLineRun wrong = CommandLineRun.of("replay", "--hub", hub, folder);

            assertThat(wrong.code()).as(hub).isEqualTo(Main.WRONG_USAGE);
            assertThat(wrong.err())
                    .startsWith("--hub: hub \"")
                    .contains(": use the IoT hub's name\n")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void aPathThatIsNotThereIsWrongUsageAndNothingIsMade() throws IOException {
        Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
        Path out = folder.resolve("out");

        CommandLineRun wrong =
                CommandLineRun.of("replay", "--out", out, "no\u001b[31m.json", "no\u001b.json", "nil*.json", dangling);

        assertThat(wrong.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines()).hasSize(5);
        assertThat(wrong.err())
                .contains(
                        "no?[31m.json is no path or pattern: Missing '",
                        "no?.json is not there: check the path",
                        "nil*.json matches nothing",
                        "link is a link to something that is not there");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFolderWithoutLogsIsToldAtOnce() throws IOException {
        Files.writeString(folder.resolve("holiday.png"), "not a log");

        CommandLineRun nothing = CommandLineRun.of("replay", folder);

        assertThat(nothing.code()).isEqualTo(Main.FAILED);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err())
                .contains("holds no logs", "There is no log in " + folder + ": name the folder of the export");
    }

    /** Root may write everywhere, but not below a file. */
    @Test
    void resultsThatCannotBeWrittenAreWrongUsageBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path log = Files.writeString(folder.resolve("a.json"), "{}");

        CommandLineRun onFile = CommandLineRun.of("replay", "--out", file, log);
        CommandLineRun belowFile = CommandLineRun.of("replay", "--out", file.resolve("sub"), log);

        assertThat(onFile.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(onFile.err())
                .startsWith("--out " + file + ": no result can be written there: it is a file, not a folder\n");
        assertThat(belowFile.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(belowFile.err()).startsWith("--out " + file.resolve("sub") + ": no result can be written there: ");
        assertThat(file).hasContent("x");
    }

    /** As in {@code dropsight replay - < log | head -1}, with the options of the launcher. */
    @Test
    void aClosedPipeAndAQuietMachineHearNothingOnStandardError() throws Exception {
        Path log = folder.resolve("log");
        Files.write(log, CommandLineRun.linesOf(CommandLineRun.example("sas-65-minutes")));
        List<String> options = List.of("-Xmx900m", "-Xshare:auto", "-Djava.awt.headless=true");
        try (CommandLineChild child = CommandLineChild.piped(folder, options, log, "replay", "-q", "--json", "-")) {
            try (BufferedReader out = child.process().inputReader(UTF_8)) {
                assertThat(out.read()).isEqualTo('{');
            }
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.leftBehind()).isEmpty();
        }
    }
}
