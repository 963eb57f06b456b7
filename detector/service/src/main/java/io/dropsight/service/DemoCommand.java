package io.dropsight.service;

import io.dropsight.service.Service.Role;
import io.dropsight.service.config.ConfigLoader;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.health.Part;
import io.dropsight.service.sources.SimulationSource;
import io.dropsight.simulator.Truth;
import io.dropsight.simulator.scenario.Scenarios;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole product on a simulated fleet, in two minutes. */
@Command(
        name = "demo",
        description = {
            "Shows in two minutes what Dropsight does: a simulated fleet in fast motion, and what is found out about it.",
            "It needs nothing but this program, and leaves nothing behind."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  dropsight demo",
            "  dropsight demo --speed 200        slower, to follow it with curl",
            "  dropsight demo --devices 10000 --seed 7",
            "  dropsight demo --port 8080 --keep & curl -s localhost:8080/api/alerts",
            "",
            "It stops at Ctrl-C. Exit codes: 0 the story ended, 1 it failed, 2 wrong usage."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String SCENARIO = "demo";
    private static final int LEAST_DEVICES = 1_000; // of fewer the log is too quiet to tell that it has stopped
    private static final int MOST_DEVICES = 20_000;
    private static final int LEAST_SPEED = 10;
    private static final int MOST_SPEED = 20_000;
    private static final int MOST_SEED = 1_000_000_000;
    private static final int MOST_PORT = 65_535;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(25);
    private static final long LOOK_EVERY_MILLIS = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--devices", paramLabel = "N", description = "devices of the fleet (default: 3000)")
    private int devices = 3_000;

    @Option(names = "--speed", paramLabel = "N", description = "simulated seconds in a second (default: 600)")
    private int speed = 600;

    @Option(names = "--seed", paramLabel = "N", description = "another seed is another fleet (default: 1)")
    private int seed = 1;

    @Option(names = "--port", paramLabel = "N", description = "of HTTP on this machine (default: 0, any that is free)")
    private int port;

    @Option(names = "--keep", description = "after the story go on answering HTTP, until Ctrl-C")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.silenceKafka();
        within("--devices", devices, LEAST_DEVICES, MOST_DEVICES);
        within("--speed", speed, LEAST_SPEED, MOST_SPEED);
        within("--seed", seed, 0, MOST_SEED);
        within("--port", port, 0, MOST_PORT);
        try (Closer closer = new Closer(STOP_WITHIN)) {
            return play(closer);
        }
    }

    private int play(Closer closer) throws InterruptedException {
        try {
            return tell(closer);
        } catch (RuntimeException e) {
            if (closer.isStopping()) { // what broke was being closed
                throw new Closer.Stopped(e);
            }
            throw e;
        }
    }

    private int tell(Closer closer) throws InterruptedException {
        TemporaryFolder folder = closer.open(TemporaryFolder::new);
        RunConfig config = config(folder);
        RunConfig.Simulation fleet =
                config.sources().simulations().values().iterator().next();
        Truth truth = Scenarios.simulate(SimulationSource.spec(fleet)).truth();
        DemoScreen screen = new DemoScreen(spec.commandLine().getOut(), Boolean.getBoolean("dropsight.colours"));
        DemoPlay play = new DemoPlay(DemoStory.of(truth), screen, speed);
        Service service = new Service(config, EnumSet.allOf(Role.class), closer, play);
        service.alerts().listen((version, live) -> play.heard(version));
        play.introduce(truth, fleet, service.startHttp());
        service.startRest();
        boolean over = false;
        while (!closer.isStopping() && !screen.isClosed()) {
            Optional<Part> failed = service.health().parts().stream()
                    .filter(part -> part.state() == Part.State.FAILED)
                    .findFirst();
            if (failed.isPresent()) {
                throw new IllegalStateException(
                        failed.get().name() + ": " + failed.get().words());
            }
            boolean wasOver = over;
            over = play.step();
            if (over && !keep) {
                break;
            } else if (over && !wasOver) {
                play.tellThatHttpStays();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return Main.OK;
    }

    /** As an operator would write it, so that it is checked the same way. */
    private RunConfig config(TemporaryFolder folder) {
        String fleet = "DROPSIGHT_SOURCES_SIMULATIONS_DEMO_";
        Map<String, String> settings = new HashMap<>();
        settings.put(fleet + "SCENARIO", SCENARIO);
        settings.put(fleet + "DEVICES", Integer.toString(devices));
        settings.put(fleet + "SPEED", Integer.toString(speed));
        settings.put(fleet + "SEED", Integer.toString(seed));
        settings.put("DROPSIGHT_KAFKA_DATA_FOLDER", folder.path().toString());
        settings.put("DROPSIGHT_KAFKA_PARTITIONS", "2");
        settings.put("DROPSIGHT_DETECTOR_COMMIT_INTERVAL", "200ms");
        settings.put("DROPSIGHT_HTTP_PORT", Integer.toString(port));
        return new ConfigLoader(settings).load(null).config();
    }

    private void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d: use %d to %d".formatted(option, value, least, most));
        }
    }
}
