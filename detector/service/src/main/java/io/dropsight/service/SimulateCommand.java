package io.dropsight.service;

import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            defaultValue = "MIXED",
            description = "mixed: all sorts of devices; long: lifetimes of 19.2 and 24 hours among them, 300 devices,"
                    + " 10 days; healthy: nothing to find (default: mixed)")
    private Preset preset = Preset.MIXED;

    @Option(names = "--devices", paramLabel = "N", description = "how many (default: 2000, long: 300)")
    private int devices = -1;

    @Option(names = "--days", paramLabel = "N", description = "how long (default: 3, long: 10)")
    private int days = -1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "another seed, another fleet (default: 1)")
    private long seed;

    @Option(names = "--hub", paramLabel = "NAME", description = "name of the IoT hub (default: sim-hub)")
    private String hub = "";

    @Option(
            names = "--capture",
            description = "write fleet.jsonl as kcat -J would, with arrival times, instead of an export")
    private boolean capture;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Fleet fleet = Fleet.simulate(fleetSpec());
        err.printf(
                Locale.ROOT,
                "Simulating %,d devices for %d days, seed %d%n",
                fleet.spec().devices(),
                fleet.spec().span().toDays(),
                seed);
        try {
            long records = capture
                    ? ExportWriter.writeCapture(fleet, out.resolve("fleet.jsonl"))
                    : ExportWriter.writeStorage(fleet, out);
            err.printf(Locale.ROOT, "%,d records and the truth about them (labels.jsonl) are in %s%n", records, out);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(), out + " holds a fleet already: name another folder with --out", e);
        }
        return Main.OK;
    }

    private FleetSpec fleetSpec() {
        try {
            FleetSpec it =
                    switch (preset) {
                        case MIXED -> FleetSpec.mixed(seed);
                        case LONG -> FleetSpec.longLifetimes(seed);
                        case HEALTHY -> FleetSpec.healthy(seed, 2_000, Duration.ofDays(3));
                    };
            it = devices == -1 ? it : it.withDevices(devices);
            it = days == -1 ? it : it.withDays(days);
            return hub.isEmpty() ? it : it.withHub(hub.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
