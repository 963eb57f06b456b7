package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.simulator.EventHubBodies;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import io.dropsight.testkit.eventhubs.EventHubsServer;
import io.dropsight.topology.Names;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of a large fleet through the whole chain: an event hub of one partition, connector, Kafka, detector, alert
 * topic, HTTP and metrics. It ends ten minutes ago, so that the clock of the service fits it. With several
 * partitions what follows arrival differs by up to a minute, and with it which records are too late: see
 * docs/benchmarks.md.
 */
@Tag("long")
class RunDayTest {
    private static final long SEED = 5;
    private static final int DEVICES = 20_000;
    private static final int PARTITIONS = Integer.getInteger("partitions", 1);
    private static final int RECORDS_TOGETHER = 100;
    private static final Duration TOGETHER_WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(12);
    private static final Duration TAIL = Duration.ofMinutes(30);

    /** What the detector tells itself each minute waits at any time. */
    private static final int FEW = 100;

    private static final String HUB = "iot-logs";

    @TempDir
    private Path folder;

    /** An envelope as Azure Monitor would send it, and where to. */
    private record Message(int partition, Instant at, String json) {}

    private long records;
    private Instant lastArrival = Instant.MIN;

    @Test
    void isToldAsReplayTellsIt() throws Exception {
        Instant start = Optional.ofNullable(System.getProperty("start"))
                .map(Instant::parse)
                .orElse(Instant.now().minus(Duration.ofMinutes(1450)).truncatedTo(ChronoUnit.SECONDS));
        System.out.printf("seed %d, start %s (again: -Dstart=%s)%n", SEED, start, start);
        Simulation simulation = Scenarios.simulate(ScenarioSpec.of("bad-night", SEED)
                .withDevices(DEVICES)
                .withSpan(Duration.ofDays(1))
                .withStart(start)
                .withHub("plant-hub"));
        int port = freePort();
        try (EventHubsServer server = EventHubsServer.start()) {
            server.createHub(HUB, PARTITIONS);
            send(simulation, server);
            replay();
            String yaml = """
                    kafka: {data-folder: "%s", embedded-port: %d}
                    sources: {event-hubs: {plant: {connection-string: "%s"}}}
                    """.formatted(folder.resolve("data"), port, server.connectionString(HUB));
            long began = System.nanoTime();
            try (RunningService service = new RunningService(folder.resolve("run"), yaml, List.of("-Xmx900m"))) {
                await(
                        service,
                        "all has been delivered",
                        () -> value(service, "records_total\\{outcome=\"event\"") >= records);
                System.out.printf("%d records delivered after %.1f s%n", records, seconds(began));
                await(service, "all has been judged", () -> isJudged(service));
                System.out.printf("judged after %.1f s%n", seconds(began));
                assertThat(value(service, "detector_events_total\\{outcome=\"too_late\""))
                        .as("too late, of those of replay %s", Files.readString(folder.resolve("replay/err")))
                        .isLessThan(records / 1_000.0);
                compare("127.0.0.1:" + port);
                assertHttpTells(service, "127.0.0.1:" + port);
                assertThat(service.terminate()).isEqualTo(143);
            }
        }
    }

    /** To the server, and as a capture of it. */
    private void send(Simulation simulation, EventHubsServer server) throws IOException {
        Path capture = Files.createDirectories(folder.resolve("capture")).resolve("log.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(capture)) {
            long[] offsets = new long[PARTITIONS];
            int turn = 0;
            List<EventHubBodies.Body> together = new ArrayList<>();
            for (var bodies = new EventHubBodies(simulation); bodies.hasNext(); ) {
                EventHubBodies.Body body = bodies.next();
                if (!together.isEmpty() && !belongs(together, body)) {
                    send(message(together, turn++ % PARTITIONS), server, offsets, out);
                    together.clear();
                }
                together.add(body);
                records += body.isMetric() ? 0 : body.records();
            }
            send(message(together, turn % PARTITIONS), server, offsets, out);
        }
    }

    private static boolean belongs(List<EventHubBodies.Body> together, EventHubBodies.Body body) {
        return together.get(0).isMetric() == body.isMetric()
                && together.size() < RECORDS_TOGETHER
                && !body.arrival().isAfter(together.get(0).arrival().plus(TOGETHER_WITHIN));
    }

    private static Message message(List<EventHubBodies.Body> together, int partition) {
        String records = together.stream()
                .map(body -> body.json()
                        .substring("{\"records\":[".length(), body.json().length() - "]}".length()))
                .collect(Collectors.joining(","));
        return new Message(partition, together.get(together.size() - 1).arrival(), "{\"records\":[" + records + "]}");
    }

