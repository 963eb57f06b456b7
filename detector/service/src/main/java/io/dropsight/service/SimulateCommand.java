package io.dropsight.service;

import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the log of a simulated fleet, and the truth about it. */
@Command(
        name = "simulate",
        description =
                "Writes the connection log of a simulated fleet, or of a scenario with all that befalls a hub, as a"
                        + " storage export, with the truth (labels.jsonl) beside it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  dropsight simulate --devices 500 --days 3 --seed 7 --out fleet",
            "  dropsight replay fleet",
            "  dropsight simulate --list",
            "  dropsight simulate --scenario sas-echo --difficulty 1.5 --out echo"
        })
final class SimulateCommand implements Callable<Integer> {
    /** What is written into the folder. */
    private static final List<String> NAMES =
            List.of("insights-logs-connections", "insights-metrics-pt1m", "fleet.jsonl", "labels.jsonl");

    private static final int MOST_DEVICES = 5_000_000;
    private static final int MOST_DAYS = 366;
    private static final int MOST_DEVICES_OF_SCENARIO = 1_000_000;
    private static final int MOST_DAYS_OF_SCENARIO = 60;

    enum Preset {
        MIXED,
        LONG,
        HEALTHY
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder to make; it may not hold a fleet yet. Needed, except with --list")
    private @Nullable Path out;

    @Option(names = "--scenario", paramLabel = "NAME", description = "one of those that --list names")
    private @Nullable String scenario;

    @Option(names = "--list", description = "name the scenarios, a line each, and do nothing else")
    private boolean list;

    @Option(
            names = "--difficulty",
            paramLabel = "X",
            description = "of a scenario: 0 is easy, 2 the hardest (default: 1)")
    private @Nullable Double difficulty;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "mixed: all sorts of devices; long: lifetimes of 19.2 and 24 hours among them, 300 devices,"
                    + " 10 days; healthy: nothing to find (default: mixed, without --scenario)")
    private @Nullable Preset preset;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "how many (default: 2000, long: 300, a scenario's own)")
    private @Nullable Integer devices;

    @Option(names = "--days", paramLabel = "N", description = "how long (default: 3, long: 10, a scenario's own)")
    private @Nullable Integer days;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "another seed, another fleet (default: 1)")
    private long seed;

    @Option(names = "--hub", paramLabel = "NAME", description = "name of the IoT hub (default: sim-hub)")
    private @Nullable String hub;

    @Option(
            names = "--capture",
            description = "write fleet.jsonl as kcat -J would, with arrival times, instead of an export")
    private boolean capture;

    @Override
    public Integer call() throws IOException {
        if (list) {
            return list(spec.commandLine().getOut());
        }
        Path folder = out;
        if (folder == null) {
            throw wrong("Missing required option: '--out=DIR'");
        }
        PrintWriter err = spec.commandLine().getErr();
        Simulation simulation = scenario == null ? fleet() : scenario(scenario);
        prepare(folder);
        err.println(started(simulation));
        try {
            ExportWriter.Written written = capture
                    ? ExportWriter.writeCapture(simulation, folder.resolve("fleet.jsonl"))
                    : ExportWriter.writeStorage(simulation, folder);
            String metrics =
                    written.metrics() == 0 ? "" : ", " + Text.count(written.metrics(), "point") + " of metrics";
            err.printf(
                    "%s%s and the truth about each device (labels.jsonl) are in %s%n",
                    Text.count(written.records(), "record"), metrics, Text.safe(folder.toString()));
        } catch (FileAlreadyExistsException e) { // made by someone else since it was looked at
            throw taken(folder);
        }
        return Main.OK;
    }

    private static Integer list(PrintWriter to) {
        int widest = Scenarios.names().stream().mapToInt(String::length).max().orElse(0);
        for (String name : Scenarios.names()) {
            to.printf(Locale.ROOT, "%-" + widest + "s  %s%n", name, Scenarios.describe(name));
        }
        return Main.OK;
    }

    private String started(Simulation simulation) {
        if (simulation instanceof Fleet fleet) {
            return String.format(
                    Locale.ROOT,
                    "Simulating %s for %s, seed %d",
                    Text.count(fleet.spec().devices(), "device"),
                    Text.count(fleet.spec().span().toDays(), "day"),
                    seed);
        }
        Duration span = days == null ? Scenarios.defaultSpan(String.valueOf(scenario)) : Duration.ofDays(days);
        return String.format(
                Locale.ROOT,
                "Simulating %s: %s for %s, seed %d, difficulty %s",
                scenario,
                Text.count(devices == null ? Scenarios.defaultDevices(String.valueOf(scenario)) : devices, "device"),
                Text.duration(span),
                seed,
                difficulty == null ? 1 : difficulty);
    }

    private void prepare(Path folder) {
        for (String name : NAMES) {
            if (Files.exists(folder.resolve(name))) {
                throw taken(folder);
            }
        }
        try {
            OutFolder.prepare(folder);
        } catch (IOException e) {
            throw wrong("--out %s: no fleet can be written there: %s".formatted(folder, e.getMessage()));
        }
    }

    private ParameterException taken(Path folder) {
        return wrong(folder + " holds a fleet already: name another folder with --out");
    }

    private Simulation scenario(String name) {
        if (preset != null) {
            throw wrong("--preset and --scenario: use one of them");
        }
        if (!Scenarios.names().contains(name)) {
            throw wrong("--scenario is \"%s\": use one that dropsight simulate --list names, such as sas-echo"
                    .formatted(Text.safe(name)));
        }
        try {
            ScenarioSpec it = ScenarioSpec.of(name, seed);
            it = difficulty == null ? it : it.withDifficulty(difficulty);
            it = devices == null ? it : it.withDevices(inRange("--devices", devices, MOST_DEVICES_OF_SCENARIO, 500));
            it = days == null ? it : it.withSpan(Duration.ofDays(inRange("--days", days, MOST_DAYS_OF_SCENARIO, 2)));
            it = hub == null ? it : it.withHub(hub.toLowerCase(Locale.ROOT));
            return Scenarios.simulate(it);
        } catch (IllegalArgumentException e) { // which names the setting, not the option
            throw wrong(String.valueOf(e.getMessage()).replace("simulator.", "--"));
        }
    }

    private Fleet fleet() {
        if (difficulty != null) {
            throw wrong("--difficulty is that of a scenario: name one with --scenario");
        }
        return Fleet.simulate(fleetSpec());
    }

    private FleetSpec fleetSpec() {
        try {
            FleetSpec it =
                    switch (preset == null ? Preset.MIXED : preset) {
                        case MIXED -> FleetSpec.mixed(seed);
                        case LONG -> FleetSpec.longLifetimes(seed);
                        case HEALTHY -> FleetSpec.healthy(seed, 2_000, Duration.ofDays(3));
                    };
            it = devices == null ? it : it.withDevices(inRange("--devices", devices, MOST_DEVICES, 2_000));
            it = days == null ? it : it.withDays(inRange("--days", days, MOST_DAYS, 3));
            return hub == null ? it : it.withHub(hub.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) { // which names the setting, not the option
            throw wrong(String.valueOf(e.getMessage()).replace("simulator.", "--"));
        }
    }

    private int inRange(String option, int value, int most, int example) {
        if (value < 1 || value > most) {
            throw wrong("%s is %d: use 1 to %d, such as %d".formatted(option, value, most, example));
        }
        return value;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
