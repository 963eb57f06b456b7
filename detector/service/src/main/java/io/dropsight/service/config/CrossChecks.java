package io.dropsight.service.config;

import io.dropsight.service.config.RunConfig.Checkpoints;
import io.dropsight.service.config.RunConfig.Credential;
import io.dropsight.service.config.RunConfig.SecurityProtocol;
import java.net.URI;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What two keys together must be. */
final class CrossChecks {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern RESOURCE = Pattern.compile(
            "/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Devices/IotHubs/[^/]+",
            Pattern.CASE_INSENSITIVE);

    private final List<String> problems;

    private CrossChecks(List<String> problems) {
        this.problems = problems;
    }

    static void of(RunConfig config, List<String> problems) {
        CrossChecks checks = new CrossChecks(problems);
        checks.kafka(config.kafka());
        config.sources().eventHubs().forEach(checks::eventHub);
        config.sources().kafkaTopics().forEach(checks::kafkaTopic);
        config.sources().metrics().forEach(checks::metric);
        config.sources().folders().forEach((name, folder) -> checks.folder(name, folder, config.kafka()));
        checks.http(config.http());
        checks.alerts(config.alerts());
    }

    private void kafka(RunConfig.Kafka kafka) {
        require(
                TOPIC.matcher(kafka.prefix()).matches(),
                ("kafka.prefix is \"%s\", which cannot begin a topic's name: use letters, digits, dots, dashes and"
                                + " underscores, such as dropsight")
                        .formatted(kafka.prefix()));
        one("kafka.password", kafka.password(), "kafka.password-file", kafka.passwordFile());
        boolean sasl = sasl(kafka.securityProtocol());
        require(
                !sasl || kafka.username().isPresent(),
                "kafka.username is missing: kafka.security-protocol asks for SASL");
        require(
                !sasl || kafka.password().isPresent() || kafka.passwordFile().isPresent(),
                "kafka.password is missing: kafka.security-protocol asks for SASL; better, write kafka.password-file");
        require(
                kafka.bootstrapServers().isPresent() || kafka.securityProtocol() == SecurityProtocol.PLAINTEXT,
                "kafka.security-protocol is for a cluster: write kafka.bootstrap-servers, or leave it out");
    }

    private void eventHub(String name, RunConfig.EventHub hub) {
        String key = "sources.event-hubs." + name;
        boolean text = hub.credential() == Credential.CONNECTION_STRING;
        one(
                key + ".connection-string",
                hub.connectionString(),
                key + ".connection-string-file",
                hub.connectionStringFile());
        require(
                !text
                        || hub.connectionString().isPresent()
                        || hub.connectionStringFile().isPresent(),
                ("%s.connection-string-file is missing: name the file with the connection string, or set"
                                + " %<s.credential to managed_identity")
                        .formatted(key));
        require(
                text || hub.namespace().isPresent(),
                "%s.namespace is missing: an identity needs it, such as contoso.servicebus.windows.net".formatted(key));
        require(text || hub.eventHub().isPresent(), "%s.event-hub is missing: an identity needs it".formatted(key));
        require(
                hub.checkpoints() != Checkpoints.BLOB || hub.blobContainer().isPresent(),
                "%s.blob-container is missing: checkpoints are to be kept there; or set %<s.checkpoints to kafka"
                        .formatted(key));
        require(
                hub.checkpoints() != Checkpoints.BLOB || !text,
                "%s.checkpoints is blob, which needs an identity: set %<s.credential to managed_identity or"
                                .formatted(key)
                        + " workload_identity, or leave the checkpoints in kafka");
    }

    private void kafkaTopic(String name, RunConfig.KafkaTopic topic) {
        String key = "sources.kafka-topics." + name;
        one(key + ".password", topic.password(), key + ".password-file", topic.passwordFile());
        require(
                !sasl(topic.securityProtocol())
                        || topic.password().isPresent()
                        || topic.passwordFile().isPresent(),
                "%s.password-file is missing: %<s.security-protocol asks for SASL".formatted(key));
    }

    private void folder(String name, RunConfig.Folder folder, RunConfig.Kafka kafka) {
        String key = "sources.folders." + name;
        require(
                kafka.deliver() == RunConfig.Delivering.TRANSACTIONAL,
                "%s needs transactions to remember how far each file was read: leave kafka.deliver out".formatted(key));
        folder.glob().ifPresent(glob -> {
            try {
                var unused = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                problems.add("%s.glob is \"%s\", which is no pattern (%s): use one such as **/PT1H.json"
                        .formatted(key, glob, e.getDescription()));
            }
        });
    }

    private void metric(String name, RunConfig.MetricHub hub) {
        String key = "sources.metrics." + name;
        require(
                RESOURCE.matcher(hub.resourceId()).matches(),
                ("%s.resource-id is \"%s\", which is no IoT hub's: copy it from the hub's properties in the portal; it"
                                + " looks like /subscriptions/.../providers/Microsoft.Devices/IotHubs/contoso")
                        .formatted(key, hub.resourceId()));
        require(
                hub.credential() != Credential.CONNECTION_STRING,
                ("%s.credential is connection_string, which Azure Monitor does not know: use managed_identity or"
                                + " workload_identity")
                        .formatted(key));
    }

    private void http(RunConfig.Http http) {
        one("http.token", http.token(), "http.token-file", http.tokenFile());
        require(
                http.keystore().isEmpty() || http.keystorePassword().isPresent(),
                "http.keystore-password is missing: http.keystore needs it");
        http.advertised()
                .ifPresent(address -> require(
                        ADDRESS.matcher(address).matches(),
                        "http.advertised is \"%s\": use host or host:port, such as dropsight-0.dropsight:8080, without https://"
                                .formatted(address)));
    }

    private void alerts(RunConfig.Alerts alerts) {
        one("alerts.webhook-token", alerts.webhookToken(), "alerts.webhook-token-file", alerts.webhookTokenFile());
        alerts.webhook().ifPresent(url -> isHttp("alerts.webhook", url));
        alerts.alertmanager().ifPresent(url -> isHttp("alerts.alertmanager", url));
        require(
                alerts.remindAfter().isZero() || alerts.webhook().isPresent(),
                "alerts.remind-after has nobody to remind: write alerts.webhook; Alertmanager repeats by its own"
                        + " repeat_interval");
    }

    private void isHttp(String key, URI url) {
        require(
                url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme())),
                "%s is \"%s\": use an address that begins with http:// or https://".formatted(key, url));
    }

    private static boolean sasl(SecurityProtocol protocol) {
        return protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL;
    }

    private void one(String key, Optional<?> value, String other, Optional<?> otherValue) {
        require(
                value.isEmpty() || otherValue.isEmpty(),
                "%s and %s are both given: leave one out".formatted(key, other));
    }

    private void require(boolean right, String problem) {
        if (!right) {
            problems.add(problem);
        }
    }
}
