package io.dropsight.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.intake.AlignmentSettings;
import io.dropsight.intake.Source;
import io.dropsight.intake.SourceHealth;
import io.dropsight.service.api.AlertsApi;
import io.dropsight.service.api.DeviceHistories;
import io.dropsight.service.api.DevicesApi;
import io.dropsight.service.api.OpenApi;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.health.Health;
import io.dropsight.service.health.Part;
import io.dropsight.service.http.EventStreams;
import io.dropsight.service.http.Route;
import io.dropsight.service.maintenance.MaintenanceApi;
import io.dropsight.service.maintenance.MaintenanceBoard;
import io.dropsight.service.maintenance.MaintenanceTopic;
import io.dropsight.service.maintenance.Publication;
import io.dropsight.service.metrics.Meters;
import io.dropsight.service.sinks.LiveOccasions;
import io.dropsight.service.sinks.Sinks;
import io.dropsight.service.sources.SimulationSource;
import io.dropsight.service.sources.SourceFactory;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.service.view.TopicReader;
import io.dropsight.service.view.VerdictBoard;
import io.dropsight.service.view.Views;
import io.dropsight.topology.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: its parts, in the order in which they start. HTTP comes first, so that health can be asked while the rest
 * waits for what it needs; the sources come last, and stop first.
 */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final RunConfig config;
    private final Set<Role> roles;
    private final Closer closer;
    private final SimulationSource.Audience audience;
    private final Names names;
    private final Health health = new Health();
    private final Meters meters;
    private final AlertBoard alerts = new AlertBoard();
    private final VerdictBoard verdicts = new VerdictBoard();
    private final MaintenanceBoard maintenance = new MaintenanceBoard();
    private final MaintenanceTopic maintenanceTopic;
    private final Publication publication = new Publication(maintenance, Clock.systemUTC());
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    /** Why sources cannot heal themselves. */
    private final List<String> lost = new CopyOnWriteArrayList<>();

    private final EventStreams streams;
    /** Null until it is started. */
    private volatile @Nullable Detector detector;

    private Optional<String> advertised = Optional.empty();
    /** Until then, parts that are not there yet cannot say that they are not ready. */
    private volatile boolean started;

    /** What an instance does; several may share the work. */
    enum Role {
        /** Reads the sources. */
        INGEST,
        /** Finds out. */
        DETECT,
        /** Answers under /api and sends alerts to the sinks; health and metrics are answered by all. */
        HTTP
    }

    /** @param closer closes what is opened, last first */
    Service(RunConfig config, Set<Role> roles, Closer closer) {
        this(config, roles, closer, SimulationSource.Audience.NONE);
    }

    /** @param audience of simulated fleets */
    Service(RunConfig config, Set<Role> roles, Closer closer, SimulationSource.Audience audience) {
        this.audience = audience;
        this.config = config;
        this.roles = Set.copyOf(roles);
        this.closer = closer;
        names = new Names(config.kafka().prefix());
        streams = new EventStreams(config.http().streams());
        maintenanceTopic = closer.open(() -> new MaintenanceTopic(names.maintenance(), maintenance));
        meters = closer.open(() -> new Meters(Version.text()));
    }

    Health health() {
        return health;
    }

    AlertBoard alerts() {
        return alerts;
    }

    /** @return the port of HTTP */
    int startHttp() {
        health.watchOne(() -> started ? Part.up("start") : Part.waiting("start", "it starts"));
        meters.health(health);
        meters.budget(config.detector().falseAlerts());
        List<Route> routes = new ArrayList<>(health.routes());
        routes.add(meters.route());
        if (roles.contains(Role.HTTP)) {
            routes.addAll(new AlertsApi(alerts, publication).routes());
            routes.addAll(OpenApi.routes());
            routes.addAll(new MaintenanceApi(maintenance, maintenanceTopic, alerts, Clock.systemUTC()).routes());
            meters.maintenance(maintenance, alerts);
            meters.alerts(alerts);
            meters.listeners(streams);
        }
        if (roles.contains(Role.HTTP) || roles.contains(Role.DETECT)) { // who detects is asked by the others
            routes.addAll(devicesApi().routes());
        }
        int port = HttpStart.start(config.http(), routes, streams, closer);
        advertised = Advertised.of(config.http(), port, hostName());
        LOG.info(
                "HTTP: {}:{} answers under /health, /metrics{}",
                config.http().host(),
                port,
                roles.contains(Role.HTTP) ? " and /api" : "");
        return port;
    }

    private DevicesApi devicesApi() {
        Optional<DeviceHistories> held =
                roles.contains(Role.DETECT) ? Optional.of(new HeldDevices(() -> detector)) : Optional.empty();
        return new DevicesApi(alerts, verdicts, held, HttpStart.peers(config.http()));
    }

    /** Returns when everything has been started; waits for Kafka as long as it takes. */
    void startRest() throws InterruptedException {
        KafkaLink kafka = closer.open(() -> new KafkaLink(config.kafka()));
        health.watchOne(kafka::health);
        kafka.connect();
        topics(kafka);
        if (roles.contains(Role.DETECT)) {
            detector(kafka);
        }
        if (roles.contains(Role.HTTP)) {
            views(kafka);
        }
        if (roles.contains(Role.INGEST)) {
            sources(kafka);
        }
        started = true;
    }

    private void topics(KafkaLink kafka) {
        RunConfig.Kafka its = config.kafka();
        try (Admin admin = Admin.create(kafka.clients())) {
            DetectorTopics.create(
                    admin,
                    names,
                    its.partitions(),
                    kafka.replication(),
                    new DetectorTopics.Retention(
                            its.eventsRetention(), its.alertsRetention(), its.deadLettersRetention()));
        }
    }

    private void detector(KafkaLink kafka) {
        RunConfig.Detector its = config.detector();
        DetectorSettings settings = new DetectorSettings(
                kafka.clients(),
                names,
                config.kafka().partitions(),
                kafka.replication(),
                config.kafka().dataFolder().resolve("state"),
                its.guarantee() == RunConfig.Guarantee.EXACTLY_ONCE ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE,
                its.commitInterval(),
                its.watermarkStep(),
                its.threads(),
                its.standbys(),
                its.instance().orElseGet(Service::hostName),
                its.sessionTimeout(),
                advertised,
                DetectConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(its.falseAlerts()));
        Detector running = closer.open(() -> Detector.start(settings, meters.fleet()));
        detector = running;
        health.watchOne(running::health);
        DetectorCounters counters = running.counters();
        for (Outcome outcome : Outcome.values()) {
            meters.counter(
                    "dropsight.detector.events",
                    "Events that the detector took, by what became of them",
                    "outcome",
                    outcome.name(),
                    counters,
                    it -> it.of(outcome));
        }
        meters.counter(
                "dropsight.detector.unreadable", "Feed records of a stranger", counters, it -> it.unreadableMessages());
        meters.counter(
                "dropsight.detector.broken.promises",
                "Signals after their watermark: a fault of a writer",
                counters,
                it -> it.promisesBroken());
        meters.streams(running::metrics);
        LOG.info("Detector: started as {}, {}", settings.instance(), settings.guarantee());
    }

    private void views(KafkaLink kafka) {
        Views views = new Views(alerts, verdicts, names.alerts(), names.verdicts());
        maintenanceTopic.connect(kafka.clients());
        List<String> topics = new ArrayList<>(views.topics());
        topics.add(names.maintenance());
        TopicReader reader = closer.open(() -> TopicReader.start(kafka.clients(), topics, (message, live) -> {
            if (message.topic().equals(names.maintenance())) {
                maintenance.take(message);
            } else {
                views.take(message, live);
            }
        }));
        health.watchOne(() -> reader.error().isEmpty() && reader.isCaughtUp()
                ? Part.up("alerts")
                : Part.waiting(
                        "alerts", reader.error().isEmpty() ? "the past of the topic is being read" : reader.error()));
        alerts.listen((version, live) -> {
            if (live) {
                tellListeners(publication.of(version));
            }
        });
        Sinks.State state = new Sinks.State(alerts, maintenance, publication, reader::isCaughtUp);
        closer.open(() -> LiveOccasions.start(state, config.alerts().remindAfter(), this::tellListeners));
        new Sinks(config.alerts(), names, kafka.clients(), meters.sinks()).start(state, closer::open);
    }

    private void tellListeners(AlertVersion told) {
        JsonNode envelope = told.envelope();
        streams.send(envelope.path("id").asText(), envelope.path("type").asText(), envelope.toString());
    }

    private void sources(KafkaLink kafka) {
        SourceFactory factory = new SourceFactory(
                kafka.clients(),
                names.prefix(),
                config.kafka().partitions(),
                config.kafka().deliver(),
                new AlignmentSettings(
                        config.sources().alignment().within(),
                        config.sources().alignment().patience()),
                meters.intake(),
                meters.connectors(),
                lost::add,
                closer::open);
        for (Source source : factory.all(config.sources(), audience)) {
            sources.add(source);
            source.start();
        }
        health.watch(() -> lost.stream().map(why -> Part.failed("sources", why)).toList());
        sources.forEach(
                source -> source.health().forEach(each -> meters.intake().expect(each.partition())));
        health.watch(() -> sources.stream()
                .flatMap(source -> source.health().stream())
                .map(Service::part)
                .toList());
        meters.sources(() ->
                sources.stream().flatMap(source -> source.health().stream()).toList());
        LOG.info("Sources: {} started", sources.size());
    }

    /**
     * Refused credentials, or a partition that a policy has stopped, make the service not ready; only a source that says
     * itself that a new process may help ends this one.
     */
    private static Part part(SourceHealth source) {
        String name = "source " + source.partition().text();
        return switch (source.state()) {
            case RUNNING, CAUGHT_UP, ELSEWHERE -> Part.up(name);
            case STARTING -> Part.waiting(name, source.lastError().isEmpty() ? "it starts" : source.lastError());
            case STALLED -> Part.waiting(name, source.lastError());
            case FAILED -> Part.waiting(name, "it needs somebody: " + source.lastError());
        };
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "dropsight";
        }
    }
}
