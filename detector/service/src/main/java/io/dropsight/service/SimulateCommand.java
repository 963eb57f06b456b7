package io.dropsight.service;

import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
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
                "Writes the connection log of a simulated fleet as a storage export, with labels.jsonl beside it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  dropsight simulate --devices 500 --days 3 --seed 7 --out fleet",
            "  dropsight replay fleet"
        })
final class SimulateCommand implements Callable<Integer> {
    /** What is written into the folder. */
    private static final List<String> NAMES = List.of("insights-logs-connections", "fleet.jsonl", "labels.jsonl");

    private static final int MOST_DEVICES = 5_000_000;
    private static final int MOST_DAYS = 366;

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
            required = true,
            paramLabel = "DIR",
            description = "folder to make; it may not hold a fleet yet")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "mixed: all sorts of devices; long: lifetimes of 19.2 and 24 hours among them, 300 devices,"
                    + " 10 days; healthy: nothing to find (default: mixed)")
    private Preset preset = Preset.MIXED;

    @Option(names = "--devices", paramLabel = "N", description = "how many (default: 2000, long: 300)")
    private @Nullable Integer devices;

    @Option(names = "--days", paramLabel = "N", description = "how long (default: 3, long: 10)")
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
        PrintWriter err = spec.commandLine().getErr();
        FleetSpec wanted = fleetSpec();
        prepareOut();
        Fleet fleet = Fleet.simulate(wanted);
        err.printf(
                Locale.ROOT,
                "Simulating %s for %s, seed %d%n",
                Text.count(wanted.devices(), "device"),
                Text.count(wanted.span().toDays(), "day"),
                seed);
        try {
            long records = capture
                    ? ExportWriter.writeCapture(fleet, out.resolve("fleet.jsonl"))
                    : ExportWriter.writeStorage(fleet, out);
            err.printf(
                    "%s and the truth about each device (labels.jsonl) are in %s%n",
                    Text.count(records, "record"), Text.safe(out.toString()));
        } catch (FileAlreadyExistsException e) { // made by someone else since it was looked at
            throw taken();
        }
        return Main.OK;
    }

    private void prepareOut() {
        for (String name : NAMES) {
            if (Files.exists(out.resolve(name))) {
                throw taken();
            }
        }
        try {
            OutFolder.prepare(out);
        } catch (IOException e) {
            throw wrong("--out %s: no fleet can be written there: %s".formatted(out, e.getMessage()));
        }
    }

    private ParameterException taken() {
        return wrong(out + " holds a fleet already: name another folder with --out");
    }

    private FleetSpec fleetSpec() {
        try {
            FleetSpec it =
                    switch (preset) {
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
