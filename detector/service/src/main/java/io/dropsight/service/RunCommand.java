package io.dropsight.service;

import io.dropsight.service.Service.Role;
import io.dropsight.service.config.ConfigLoader;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.health.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The service, until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the service: reads its sources, finds out why devices drop, and tells.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It stops at Ctrl-C or SIGTERM. Health: /health/ready; metrics: /metrics.",
            "",
            "Examples:",
            "  dropsight run --config dropsight.yaml",
            "  DROPSIGHT_SOURCES_SIMULATIONS_DEMO_SEED=1 dropsight run    a simulated fleet",
            "  dropsight run --roles ingest                connectors alone"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    @Mixin
    private final ConfigFile file = new ConfigFile();

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description = "what this instance does: ingest, detect, http (default: all)")
    private List<Role> roles = List.of(Role.values());

    @Override
    public Integer call() throws InterruptedException {
        ConfigLoader.Loaded loaded = file.load();
        RunConfig config = loaded.config();
        LogSetup.apply(config.logs());
        loaded.settings().stream()
                .filter(setting -> !setting.origin().equals("default"))
                .forEach(setting -> LOG.info("{}: {} ({})", setting.key(), setting.value(), setting.origin()));
        try (Closer closer = new Closer(config.life().stopWithin())) {
            Service service = new Service(config, EnumSet.copyOf(roles), closer);
            service.startHttp();
            service.startRest();
            LOG.info("Dropsight {} runs as {}", Version.text(), roles);
            return watch(service, config, closer);
        }
    }

    /** Stays until a part fails for good, if that ends the process; else until the process is told to stop. */
    private static int watch(Service service, RunConfig config, Closer closer) throws InterruptedException {
        boolean told = false;
        while (!closer.isStopping()) {
            List<Part> failed = service.health().parts().stream()
                    .filter(part -> part.state() == Part.State.FAILED)
                    .toList();
            if (!failed.isEmpty() && !told) {
                told = true;
                failed.forEach(part -> LOG.error("{} failed: {}", part.name(), part.words()));
                if (config.life().exitOnFailure()) {
                    return Main.FAILED;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return Main.OK;
    }
}
