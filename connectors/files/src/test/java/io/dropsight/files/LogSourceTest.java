package io.dropsight.files;

import static io.dropsight.files.Lines.START;
import static io.dropsight.files.Lines.captured;
import static io.dropsight.files.Lines.drop;
import static io.dropsight.files.Lines.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.dropsight.files.Heard.Item;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSourceTest {
    private final Path root;
    private final Heard heard = new Heard();

    LogSourceTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void putsTheLateLinesOfTheNextHourWhereTheyBelong() {
        Path hub = root.resolve("insights-logs-connections/resourceId=/SUBSCRIPTIONS/1/IOTHUBS/Mill/y=2026/m=03/d=02");
        write(
                hub.resolve("h=08/m=00/PT1H.json"),
                drop("pump-1", START.plusSeconds(10)),
                drop("pump-2", START.plusSeconds(30)));
        write(
                hub.resolve("h=09/m=00/PT1H.json"),
                drop("pump-4", START.plusSeconds(3_600)),
                drop("pump-3", START.plusSeconds(20)),
                Lines.dropWithoutHub("pump-5", START.plusSeconds(3_601)));
        LogSummary summary = read(root.toString());

        assertThat(heard.devices())
                .containsExactly("plant/pump-1", "plant/pump-3", "plant/pump-2", "plant/pump-4", "mill/pump-5");
        assertThat(heard.items).extracting(Item::position).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(heard.items).allSatisfy(item -> assertThat(((DiagnosticEvent) item.what()).occurredAt())
                .isEqualTo(item.arrival()));
        assertThat(summary.files()).isEqualTo(2);
        assertThat(summary.hubs())
                .containsExactly(
                        entry("mill", new LogSummary.Hub(START.plusSeconds(3_601), START.plusSeconds(3_601), 1)),
                        entry("plant", new LogSummary.Hub(START.plusSeconds(10), START.plusSeconds(3_600), 4)));
    }

    @Test
    void followsTheArrivalsOfACapture() {
        write(
                root.resolve("capture.jsonl"),
                captured(drop("pump-1", START), START.plusSeconds(90)),
                captured(drop("pump-2", START.plusSeconds(50)), START.plusSeconds(80)));
        write(root.resolve("plain.json"), drop("pump-3", START.plusSeconds(85)));
        read(root.toString());
        assertThat(heard.devices()).containsExactly("plant/pump-2", "plant/pump-3", "plant/pump-1");
        assertThat(heard.items)
                .extracting(Item::arrival)
                .containsExactly(START.plusSeconds(80), START.plusSeconds(85), START.plusSeconds(90));
    }

    @Test
    void namesTheHubOfRecordsThatHaveNone() {
        String line = Lines.dropWithoutHub("pump-1", START);
        Path exported = write(root.resolve("IOTHUBS/MILL/a.json"), line);
        Path plain = write(root.resolve("a.json"), line);
        Path odd = write(root.resolve("IOTHUBS/" + "x".repeat(200) + "/a.json"), line);

        read(exported.toString());
        read(plain.toString());
        read(odd.toString());
        read(LogOptions.defaults().withHub("Forced"), exported.toString());
        assertThat(heard.devices()).containsExactly("mill/pump-1", "unknown/pump-1", "unknown/pump-1", "forced/pump-1");
        assertThatThrownBy(() -> read(LogOptions.defaults().withHub("a/b"), plain.toString()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsEveryRecordOnce() {
        Path file = write(
                root.resolve("a.json"),
                drop("pump-1", START),
                Lines.metric(START.plusSeconds(60), 12),
                Lines.twinQuery(START),
                "{\"time\":",
                drop("pump-2", START).replace(START.toString(), "yesterday"));
        LogSummary summary = read(file.toString());
        assertThat(summary.connections()).isEqualTo(1);
        assertThat(summary.metrics()).isEqualTo(1);
        assertThat(summary.other()).containsExactly(entry("TwinQueries", 1L));
        assertThat(summary.unreadable()).containsOnlyKeys("bad_time", "cut_json");
        assertThat(summary.read()).isEqualTo(5);
        assertThat(summary.bytes()).isEqualTo(file.toFile().length());
        assertThat(heard.items).extracting(Item::what).hasAtLeastOneElementOfType(MetricSample.class);
    }

    @Test
    void handsOverWhatIsUnreadableWithItsPlace() {
        Path file = write(root.resolve("a.json"), drop("pump-1", START), "garbage");
        read(file.toString());
        assertThat(heard.rejections).singleElement().satisfies(rejection -> {
            assertThat(rejection.origin())
                    .isEqualTo(file + "@" + (drop("pump-1", START).length() + 1));
            assertThat(rejection.reason()).isEqualTo("not_json");
            assertThat(new String(rejection.body(), UTF_8)).startsWith("garbage");
        });
    }

    @Test
    void unpacksGzWhateverItsName() {
        byte[] one = Lines.gz(Lines.text(List.of(drop("pump-1", START))));
        byte[] two = Lines.gz(Lines.text(List.of(drop("pump-2", START.plusSeconds(1)))));
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(two);
        write(root.resolve("packed.json"), both.toByteArray());
        write(root.resolve("plain.json.gz"), drop("pump-3", START.plusSeconds(2)));
        LogSummary summary = read(root.toString());
        assertThat(heard.devices()).containsExactly("plant/pump-1", "plant/pump-2", "plant/pump-3");
        assertThat(summary.problems()).isEmpty();
        assertThat(summary.bytes())
                .isEqualTo(one.length
                        + two.length
                        + drop("pump-3", START.plusSeconds(2)).length()
                        + 1);
    }

    @Test
    void readsACutGzUpToTheCutAndThenTheRest() {
        List<String> lines = IntStream.range(0, 2_000)
                .mapToObj(n -> drop("pump-" + n, START.plusSeconds(n)))
                .toList();
        byte[] packed = Lines.gz(Lines.text(lines));
        Path cut = write(root.resolve("cut.json.gz"), Arrays.copyOf(packed, packed.length / 2));
        write(root.resolve("whole.json"), drop("last", START.plusSeconds(9_999)));
        LogSummary summary = read(root.toString());

        assertThat(summary.connections()).isBetween(500L, 1_500L);
        assertThat(heard.devices()).endsWith("plant/last");
        assertThat(summary.unreadable()).containsExactly(entry("cut_json", 1L));
        assertThat(summary.problems())
                .containsExactly("%s was read up to its byte %d only: it ends in the middle of its compressed data; "
                                .formatted(cut, packed.length / 2)
                        + "the rest of the logs is read");
    }

    @Test
    void readsStandardInputPlainOrPacked() {
        byte[] plain = Lines.text(List.of(drop("pump-1", START)));
        for (byte[] bytes : List.of(plain, Lines.gz(plain))) {
            read(LogOptions.defaults().withStandardInput(new ByteArrayInputStream(bytes)), "-");
        }
        assertThat(heard.devices()).containsExactly("plant/pump-1", "plant/pump-1");
    }

    @Test
    void goesOnPastFilesThatCannotBeRead() throws IOException {
        Path gone = write(root.resolve("a.json"), drop("pump-1", START));
        Path turned = write(root.resolve("b.json"), drop("pump-1", START));
        write(root.resolve("c.json"), drop("pump-2", START));
        write(root.resolve("empty.json"), new byte[0]);
        LogFiles found = LogFiles.find(List.of(root.toString()));
        Files.delete(gone);
        Files.delete(turned);
        Files.createDirectory(turned);
        LogSummary summary;
        try (var source = new LogSource(found, LogOptions.defaults())) {
            summary = source.deliverTo(heard, Progress.NONE);
        }
        assertThat(heard.devices()).containsExactly("plant/pump-2");
        assertThat(summary.problems()).hasSize(2);
        assertThat(summary.problems().get(0)).isEqualTo(gone + " cannot be read: it is gone; the rest of the logs is");
        assertThat(summary.problems().get(1)).startsWith(turned + " cannot be read: ");
    }

    @Test
    void nothingToReadIsNoFault() {
        assertThat(read().read()).isZero();
        assertThat(heard.items).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shufflingLinesOverFilesChangesNothing(long seed) {
        var random = new Random(seed);
        List<String> lines = mixedLines(random, 400);
        readDealt(lines, 1, random, "a", LogOptions.defaults());
        List<Item> expected = List.copyOf(heard.items);
        assertThat(expected).extracting(Item::arrival).isSorted();
        assertThat(expected).extracting(Item::position).isSorted().doesNotHaveDuplicates();
        for (String folder : List.of("b", "c", "d")) {
            heard.items.clear();
            Collections.shuffle(lines, random);
            int limit = List.of(1, 10, 200_000).get(random.nextInt(3));
            readDealt(
                    lines,
                    1 + random.nextInt(12),
                    random,
                    folder,
                    LogOptions.defaults().withMaxRecords(limit));
            assertThat(heard.items).as("seed %d, limit %d", seed, limit).isEqualTo(expected);
        }
    }

    @Test
    void spillsWhereItIsToldAndLeavesNothing() {
        Path temp = root.resolve("temp");
        assertThat(temp.toFile().mkdir()).isTrue();
        List<String> lines = mixedLines(new Random(1), 100);
        Path file = write(root.resolve("a.json"), Lines.text(lines));
        var options = LogOptions.defaults().withMaxRecords(10).withTempFolder(temp);
        List<Boolean> spilled = new ArrayList<>();
        try (var source = new LogSource(LogFiles.find(List.of(file.toString())), options)) {
            source.deliverTo(
                    heard,
                    (phase, done, total, records) -> spilled.add(temp.toFile().list().length > 0));
        }
        assertThat(spilled).contains(true);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void closingInTheMidstStopsItAndLeavesNothing() {
        Path temp = root.resolve("temp");
        assertThat(temp.toFile().mkdir()).isTrue();
        Path file = write(root.resolve("a.json"), Lines.text(mixedLines(new Random(1), 100)));
        var options = LogOptions.defaults().withMaxRecords(10).withTempFolder(temp);
        var source = new LogSource(LogFiles.find(List.of(file.toString())), options);
        var closing = new Heard() {
            @Override
            public void event(Instant arrival, long position, DiagnosticEvent event) {
                super.event(arrival, position, event);
                if (items.size() == 20) {
                    source.close();
                }
            }
        };
        assertThatThrownBy(() -> source.deliverTo(closing, Progress.NONE)).isInstanceOf(CancellationException.class);
        assertThat(closing.items).hasSize(20);
        assertThat(temp).isEmptyDirectory();
        assertThatThrownBy(() -> source.deliverTo(closing, Progress.NONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSinkThatFailsIsHeard() {
        Path file = write(root.resolve("a.json"), "garbage");
        var failing = new Heard() {
            @Override
            public void reject(Rejection rejection) {
                throw new IllegalStateException("broker gone");
            }
        };
        try (var source = new LogSource(LogFiles.find(List.of(file.toString())), LogOptions.defaults())) {
            assertThatThrownBy(() -> source.deliverTo(failing, Progress.NONE)).hasMessage("broker gone");
        }
    }

    @Test
    void tellsTheEndOfEachPhase() {
        Path file = write(root.resolve("a.json"), drop("pump-1", START), Lines.twinQuery(START));
        long bytes = file.toFile().length();
        List<String> told = new ArrayList<>();
        try (var source = new LogSource(LogFiles.find(List.of(file.toString())), LogOptions.defaults())) {
            source.deliverTo(
                    heard,
                    (phase, done, total, records) -> told.add("%s %d/%d %d".formatted(phase, done, total, records)));
        }
        assertThat(told).contains("READING %d/%d 2".formatted(bytes, bytes)).endsWith("DELIVERING 1/1 2");
    }

    private LogSummary read(String... paths) {
        return read(LogOptions.defaults(), paths);
    }

    private LogSummary read(LogOptions options, String... paths) {
        LogFiles files = LogFiles.find(List.of(paths));
        assertThat(files.missing()).isEmpty();
        try (var source = new LogSource(files, options)) {
            return source.deliverTo(heard, Progress.NONE);
        }
    }

    /** Ties on purpose: few devices, few times, some records twice, some captured. */
    private static List<String> mixedLines(Random random, int count) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            var at = START.plusSeconds(random.nextInt(60));
            String line = random.nextInt(10) == 0
                    ? Lines.metric(at, random.nextInt(3))
                    : drop("pump-" + random.nextInt(8), at);
            lines.add(random.nextInt(4) == 0 ? captured(line, at.plusSeconds(random.nextInt(20))) : line);
        }
        return lines;
    }

    private void readDealt(List<String> lines, int files, Random random, String folder, LogOptions options) {
        List<List<String>> dealt = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            dealt.add(new ArrayList<>());
        }
        for (String line : lines) {
            dealt.get(random.nextInt(files)).add(line);
        }
        for (int i = 0; i < files; i++) {
            byte[] text = Lines.text(dealt.get(i));
            write(root.resolve(folder).resolve("part-" + i), i % 3 == 0 ? Lines.gz(text) : text);
        }
        read(options, root.resolve(folder).toString());
    }
}
