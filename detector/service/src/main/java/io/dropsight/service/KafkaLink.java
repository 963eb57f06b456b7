package io.dropsight.service;

import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.service.config.Logins;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.config.RunConfig.SecurityProtocol;
import io.dropsight.service.config.Secrets;
import io.dropsight.service.health.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kafka that the service works on: a cluster, or a broker of its own. */
final class KafkaLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLink.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final RunConfig.Kafka config;
    private volatile @Nullable EmbeddedKafka embedded;
    private volatile Part state = Part.waiting("kafka", "not yet asked");

    KafkaLink(RunConfig.Kafka config) {
        this.config = config;
    }

    boolean isEmbedded() {
        return config.bootstrapServers().isEmpty();
    }

    /** Copies of a new topic. */
    short replication() {
        return isEmbedded() ? 1 : config.replication();
    }

    Part health() {
        return state;
    }

    /** Starts the broker, or waits until the cluster answers, for ever. */
    void connect() throws InterruptedException {
        if (isEmbedded()) {
            EmbeddedKafka kafka = EmbeddedKafka.keptIn(config.dataFolder().resolve("kafka"), config.embeddedPort());
            embedded = kafka;
            LOG.info("Kafka: an embedded broker on {}, its data in {}", kafka.bootstrapServers(), config.dataFolder());
            state = Part.up("kafka");
            return;
        }
        while (!answers()) {
            Thread.sleep(PAUSE.toMillis());
        }
        LOG.info("Kafka: {} answers", servers());
    }

    private boolean answers() throws InterruptedException {
        Map<String, Object> settings = clients();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis() / 2);
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get(ANSWER_WITHIN.toSeconds() + 1, TimeUnit.SECONDS);
            state = Part.up("kafka");
            return true;
        } catch (ExecutionException | TimeoutException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            wait("%s does not answer: %s".formatted(servers(), why.getMessage()));
            return false;
        }
    }

    /** Says it once, not at each try. */
    private void wait(String words) {
        if (!state.words().equals(words)) {
            LOG.warn("Kafka: {}; waiting for it", words);
        }
        state = Part.waiting("kafka", words);
    }

    private String servers() {
        EmbeddedKafka own = embedded;
        return own != null
                ? own.bootstrapServers()
                : String.join(",", config.bootstrapServers().orElseThrow());
    }

    /** Settings of every client: where, how to get in, and what the configuration passes on. */
    Map<String, Object> clients() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers());
        if (!isEmbedded()) {
            SecurityProtocol protocol = config.securityProtocol();
            settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
            if (protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL) {
                settings.putAll(Logins.sasl(
                        config.saslMechanism(),
                        config.username().orElse(""),
                        Secrets.read(config.password(), config.passwordFile()).orElse("")));
            }
            config.truststore().ifPresent(file -> truststore(settings, file));
            settings.putAll(config.properties());
        }
        return settings;
    }

    private void truststore(Map<String, Object> settings, Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        settings.put(
                SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
                name.endsWith(".pem") || name.endsWith(".crt") ? "PEM" : name.endsWith(".jks") ? "JKS" : "PKCS12");
        config.truststorePassword()
                .ifPresent(password -> settings.put(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, password));
    }

    @Override
    public void close() {
        EmbeddedKafka own = embedded;
        if (own != null) {
            own.close();
        }
    }
}
