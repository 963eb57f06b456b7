package io.dropsight.service.sinks;

import io.dropsight.service.config.RunConfig;
import io.dropsight.service.maintenance.MaintenanceBoard;
import io.dropsight.service.maintenance.Publication;
import io.dropsight.service.metrics.SinkMeters;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The sinks that are configured. */
public final class Sinks {
    private final RunConfig.Alerts config;
    private final Names names;
    private final Map<String, Object> connection;
    private final SinkMeters meters;

    /** @param connection where Kafka is, and how to get in */
    public Sinks(RunConfig.Alerts config, Names names, Map<String, Object> connection, SinkMeters meters) {
        this.config = config;
        this.names = names;
        this.connection = connection;
        this.meters = meters;
    }

    /**
     * What is known of alerts.
     *
     * @param isCaughtUp whether the past of the topics has been read
     */
    public record State(
            AlertBoard alerts, MaintenanceBoard maintenance, Publication publication, BooleanSupplier isCaughtUp) {}

    /** Keeps what was opened, to close it. */
    @FunctionalInterface
    public interface Opener {
        AutoCloseable open(Supplier<AutoCloseable> opening);
    }

    /** Starts them; each has a thread of its own. */
    public void start(State state, Opener opener) {
        Patience patience = Patience.standard(config.giveUpAfter());
        config.webhook().ifPresent(address -> {
            Post post = new Post(address, "application/cloudevents+json", token(), patience.within());
            var unused = opener.open(() -> Webhook.start(
                    new Webhook.Settings(connection, names, config.remindAfter(), patience), post, state, meters));
        });
        config.alertmanager().ifPresent(address -> {
            var unused = opener.open(() -> Alertmanager.start(address, patience, state, meters));
        });
    }

    private Optional<String> token() {
        return config.webhookToken().or(() -> config.webhookTokenFile().map(file -> {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("alerts.webhook-token-file %s cannot be read".formatted(file), e);
            }
        }));
    }
}
