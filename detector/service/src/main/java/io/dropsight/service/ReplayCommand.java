package io.dropsight.service;

import io.dropsight.azure.AzureLogDecoder;
import io.dropsight.detect.DetectConfig;
import io.dropsight.files.LogFiles;
import io.dropsight.files.LogOptions;
import io.dropsight.files.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Analyses exported logs and prints what was found. */
@Command(
        name = "replay",
        description = {
            "Analyses exported logs: which devices drop, how, why, since when, and what to do.",
            "Reads every shape in which an IoT Hub's Connections log is exported: files of a storage account, bodies of"
                    + " an event hub, rows of Log Analytics, captures by kcat -J; also packed with gzip."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  dropsight replay insights-logs-connections/",
            "  dropsight replay --out findings 'exports/**/PT1H.json'",
            "  gzip -dc capture.jsonl.gz | dropsight replay --json -",
            "",
            "The report goes to standard output, all else to standard error.",
            "Exit codes: 0 analysed (findings or none), 1 nothing could be read or it failed, 2 wrong usage."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_PARTITIONS = 64;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "files, folders, globs in quotes, or - for standard input")
    @SuppressWarnings("NullAway.Init")
    private List<String> paths;

    @Option(names = "--out", paramLabel = "DIR", description = "write alerts.jsonl and verdicts.jsonl there")
    private @Nullable Path out;

    @Option(names = "--json", description = "print one JSON object instead of the report")
    private boolean json;

    @Option(
            names = "--hub",
            paramLabel = "NAME",
            description = "hub of records that name none (default: from the export's path, else unknown)")
    private @Nullable String hub;

    @Option(
            names = "--false-alerts",
            paramLabel = "N",
            description = "budget: false alerts per 10,000 devices and day (default: 1)")
    private double falseAlerts = DetectConfig.DEFAULTS.periodic().falseAlertsPer10kDeviceDays();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "of the topics; no result depends on it (default: 2)")
    private int partitions = 2;

    @Option(
            names = {"-q", "--quiet"},
            description = "no progress")
    private boolean quiet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        DetectConfig config = config();
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw wrong("--partitions is %d: use 1 to %d".formatted(partitions, MOST_PARTITIONS));
        }
        LogOptions options = options();
        LogFiles files = LogFiles.find(paths);
        if (!files.missing().isEmpty()) {
            throw wrong(files.missing().stream().map(Text::safe).collect(Collectors.joining("\n")));
        }
        prepareOut();
        if (files.files().isEmpty()) {
            files.problems().forEach(problem -> err.println(Text.safe(problem)));
            err.println(Text.safe("There is no log in " + String.join(", ", paths)
                    + ": name the folder of the export, or a file by itself"));
            return Main.FAILED;
        }
        try (Closer closer = new Closer()) {
            return replay(files, options, config, closer);
        }
    }

    private int replay(LogFiles files, LogOptions options, DetectConfig config, Closer closer)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Replay.Result result;
        try (ProgressView progress = new ProgressView(Boolean.getBoolean("dropsight.terminal"), err)) {
            if (!quiet) {
                progress.starting();
            }
            result = new Replay(partitions, config).run(files, options, quiet ? Progress.NONE : progress, closer);
        } catch (RuntimeException | Error e) {
            if (closer.isStopping()) { // told to stop: what broke was being closed
                throw new Closer.Stopped(e);
            }
            throw e;
        }
        Path folder = out;
        if (folder != null) {
            closer.complete(() -> result.findings().writeTo(folder));
        }
        Report report = new Report(result.seen(), result.findings().latest());
        PrintWriter to = spec.commandLine().getOut();
        to.print(json ? report.json().toPrettyString() + System.lineSeparator() : report.text());
        to.flush();
        if (result.seen().analysed() == 0) {
            long read = result.seen().read();
            err.println("Nothing could be analysed: "
                    + (read == 0
                            ? "there is no record in " + Text.safe(String.join(", ", paths))
                            : "no connection or metric of an IoT hub is among " + Text.count(read, "record")));
            return Main.FAILED;
        }
        return Main.OK;
    }

    private DetectConfig config() {
        try {
            return DetectConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(falseAlerts);
        } catch (IllegalArgumentException e) {
            throw wrong("--false-alerts is %s: use a number in [0.001, 100], such as 1".formatted(falseAlerts));
        }
    }

    private LogOptions options() {
        try {
            if (hub != null) {
                var unused = new AzureLogDecoder(hub); // it knows what a hub's name is
            }
        } catch (IllegalArgumentException e) {
            throw wrong("--hub: " + e.getMessage());
        }
        return LogOptions.defaults().withHub(hub == null ? "" : hub);
    }

    /** Before the work, not after it: can results be written? */
    private void prepareOut() {
        Path folder = out;
        if (folder == null) {
            return;
        }
        try {
            OutFolder.prepare(folder);
        } catch (IOException e) {
            throw wrong("--out %s: no result can be written there: %s".formatted(folder, e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
