package io.dropsight.service;

import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.files.LogFiles;
import io.dropsight.files.LogOptions;
import io.dropsight.files.LogSource;
import io.dropsight.files.LogSummary;
import io.dropsight.files.Progress;
import io.dropsight.files.Progress.Phase;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.FeedWriter;
import io.dropsight.topology.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/** Runs the topology of the service over logs on disk, on a broker of its own, and leaves nothing behind. */
final class Replay {
    private static final Duration STEP = Duration.ofSeconds(60);
    /** A replay that crashes starts over: nothing is gained by committing often. */
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(30);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

    private final Names names = Names.DEFAULT;
    private final int partitions;
    private final DetectConfig config;

    /** @param partitions 1 or more; no result depends on it */
    Replay(int partitions, DetectConfig config) {
        this.partitions = partitions;
        this.config = config;
    }

    record Result(Seen seen, Findings findings) {}

    Result run(LogFiles files, LogOptions options, Progress progress, Closer closer) throws InterruptedException {
        TemporaryFolder folder = closer.open(TemporaryFolder::new);
        LogSource source = closer.open(() -> new LogSource(files, options.withTempFolder(folder.path())));
        EmbeddedKafka kafka = closer.open(
                () -> EmbeddedKafka.keptIn(folder.path().resolve("kafka"))); // gone with the folder, come what may
        String servers = kafka.bootstrapServers();
        try (Admin admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, (Object) servers))) {
            DetectorTopics.create(admin, names, partitions);
        }
        Detector detector = closer.open(() -> Detector.start(DetectorSettings.alone(
                servers,
                names,
                partitions,
                folder.path().resolve("state"),
                Guarantee.AT_LEAST_ONCE,
                COMMIT_EVERY,
                STEP,
                "replay",
                config)));
        FeedWriter writer = closer.open(() -> new FeedWriter(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers),
                names.events(),
                names.deadLetters(),
                partitions,
                "files",
                STEP));
        ReplayFeed feed = new ReplayFeed(writer);
        DetectorCounters counters = detector.counters();
        LogSummary summary = source.deliverTo(feed, analysed(progress, counters));
        writer.end();
        awaitEnd(detector, summary, progress);
        detector.close();
        return new Result(seen(files, summary, feed, counters), Findings.read(servers, names));
    }

    /** Of what is delivered, tells what the detector has taken: the rest is only waiting for it. */
    private static Progress analysed(Progress progress, DetectorCounters counters) {
        return (phase, done, total, records) ->
                progress.at(phase, phase == Phase.DELIVERING ? counters.taken() : done, total, records);
    }

    private static void awaitEnd(Detector detector, LogSummary read, Progress progress) throws InterruptedException {
        long taken = -1;
        long stalledFor = 0;
        while (!detector.awaitEnd(LOOK_EVERY)) {
            long now = detector.counters().taken();
            stalledFor = now == taken ? stalledFor + LOOK_EVERY.toMillis() : 0;
            taken = now;
            progress.at(Phase.DELIVERING, taken, read.connections() + read.metrics(), read.read());
            if (stalledFor > STALLED_AFTER.toMillis()) {
                throw new IllegalStateException("the detector has taken no record for " + STALLED_AFTER.toMinutes()
                        + " minutes: the machine may be out of memory or disk space");
            }
        }
    }

    private static Seen seen(LogFiles files, LogSummary read, ReplayFeed feed, DetectorCounters counters) {
        List<String> problems = new ArrayList<>(files.problems());
        problems.addAll(read.problems());
        Map<String, Long> refused = new TreeMap<>();
        for (Outcome outcome : List.of(Outcome.TOO_LATE, Outcome.AHEAD_OF_ARRIVAL, Outcome.TIME_OUT_OF_RANGE)) {
            if (counters.of(outcome) > 0) {
                refused.put(outcome.name().toLowerCase(Locale.ROOT), counters.of(outcome));
            }
        }
        long other = read.other().values().stream().mapToLong(n -> n).sum();
        return new Seen(
                read.read(),
                read.connections(),
                read.metrics(),
                other,
                read.unreadable(),
                counters.of(Outcome.DUPLICATE),
                refused,
                feed.hubs(read),
                problems);
    }
}