    private void send(Message message, EventHubsServer server, long[] offsets, BufferedWriter capture)
            throws IOException {
        server.preload(HUB, message.partition(), List.of(message.json().getBytes(UTF_8)), message.at(), Duration.ZERO);
        var line = Findings.JSON.createObjectNode();
        line.put("topic", HUB).put("partition", message.partition()).put("offset", offsets[message.partition()]++);
        line.put("tstype", "create").put("ts", message.at().toEpochMilli()).put("payload", message.json());
        capture.write(line + "\n");
        lastArrival = message.at();
    }

    private void replay() throws Exception {
        Path its = Files.createDirectories(folder.resolve("replay"));
        long began = System.nanoTime();
        try (CommandLineChild replay = CommandLineChild.toFile(
                its,
                List.of("-Xmx900m"),
                "replay",
                "--quiet",
                "--out",
                folder.resolve("out"),
                folder.resolve("capture"))) {
            assertThat(replay.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(replay.exitCode()).as(replay.err()).isZero();
        }
        System.out.printf("replay: %.1f s%n", seconds(began));
    }

    private static void await(RunningService service, String what, BooleanSupplier holds) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(service.child().process().isAlive() && System.nanoTime() < until)
                    .as("%s; %s", what, service.child().err())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** Nothing waits any more but the census of the minute. */
    private static boolean isJudged(RunningService service) {
        return value(service, "detector_settling_records") == 0
                && value(service, "detector_signals_waiting") < FEW
                && value(service, "streams_lag_records") == 0;
    }

    /** The sum of the rows of a metric that begin so; 0 if there is none. */
    private static double value(RunningService service, String name) {
        Matcher rows = Pattern.compile("(?m)^dropsight_\\w*" + name + ".* ([0-9.E+-]+)$")
                .matcher(service.body("/metrics"));
        double sum = 0;
        while (rows.find()) {
            sum += Double.parseDouble(rows.group(1));
        }
        return sum;
    }

    /**
     * Each version of each alert, and the verdicts that are over: all but those of the last half hour, for a replay knows
     * its end, and in life things go on.
     */
    private void compare(String bootstrapServers) throws IOException {
        Findings.read(bootstrapServers, Names.DEFAULT).writeTo(folder.resolve("live"));
        List<String> versions = lines("out", "alerts.jsonl", "time");
        List<String> verdicts = lines("out", "verdicts.jsonl", "lastSeenAt");
        System.out.printf("%d versions of alerts, %d verdicts that are over%n", versions.size(), verdicts.size());
        assertThat(versions).hasSizeGreaterThan(50);
        assertThat(verdicts).hasSizeGreaterThan(50);
        if (PARTITIONS == 1) {
            assertThat(differences(lines("live", "alerts.jsonl", "time"), versions))
                    .isEmpty();
            assertThat(differences(lines("live", "verdicts.jsonl", "lastSeenAt"), verdicts))
                    .isEmpty();
        } else {
            assertThat(groups(lines("live", "alerts.jsonl", "time"))).isEqualTo(groups(versions));
        }
    }

    /** The first few, cut: a day has hundreds of long lines. */
    private static List<String> differences(List<String> live, List<String> replayed) {
        Set<String> both = new TreeSet<>(live);
        both.retainAll(replayed);
        return Stream.concat(
                        live.stream().filter(line -> !both.contains(line)).map(line -> "live:   " + line),
                        replayed.stream().filter(line -> !both.contains(line)).map(line -> "replay: " + line))
                .limit(6)
                .map(line -> line.substring(0, Math.min(line.length(), 1_000)))
                .toList();
    }

    /** What is told of, whatever became of it since. */
    private static Set<String> groups(List<String> versions) throws IOException {
        Set<String> groups = new TreeSet<>();
        for (String version : versions) {
            JsonNode data = Findings.JSON.readTree(version).path("data");
            groups.add(data.path("cause").asText() + " " + data.path("alertId").asText());
        }
        return groups;
    }

    private List<String> lines(String where, String file, String time) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(where).resolve(file))) {
            if (Instant.parse(Findings.JSON.readTree(line).path(time).asText()).isBefore(lastArrival.minus(TAIL))) {
                lines.add(line);
            }
        }
        return lines;
    }

    private void assertHttpTells(RunningService service, String bootstrapServers) throws IOException {
        Set<String> onTopic = new TreeSet<>();
        Findings.read(bootstrapServers, Names.DEFAULT).writeTo(folder.resolve("again"));
        for (String line : Files.readAllLines(folder.resolve("again/alerts.jsonl"))) {
            onTopic.add(
                    Findings.JSON.readTree(line).path("data").path("alertId").asText());
        }
        Set<String> byHttp = new TreeSet<>();
        Findings.JSON
                .readTree(service.body("/api/alerts?status=all&limit=1000"))
                .path("alerts")
                .forEach(alert -> byHttp.add(alert.path("alertId").asText()));
        assertThat(byHttp).isEqualTo(onTopic);
        assertThat(value(service, "alerts_versions_total.*change=\"opened\"")).isEqualTo(onTopic.size());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
