package io.dropsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFilesTest {
    private Path root;

    @BeforeEach
    void inRealFolder(@TempDir Path folder) throws IOException {
        root = folder.toRealPath();
    }

    @Test
    void findsTheHoursOfAnExport() {
        String hub = "insights-logs-connections/resourceId=/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT/";
        touch(hub + "y=2026/m=03/d=02/h=09/m=00/PT1H.json", hub + "y=2026/m=03/d=02/h=08/m=00/PT1H.json");
        LogFiles found = find("");
        assertThat(names(found))
                .containsExactly(
                        hub + "y=2026/m=03/d=02/h=08/m=00/PT1H.json", hub + "y=2026/m=03/d=02/h=09/m=00/PT1H.json");
        assertThat(found.files()).allSatisfy(file -> assertThat(file.hub()).isEqualTo("plant"));
        assertThat(found.bytes()).isEqualTo(4);
    }

    @Test
    void takesTheLogsOfAFolderByTheirNames() {
        touch("a.json", "b.JSONL.gz", "c.ndjson", "d.log", "e.txt", "PT1H", "sub/f.json.gz");
        touch("labels.jsonl", "alerts.jsonl.gz", "sub/verdicts.jsonl", "readme.md", "x.gz.zip", "y.parquet");
        touch(".hidden.json", ".git/a.json");
        LogFiles found = find("");
        assertThat(names(found))
                .containsExactlyInAnyOrder(
                        "a.json", "b.JSONL.gz", "c.ndjson", "d.log", "e.txt", "PT1H", "sub/f.json.gz");
        assertThat(found.skipped()).isEqualTo(6);
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void readsAFileThatIsNamedWhateverItsName() {
        touch("labels.jsonl", ".hidden", "y.parquet");
        assertThat(names(find("labels.jsonl", ".hidden", "y.parquet"))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.json             | a.json",
                "*/*.json           | x/b.json",
                "**/*.json          | a.json x/b.json x/y/c.json",
                "x/**               | x/b.json x/y/c.json x/y/c.log",
                "x/*/c.*            | x/y/c.json x/y/c.log",
                "x/y/c.{json,log}   | x/y/c.json x/y/c.log",
                "?.json             | a.json",
                "[ab].json          | a.json",
                "*/y                | x/y/c.json x/y/c.log",
            })
    void findsByGlob(String glob, String expected) {
        touch("a.json", "x/b.json", "x/y/c.json", "x/y/c.log", ".hidden/d.json", "labels.jsonl");
        LogFiles found = find(glob);
        assertThat(names(found)).containsExactly(expected.split(" "));
        assertThat(found.missing()).isEmpty();
    }

    @Test
    void aNameWithAStarInItIsAFileFirst() {
        touch("a[1].json", "a1.json");
        assertThat(names(find("a[1].json"))).containsExactly("a[1].json");
    }

    @Test
    void readsAFileOnceHoweverOftenItIsNamed() throws IOException {
        touch("x/a.json");
        Files.createSymbolicLink(root.resolve("x/link.json"), root.resolve("x/a.json"));
        Files.createSymbolicLink(root.resolve("again"), root.resolve("x"));
        assertThat(find("x/a.json", "x/../x/a.json", "x", "x/*.json", "", "again")
                        .files())
                .hasSize(1);
    }

    @Test
    void aLoopOfLinksEnds() throws IOException {
        touch("x/a.json");
        Files.createSymbolicLink(root.resolve("x/up"), root);
        Files.createSymbolicLink(root.resolve("x/self"), root.resolve("x"));
        LogFiles found = find("", "**/*.json");
        assertThat(names(found)).containsExactly("x/a.json");
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void aLinkBesideAFolderHidesNoneOfItsMatches() throws IOException {
        touch("x/y/a.json");
        Files.createSymbolicLink(root.resolve("a-link"), root.resolve("x/y"));
        assertThat(names(find("*/*/*.json"))).containsExactly("x/y/a.json");
        assertThat(names(find("**/y/*.json"))).containsExactly("x/y/a.json");
        assertThat(names(find("a-l*/*.json"))).containsExactly("a-link/a.json");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
        LogFiles found =
                LogFiles.find(List.of("no/such.json", root + "/none*.json", root + "/[", "", root + "/dangling"));
        assertThat(found.files()).isEmpty();
        assertThat(found.missing()).hasSize(5);
        assertThat(found.missing().get(0))
                .isEqualTo("no/such.json is not there: check the path (this program looks from %s)"
                        .formatted(Path.of("").toAbsolutePath()));
        assertThat(found.missing().get(1))
                .isEqualTo(
                        root + "/none*.json matches nothing: check the pattern (* stays in its folder, ** does not)");
        assertThat(found.missing().get(2)).startsWith(root + "/[ is no path or pattern: ");
        assertThat(found.missing().get(3)).startsWith("An empty path was given");
        assertThat(found.missing().get(4))
                .isEqualTo(root + "/dangling is a link to something that is not there: mend it or leave it out");
    }

    @Test
    void saysThatAFolderHoldsNoLogs() {
        touch("x/readme.md");
        LogFiles found = find("x");
        assertThat(found.missing()).isEmpty();
        assertThat(found.problems())
                .containsExactly("Folder %s/x holds no logs: looked for *.json, *.jsonl, *.ndjson, *.log, *.txt, "
                                .formatted(root)
                        + "plain or .gz");
        touch("x/labels.jsonl");
        assertThat(find("x/l*").problems()).containsExactly(root + "/x/l* matches nothing that could be a log");
    }

    @Test
    void readsTheRestBesideWhatCannotBeSearched() throws IOException {
        touch("a.json");
        Files.createSymbolicLink(root.resolve("b.json"), root.resolve("nowhere"));
        Files.createSymbolicLink(root.resolve("c.json"), root.resolve("c.json"));
        LogFiles found = find("");
        assertThat(names(found)).containsExactly("a.json");
        assertThat(found.problems())
                .containsExactly(
                        root + "/b.json is a link to something that is not there; the rest is read",
                        root + "/c.json is a link to something that is not there; the rest is read");
    }

    /** Not as root, whom no permission stops. */
    @Test
    void saysThatAFolderIsClosed() throws IOException {
        touch("a.json", "closed/b.json");
        Path closed = root.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(closed));
            LogFiles found = find("");
            assertThat(names(found)).containsExactly("a.json");
            assertThat(found.problems())
                    .containsExactly(
                            "Folder %s cannot be searched: permission denied; the rest is read".formatted(closed));
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void putsStandardInputLastAndOnce() {
        touch("a.json");
        LogFiles found = LogFiles.find(List.of("-", root.resolve("a.json").toString(), "-"));
        assertThat(found.files()).extracting(LogFile::name).containsExactly(root + "/a.json", "-");
        assertThat(found.bytes()).isEqualTo(-1);
    }

    private LogFiles find(String... arguments) {
        return LogFiles.find(Stream.of(arguments)
                .map(argument -> argument.isEmpty() ? root.toString() : root + "/" + argument)
                .toList());
    }

    private List<String> names(LogFiles found) {
        return found.files().stream()
                .map(file -> root.relativize(Path.of(file.name())).toString())
                .toList();
    }

    private void touch(String... names) {
        for (String name : names) {
            Lines.write(root.resolve(name), new byte[2]);
        }
    }
}
