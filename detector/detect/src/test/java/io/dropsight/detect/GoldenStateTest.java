package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each release has written in the middle of a bad night: its stores ({@code state.txt}), the feed after that, in its
 * wire form ({@code feed.txt}), and what was said of it ({@code said.txt}, alerts and verdicts as on their topics).
 *
 * <p>{@code -Dgolden.record} writes {@code said.txt} of every release anew, for a rule that was changed on purpose, and the
 * other two files of {@value #CURRENT} alone. Those of a release stay as it wrote them: see docs/operations.md.
 */
class GoldenStateTest {
    private static final String CURRENT = "0.1";
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final HexFormat HEX = HexFormat.of();
    private static final int PARTITIONS = 2;
    private static final Recording NIGHT = Recording.of("bad-night", 7, 60, Duration.ofHours(14));
    private static final int CUT = NIGHT.messages().size() * 2 / 3;

    static List<String> releases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Pipeline untilTheCut() {
        Pipeline pipeline = new Pipeline(PARTITIONS, DetectConfig.DEFAULTS);
        NIGHT.messages().subList(0, CUT).forEach(pipeline::take);
        return pipeline;
    }

    @BeforeAll
    static void record() throws IOException {
        if (System.getProperty("golden.record") == null) {
            return;
        }
        Path folder = Files.createDirectories(GOLDEN.resolve(CURRENT));
        Files.write(folder.resolve("state.txt"), lines(untilTheCut().stores()));
        Files.write(
                folder.resolve("feed.txt"),
                NIGHT.messages().subList(CUT, NIGHT.messages().size()).stream()
                        .map(message -> key(message) + " " + HEX.formatHex(FeedCodec.encode(message)))
                        .toList());
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            for (Path each : folders.toList()) {
                Files.write(each.resolve("said.txt"), said(goesOn(each)));
            }
        }
    }

    private static String key(FeedMessage message) {
        return message instanceof FeedMessage.Event it
                ? it.event().device().text()
                : ((FeedMessage.Metric) message).sample().hub();
    }

    private static List<String> lines(Map<String, MemoryStore> stores) {
        List<String> lines = new ArrayList<>();
        stores.forEach(
                (name, store) -> store.contents().forEach((key, value) -> lines.add(name + " " + key + " " + value)));
        return lines;
    }

    private static Map<String, MemoryStore> stores(Path file) throws IOException {
        Map<String, MemoryStore> stores = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", -1);
            stores.computeIfAbsent(words[0], name -> new MemoryStore())
                    .put(HEX.parseHex(words[1]), HEX.parseHex(words[2]));
        }
        return stores;
    }

    private static List<FeedMessage> feed(Path folder) throws IOException {
        List<FeedMessage> messages = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("feed.txt"))) {
            int gap = line.lastIndexOf(' ');
            messages.add(FeedCodec.decode(line.substring(0, gap), HEX.parseHex(line.substring(gap + 1))));
        }
        return messages;
    }

    private static Pipeline goesOn(Path folder) throws IOException {
        Pipeline pipeline = new Pipeline(DetectConfig.DEFAULTS, stores(folder.resolve("state.txt")));
        feed(folder).forEach(pipeline::take);
        pipeline.end();
        return pipeline;
    }

    private static List<String> said(Pipeline pipeline) {
        Transcript transcript = Transcript.of(pipeline);
        return Stream.concat(transcript.alerts().stream(), transcript.verdicts().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void goesOnFromTheStateOfAReleaseAsIfNothingHadHappened(String release) throws IOException {
        Path folder = GOLDEN.resolve(release);
        Pipeline pipeline = goesOn(folder);
        assertThat(said(pipeline)).isEqualTo(Files.readAllLines(folder.resolve("said.txt"), StandardCharsets.UTF_8));
        assertThat(pipeline.brokenPromises).isZero();
        assertThat(pipeline.alerts)
                .as("alerts that were open at the cut go on in their next version")
                .anyMatch(alert -> alert.version() > 1
                        && pipeline.alerts.stream()
                                .noneMatch(other -> other.alertId().equals(alert.alertId()) && other.version() == 1));
    }

    @Test
    void writesTheSameStateAsTheNewestRelease() throws IOException {
        assertThat(lines(untilTheCut().stores()))
                .as("the state has changed. Where a format did: give it a new version byte, read the old one, and keep"
                        + " its golden files; where only a rule or the simulator did: record anew (see this class)")
                .isEqualTo(Files.readAllLines(GOLDEN.resolve(CURRENT).resolve("state.txt")));
    }

    @Test
    void writesTheFeedInTheSameWireForm() throws IOException {
        List<String> lines = Files.readAllLines(GOLDEN.resolve(CURRENT).resolve("feed.txt"));
        List<FeedMessage> messages = feed(GOLDEN.resolve(CURRENT));
        for (int i = 0; i < lines.size(); i++) {
            assertThat(key(messages.get(i)) + " " + HEX.formatHex(FeedCodec.encode(messages.get(i))))
                    .isEqualTo(lines.get(i));
        }
    }

    /** A golden file without a store or a kind of entry would prove nothing about it. */
    @Test
    void holdsEveryStoreAndTheKindsOfEntriesThatABookHas() throws IOException {
        Map<String, MemoryStore> stores = stores(GOLDEN.resolve(CURRENT).resolve("state.txt"));
        assertThat(stores.keySet())
                .containsExactlyInAnyOrder(
                        "merge", "book", "watermarks", "devices-0", "devices-1", "settling-0", "settling-1");
        Set<String> kinds = stores.get("book").contents().keySet().stream()
                .map(key -> Character.toString((char) HexFormat.fromHexDigits(key, 4, 6)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(kinds).containsExactly("c", "f", "g", "i", "k", "m", "n", "q", "r", "w");
    }
}
