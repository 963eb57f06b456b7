package io.dropsight.service.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.service.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each release has written to the maintenance topic, with every field and without those that may be left out. */
class GoldenMaintenanceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static List<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.resolve("maintenance.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void isReadAndWouldBeWrittenTheSame(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThanOrEqualTo(6);
        MaintenanceBoard board = new MaintenanceBoard();
        for (String line : lines) {
            Schemas.assertMaintenance(line);
            Entry entry = Entry.read(line.getBytes(UTF_8));
            assertThat(entry.json()).hasToString(line);
            board.put(entry);
        }
        assertThat(board.silences()).extracting(Silence::id).containsExactly("works", "for-ever");
        assertThat(board.isAcknowledged("00000000000000aa")).isTrue();
        assertThat(board.isAcknowledged("00000000000000bb")).isTrue();
        assertThat(board.feedback(Feedback.Verdict.CONFIRMED)).isOne();
        assertThat(board.feedback(Feedback.Verdict.FALSE_ALARM)).isOne();
    }
}
