package io.dropsight.service.sources;

import com.azure.core.credential.TokenCredential;
import io.dropsight.eventhubs.BlobStore;
import io.dropsight.eventhubs.EventHubsSettings;
import io.dropsight.eventhubs.EventHubsSource;
import io.dropsight.eventhubs.HubAddress;
import io.dropsight.eventhubs.HubAuth;
import io.dropsight.eventhubs.ReceiveSettings;
import io.dropsight.eventhubs.Secret;
import io.dropsight.eventhubs.kafka.EventHubsEndpoint;
import io.dropsight.eventhubs.kafka.KafkaLogSettings;
import io.dropsight.eventhubs.kafka.KafkaLogSource;
import io.dropsight.intake.Alignment;
import io.dropsight.intake.AlignmentSettings;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.IdempotentDeliveries;
import io.dropsight.intake.OwnershipLog;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.Source;
import io.dropsight.intake.StartPolicy;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.monitor.AzureCloud;
import io.dropsight.monitor.HubResource;
import io.dropsight.monitor.MetricsPoller;
import io.dropsight.monitor.PollerSettings;
import io.dropsight.service.config.Logins;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.config.Secrets;
import io.dropsight.service.metrics.ConnectorMeters;
import io.dropsight.service.metrics.IntakeMeters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;

/** Makes the sources that are configured, and what they share. */
public final class SourceFactory {
    private static final String EVENT_HUBS_USER = "$ConnectionString";
    private static final Duration CLAIM_WITHIN = Duration.ofSeconds(10);

    private final Map<String, Object> kafka;
    private final String prefix;
    private final int partitions;
    private final RunConfig.Delivering delivering;
    private final IntakeMeters meters;
    private final ConnectorMeters connectors;
    private final Consumer<String> whenLost;
    private final Opener opener;
    private final Alignment alignment;

    /** Opens what is closed with the service, last first. */
    public interface Opener {
        <T extends AutoCloseable> T open(Supplier<T> opening);
    }

    /**
     * @param kafka    how to connect
     * @param aligned  how close together all sources stay
     * @param whenLost told why, when a source cannot heal itself
     */
    public SourceFactory(
            Map<String, Object> kafka,
            String prefix,
            int partitions,
            RunConfig.Delivering delivering,
            AlignmentSettings aligned,
            IntakeMeters meters,
            ConnectorMeters connectors,
            Consumer<String> whenLost,
            Opener opener) {
        this.kafka = kafka;
        this.prefix = prefix;
        this.partitions = partitions;
        this.delivering = delivering;
        this.meters = meters;
        this.connectors = connectors;
        this.whenLost = whenLost;
        this.opener = opener;
        this.alignment = open(() -> new Alignment(aligned, meters));
    }

    /**
     * All of them, not started.
     *
     * @param audience of the simulated fleets
     * @throws IllegalArgumentException if one cannot be, with the key and what to write
     */
    public List<Source> all(RunConfig.Sources config, SimulationSource.Audience audience) {
        List<Source> sources = new ArrayList<>();
        config.eventHubs().forEach((name, hub) -> sources.add(eventHub(hub)));
        config.kafkaTopics().forEach((name, topic) -> sources.add(kafkaTopic(topic)));
        config.folders().forEach((name, folder) -> sources.add(folder(name, folder)));
        config.simulations()
                .forEach((name, one) ->
                        sources.add(open(() -> new SimulationSource(name, one, deliveries("unknown"), audience))));
        if (!config.metrics().isEmpty()) {
            byCredential(config.metrics()).forEach((key, hubs) -> sources.add(poller(hubs)));
        }
        return sources;
    }

    private Source folder(String name, RunConfig.Folder config) {
        Deliveries deliveries = deliveries(config.defaultHub());
        return open(() -> new FolderSource(name, config, deliveries, meters, Clock.systemUTC()));
    }

    private Source eventHub(RunConfig.EventHub config) {
        EventHubsSettings settings = settings(config)
                .with(start(config.start()), gap(config.onGap()), recreated(config.onRecreated()))
                .with(receive(config.transport()));
        if (config.checkpoints() == RunConfig.Checkpoints.BLOB) {
            return inBlobs(config, settings);
        }
        OwnershipLog claims = open(() -> new OwnershipLog(kafka, prefix + ".claims", CLAIM_WITHIN));
        Deliveries deliveries = deliveries(config.defaultHub());
        return counted(() -> EventHubsSource.withClaimsIn(
                claims, settings, deliveries, meters, meters, whenLost, Clock.systemUTC()));
    }

    private Source inBlobs(RunConfig.EventHub config, EventHubsSettings settings) {
        String container = config.blobContainer().orElseThrow().toString();
        BlobStore blobs = BlobStore.of(container, identity(config.credential(), config.clientId()));
        Deliveries deliveries = open(() -> IdempotentDeliveries.withPositionsIn(
                blobs.positions(), to(config.defaultHub()), alignment, meters, Clock.systemUTC()));
        return counted(() ->
                EventHubsSource.withClaimsIn(blobs, settings, deliveries, meters, meters, whenLost, Clock.systemUTC()));
    }

