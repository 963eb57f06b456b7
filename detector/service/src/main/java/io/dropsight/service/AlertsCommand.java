package io.dropsight.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.maintenance.MaintenanceBoard;
import io.dropsight.service.maintenance.Publication;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.service.view.TopicReader;
import io.dropsight.service.view.VerdictBoard;
import io.dropsight.service.view.Views;
import io.dropsight.topology.Names;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells people what the alert topic of a running service says. */
@Command(
        name = "alerts",
        description = "Tells the open alerts of a running service.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  dropsight alerts --config dropsight.yaml                what is open",
            "  dropsight alerts --bootstrap-servers localhost:9092 -f  and then each change, until Ctrl-C",
            "  dropsight alerts --all=5                                the last 5, resolved ones too",
            "  dropsight alerts --json | jq .data.cause                one CloudEvent a line"
        })
final class AlertsCommand implements Callable<Integer> {
    private static final int ANSWER_WITHIN_SECONDS = 10;
    private static final Duration READ_WITHIN = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_MILLIS = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ConfigFile file = new ConfigFile();

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "where Kafka is (default: as configured)")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--all",
            arity = "0..1",
            fallbackValue = "20",
            paramLabel = "N",
            description = "the last N alerts, resolved ones too (default: 20)")
    private @Nullable Integer all;

    @Option(names = "--json", description = "one CloudEvent a line")
    private boolean json;

    @Option(
            names = {"-f", "--follow"},
            description = "then tell each change as it comes")
    private boolean follow;

    private final AlertBoard alerts = new AlertBoard();
    private final MaintenanceBoard maintenance = new MaintenanceBoard();
    private final Publication publication = new Publication(maintenance, Clock.systemUTC());
    private final BlockingQueue<AlertVersion> changes = new LinkedBlockingQueue<>();

    @Override
    public Integer call() throws InterruptedException {
        if (all != null && all < 1) {
            throw new ParameterException(spec.commandLine(), "--all is %d: use 1 or more".formatted(all));
        }
        RunConfig.Kafka config = file.load(overrides()).config().kafka();
        Map<String, Object> connection = connection(config);
        Names names = new Names(config.prefix());
        try (Closer closer = new Closer()) {
            if (!isThere(connection, names)) {
                return Main.FAILED;
            }
            TopicReader reader = closer.open(() -> read(connection, names));
            return tell(reader, closer);
        }
    }

    private Map<String, String> overrides() {
        return bootstrapServers == null ? Map.of() : Map.of("DROPSIGHT_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    }

    private Map<String, Object> connection(RunConfig.Kafka config) {
        KafkaLink link = new KafkaLink(config);
        if (!link.isEmbedded()) {
            return link.clients();
        }
        if (config.embeddedPort() == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Where is Kafka? Name it with --bootstrap-servers, or a file with kafka.bootstrap-servers or"
                            + " kafka.embedded-port with --config");
        }
        Map<String, Object> connection = new HashMap<>();
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + config.embeddedPort());
        return connection;
    }

    /** Says why there is nothing to read, where there is not. */
    private boolean isThere(Map<String, Object> connection, Names names) throws InterruptedException {
        Object servers = connection.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        Map<String, Object> config = new HashMap<>(connection);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1000 * ANSWER_WITHIN_SECONDS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 500 * ANSWER_WITHIN_SECONDS);
        try (Admin admin = Admin.create(config)) {
            Set<String> topics = admin.listTopics().names().get(ANSWER_WITHIN_SECONDS + 1, TimeUnit.SECONDS);
            if (topics.containsAll(List.of(names.alerts(), names.maintenance()))) {
                return true;
            }
            say("Kafka on %s has no topic %s: is kafka.prefix right, and was `dropsight run` started with it?"
                    .formatted(servers, topics.contains(names.alerts()) ? names.maintenance() : names.alerts()));
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause();
            say("Kafka on %s does not answer within %d s: is it running, and is the address right? (%s)"
                    .formatted(servers, ANSWER_WITHIN_SECONDS, Failure.inWords(cause == null ? e : cause)));
        }
        return false;
    }

    private void say(String words) {
        spec.commandLine().getErr().println(Text.safe(words));
    }

    private TopicReader read(Map<String, Object> connection, Names names) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Views views = new Views(alerts, new VerdictBoard(), names.alerts(), names.verdicts());
        alerts.listen((version, live) -> {
            if (live && follow) {
                changes.add(version);
            }
        });
        return TopicReader.start(config, List.of(names.maintenance(), names.alerts()), (message, live) -> {
            if (message.topic().equals(names.maintenance())) {
                maintenance.take(message);
            } else {
                views.take(message, live);
            }
        });
    }

    private int tell(TopicReader reader, Closer closer) throws InterruptedException {
        long until = System.nanoTime() + READ_WITHIN.toNanos();
        while (!reader.isCaughtUp() && !closer.isStopping()) {
            if (System.nanoTime() > until) {
                say("The topics cannot be read: " + reader.error());
                return Main.FAILED;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? lines(chosen()) : text(chosen()));
        out.flush();
        while (follow && !closer.isStopping() && !out.checkError()) {
            AlertVersion change = changes.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            if (change != null) {
                AlertVersion shown = publication.of(change);
                out.print(json ? lines(List.of(shown)) : news(shown));
            }
        }
        return Main.OK;
    }

    private List<AlertVersion> chosen() {
        Stream<AlertVersion> found = all == null
                ? alerts.open().stream()
                : Stream.concat(alerts.open().stream(), alerts.resolved().stream())
                        .sorted(Comparator.comparing(AlertVersion::at).reversed())
                        .limit(all);
        return found.map(publication::of).toList();
    }

    private static String lines(List<AlertVersion> versions) {
        StringBuilder out = new StringBuilder();
        versions.forEach(version -> out.append(version.envelope()).append('\n'));
        return out.toString();
    }

    private String text(List<AlertVersion> versions) {
        if (versions.isEmpty()) {
            return all == null ? "No alert is open.\n" : "There was no alert yet.\n";
        }
        StringBuilder out = new StringBuilder();
        List<JsonNode> findings =
                new ArrayList<>(versions.stream().map(AlertVersion::data).toList());
        if (all == null) {
            findings.sort(Findings.BY_WEIGHT);
        }
        int number = 1;
        for (JsonNode finding : findings) {
            FindingText.append(out, number++, List.of(finding));
        }
        return out.toString();
    }

    /** An alert that opens is told in full, any other change in a line. */
    private static String news(AlertVersion version) {
        String type = version.envelope().path("type").asText();
        String change = type.substring(type.lastIndexOf('.') + 1);
        String head = "%s UTC  %s  %s  %s\n"
                .formatted(FindingText.second(version.at()), change, version.id(), FindingText.line(version.data()));
        return change.equals("opened") ? head + FindingText.body(version.data()) : head;
    }
}