    private Source kafkaTopic(RunConfig.KafkaTopic config) {
        Continuity continuity = new Continuity(
                start(config.start()), gap(config.onGap()), recreated(config.onRecreated()), meters, meters);
        Deliveries deliveries = deliveries(config.defaultHub());
        KafkaLogSource source =
                open(() -> new KafkaLogSource(kafkaLog(config), deliveries, continuity, meters, Clock.systemUTC()));
        connectors.kafkaTopic(source);
        return source;
    }

    private Source counted(Supplier<EventHubsSource> opening) {
        EventHubsSource source = open(opening);
        connectors.eventHub(source);
        return source;
    }

    private static KafkaLogSettings kafkaLog(RunConfig.KafkaTopic config) {
        Optional<String> password = Secrets.read(config.password(), config.passwordFile());
        if (config.username().equals(EVENT_HUBS_USER) && password.isPresent()) {
            EventHubsEndpoint endpoint = EventHubsEndpoint.ofConnectionString(password.get());
            return KafkaLogSettings.ofEventHub(endpoint, config.topic(), config.group());
        }
        Map<String, Object> connection = new HashMap<>();
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", config.bootstrapServers()));
        connection.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                config.securityProtocol().name());
        password.ifPresent(
                secret -> connection.putAll(Logins.sasl(RunConfig.SaslMechanism.PLAIN, config.username(), secret)));
        String cluster = config.bootstrapServers().get(0);
        return KafkaLogSettings.ofTopic(connection, cluster, config.topic(), config.group());
    }

    private static StartPolicy start(RunConfig.Start start) {
        return start == RunConfig.Start.LATEST ? StartPolicy.latest() : StartPolicy.earliest();
    }

    private static GapPolicy gap(RunConfig.OnGap policy) {
        return policy == RunConfig.OnGap.STOP ? GapPolicy.STOP : GapPolicy.GO_ON;
    }

    private static RecreatedPolicy recreated(RunConfig.OnRecreated policy) {
        return policy == RunConfig.OnRecreated.RESET ? RecreatedPolicy.RESET : RecreatedPolicy.STOP;
    }

    private static EventHubsSettings settings(RunConfig.EventHub config) {
        if (config.credential() == RunConfig.Credential.CONNECTION_STRING) {
            Secret secret = config.connectionStringFile()
                    .map(Secret::fromFile)
                    .orElseGet(() -> Secret.of(config.connectionString().orElse(""), "the configuration"));
            return EventHubsSettings.of(secret, config.eventHub(), config.consumerGroup());
        }
        HubAddress address =
                new HubAddress(config.namespace().orElse(""), config.eventHub().orElse(""), config.consumerGroup());
        return EventHubsSettings.of(address, identity(config.credential(), config.clientId()));
    }

    private static ReceiveSettings receive(RunConfig.Transport transport) {
        ReceiveSettings usual = ReceiveSettings.DEFAULTS;
        return transport == RunConfig.Transport.AMQP ? usual : usual.overWebSockets();
    }

    private static HubAuth.Token identity(RunConfig.Credential credential, Optional<String> clientId) {
        if (credential == RunConfig.Credential.MANAGED_IDENTITY) {
            return new HubAuth.ManagedIdentity(clientId);
        }
        return new HubAuth.WorkloadIdentity(
                variable("AZURE_TENANT_ID"),
                clientId.orElseGet(() -> variable("AZURE_CLIENT_ID")),
                Path.of(variable("AZURE_FEDERATED_TOKEN_FILE")));
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    name + " is not set: a workload identity needs it; Kubernetes sets it for a labelled pod");
        }
        return value;
    }

    /** Hubs that are asked for with one identity share a poller. */
    private static Map<String, List<RunConfig.MetricHub>> byCredential(Map<String, RunConfig.MetricHub> hubs) {
        Map<String, List<RunConfig.MetricHub>> groups = new TreeMap<>();
        hubs.values().forEach(hub -> groups.computeIfAbsent(
                        hub.credential() + hub.clientId().orElse("") + hub.every(), key -> new ArrayList<>())
                .add(hub));
        return groups;
    }

    private Source poller(List<RunConfig.MetricHub> hubs) {
        RunConfig.MetricHub first = hubs.get(0);
        TokenCredential credential =
                identity(first.credential(), first.clientId()).credential();
        PollerSettings usual = PollerSettings.of(
                AzureCloud.PUBLIC.endpoint(),
                hubs.stream().map(hub -> HubResource.parse(hub.resourceId())).toList());
        Deliveries deliveries = deliveries("unknown");
        return open(() -> new MetricsPoller(
                usual.withInterval(first.every()), credential, deliveries, connectors, meters, Clock.systemUTC()));
    }

    private Deliveries deliveries(String defaultHub) {
        if (delivering == RunConfig.Delivering.IDEMPOTENT) {
            return open(() -> IdempotentDeliveries.withKafkaPositions(
                    to(defaultHub), alignment, meters, meters, Clock.systemUTC()));
        }
        return open(() -> new TransactionalDeliveries(to(defaultHub), alignment, meters, meters, Clock.systemUTC()));
    }

    private DeliverySettings to(String defaultHub) {
        return DeliverySettings.of(kafka, prefix, partitions).withDefaultHub(defaultHub);
    }

    private <T extends AutoCloseable> T open(Supplier<T> opening) {
        return opener.open(opening);
    }
}
