package io.dropsight.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of the configuration, with its type, default, bounds and meaning; docs/configuration.md is this, as a table.
 * Values come from one YAML file and, before it, from environment variables {@code DROPSIGHT_...}.
 */
@ConfigMapping(prefix = ConfigKeys.PREFIX)
public interface RunConfig {
    Kafka kafka();

    Detector detector();

    Sources sources();

    Http http();

    Alerts alerts();

    Logs logs();

    Life life();

    /** The Kafka cluster that everything goes through. */
    interface Kafka {
        @About(
                value = "addresses of the cluster; without one an embedded broker is started",
                example = "kafka-1:9092,kafka-2:9092")
        Optional<List<String>> bootstrapServers();

        @About("where the embedded broker keeps its data, and the detector its checkpoints; kept over restarts")
        @WithDefault("dropsight-data")
        Path dataFolder();

        @About("port of the embedded broker on the loopback interface; 0 takes a free one")
        @WithDefault("0")
        @Within(min = "0", max = "65535")
        int embeddedPort();

        @About("begins the name of every topic, group and transactional id")
        @WithDefault("dropsight")
        String prefix();

        @About("of the events topic and of the stage of hubs; cannot be changed later without a reset")
        @WithDefault("4")
        @Within(min = "1", max = "256")
        int partitions();

        @About("copies of each topic that is created; the embedded broker has 1")
        @WithDefault("3")
        @Within(min = "1", max = "32")
        short replication();

        @About("how long the events topic keeps records, by the broker's time")
        @WithDefault("7d")
        @Within(min = "1h", max = "3650d")
        Duration eventsRetention();

        @About("how long the alert topic keeps versions")
        @WithDefault("365d")
        @Within(min = "1h", max = "3650d")
        Duration alertsRetention();

        @About("how long dead letters are kept")
        @WithDefault("30d")
        @Within(min = "1h", max = "3650d")
        Duration deadLettersRetention();

        @About(
                "how sources deliver: transactional (exactly once), or idempotent (at least once) where the cluster forbids"
                        + " transactions")
        @WithDefault("transactional")
        Delivering deliver();

        @About("connection security: plaintext, ssl, sasl_plaintext or sasl_ssl")
        @WithDefault("plaintext")
        SecurityProtocol securityProtocol();

        @About("plain, scram_sha_256 or scram_sha_512; used with a sasl protocol")
        @WithDefault("scram_sha_512")
        SaslMechanism saslMechanism();

        @About(value = "user name for SASL", example = "dropsight")
        Optional<String> username();

        @About(value = "password for SASL", example = "(from a secret)", secret = true)
        Optional<String> password();

        @About(value = "file that holds the password for SASL", example = "/run/secrets/kafka-password")
        Optional<Path> passwordFile();

        @About(value = "trust store (PEM, PKCS12 or JKS) for ssl; else the JVM's", example = "/etc/dropsight/ca.pem")
        Optional<Path> truststore();

        @About(value = "password of the trust store", example = "(from a secret)", secret = true)
        Optional<String> truststorePassword();

        @About(value = "further settings of Kafka's clients, by their own names", example = "5000")
        Map<String, String> properties();
    }

    enum Delivering {
        TRANSACTIONAL,
        IDEMPOTENT
    }

    enum SecurityProtocol {
        PLAINTEXT,
        SSL,
        SASL_PLAINTEXT,
        SASL_SSL
    }

    enum SaslMechanism {
        PLAIN,
        SCRAM_SHA_256,
        SCRAM_SHA_512
    }

    /** The detector. */
    interface Detector {
        @About("what a crash may do: exactly_once leaves no trace; at_least_once may count records twice")
        @WithDefault("exactly_once")
        Guarantee guarantee();

        @About("stream threads of this process")
        @WithDefault("1")
        @Within(min = "1", max = "64")
        int threads();

        @About("warm copies of the state on other instances")
        @WithDefault("0")
        @Within(min = "0", max = "8")
        int standbys();

        @About(
                value = "name of this instance in its group, kept over restarts; else the host's name",
                example = "dropsight-0")
        Optional<String> instance();

        @About("how often results are committed: a part of each alert's delay")
        @WithDefault("500ms")
        @Within(min = "50ms", max = "60s")
        Duration commitInterval();

        @About("how often, in arrival time, a partition tells the hubs how far it is; no result depends on it")
        @WithDefault("2s")
        @Within(min = "100ms", max = "60s")
        Duration watermarkStep();

        @About("after how long without a sign of life another instance takes over")
        @WithDefault("20s")
        @Within(min = "6s", max = "5m")
        Duration sessionTimeout();

        @About("budget of false alerts in 10,000 device-days; every threshold follows from it")
        @WithDefault("1")
        @Within(min = "0.001", max = "100")
        double falseAlerts();
    }

    enum Guarantee {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Where records come from; each kind may have any number of named sources. */
    interface Sources {
        Aligned alignment();

        @About(value = "Event Hubs, by AMQP", example = "")
        Map<String, EventHub> eventHubs();

        @About(
                value = "Kafka topics that hold Azure's records, the Kafka endpoint of Event Hubs among them",
                example = "")
        Map<String, KafkaTopic> kafkaTopics();

        @About(value = "hubs whose connected-device count is polled from Azure Monitor", example = "")
        Map<String, MetricHub> metrics();

        @About(value = "folders to which logs are exported, such as a mounted storage container", example = "")
        Map<String, Folder> folders();

        @About(value = "simulated fleets, for trying things out", example = "")
        Map<String, Simulation> simulations();
    }

    /** All source partitions stay close together in arrival time. */
    interface Aligned {
        @About("how far a source partition may be ahead of the slowest, in arrival time")
        @WithDefault("60s")
        @Within(min = "10s", max = "5m")
        Duration within();

        @About("for so long the others wait for a source partition without a sign of life, then go on without it")
        @WithDefault("5m")
        @Within(min = "30s", max = "1h")
        Duration patience();
    }

    /** One Event Hub. */
    interface EventHub {
        @About(value = "host of the namespace", example = "contoso.servicebus.windows.net")
        Optional<String> namespace();

        @About(value = "name of the event hub; else the EntityPath of the connection string", example = "iot-logs")
        Optional<String> eventHub();

        @About("consumer group; give Dropsight one of its own")
        @WithDefault("$Default")
        String consumerGroup();

        @About("connection_string, managed_identity or workload_identity")
        @WithDefault("connection_string")
        Credential credential();

        @About(
                value = "connection string with the right to listen",
                example = "Endpoint=sb://contoso.servicebus.windows.net/;...",
                secret = true)
        Optional<String> connectionString();

        @About(value = "file that holds the connection string", example = "/run/secrets/event-hub")
        Optional<Path> connectionStringFile();

        @About(
                value = "client id of a user-assigned managed identity",
                example = "00000000-0000-0000-0000-000000000000")
        Optional<String> clientId();

        @About("where to begin without a checkpoint: earliest or latest")
        @WithDefault("earliest")
        Start start();

        @About("when records expired before they were read: continue (counted, with an alarm) or stop")
        @WithDefault("continue")
        OnGap onGap();

        @About("when the event hub was made anew: stop or reset (begin again at its first record)")
        @WithDefault("stop")
        OnRecreated onRecreated();

        @About("checkpoints: kafka (exactly once) or blob (at least once)")
        @WithDefault("kafka")
        Checkpoints checkpoints();

        @About(
                value = "URL of the blob container for checkpoints",
                example = "https://contoso.blob.core.windows.net/dropsight")
        Optional<URI> blobContainer();

        @About("amqp (port 5671) or amqp_web_sockets (port 443)")
        @WithDefault("amqp")
        Transport transport();

        @About("hub of records that name none")
        @WithDefault("unknown")
        String defaultHub();
    }

    enum Credential {
        CONNECTION_STRING,
        MANAGED_IDENTITY,
        WORKLOAD_IDENTITY
    }

    enum Start {
        EARLIEST,
        LATEST
    }

    enum OnGap {
        CONTINUE,
        STOP
    }

    enum OnRecreated {
        STOP,
        RESET
    }

    enum Checkpoints {
        KAFKA,
        BLOB
    }

    enum Transport {
        AMQP,
        AMQP_WEB_SOCKETS
    }

    /** One Kafka topic of Azure's records. */
    interface KafkaTopic {
        @About(
                value = "addresses of the cluster with the topic; of Event Hubs the namespace, port 9093",
                example = "contoso.servicebus.windows.net:9093")
        List<String> bootstrapServers();

        @About(value = "the topic; of Event Hubs the event hub", example = "iot-logs")
        String topic();

        @About("consumer group")
        @WithDefault("dropsight")
        String group();

        @About("plaintext, ssl, sasl_plaintext or sasl_ssl; Event Hubs asks for sasl_ssl")
        @WithDefault("sasl_ssl")
        SecurityProtocol securityProtocol();

        @About(value = "user name; of Event Hubs $ConnectionString", example = "$ConnectionString")
        @WithDefault("$ConnectionString")
        String username();

        @About(value = "password; of Event Hubs its connection string", example = "(from a secret)", secret = true)
        Optional<String> password();

        @About(value = "file that holds the password", example = "/run/secrets/event-hub")
        Optional<Path> passwordFile();

        @About("where to begin without a position: earliest or latest")
        @WithDefault("earliest")
        Start start();

        @About("when records expired before they were read: continue or stop")
        @WithDefault("continue")
        OnGap onGap();

        @About("when the topic was made anew: stop or reset")
        @WithDefault("stop")
        OnRecreated onRecreated();

        @About("hub of records that name none")
        @WithDefault("unknown")
        String defaultHub();
    }

    /** One IoT hub's metric. */
    interface MetricHub {
        @About(
                value = "resource id of the IoT hub",
                example = "/subscriptions/.../resourceGroups/iot/providers/Microsoft.Devices/IotHubs/contoso")
        String resourceId();

        @About("managed_identity or workload_identity")
        @WithDefault("managed_identity")
        Credential credential();

        @About(
                value = "client id of a user-assigned managed identity",
                example = "00000000-0000-0000-0000-000000000000")
        Optional<String> clientId();

        @About("how often it is asked; points come once a minute")
        @WithDefault("60s")
        @Within(min = "30s", max = "1h")
        Duration every();
    }

    /** One watched folder. */
    interface Folder {
        @About(value = "the folder; searched to any depth", example = "/mnt/insights-logs-connections")
        Path path();

        @About(value = "which paths below the folder are read; else all that look like logs", example = "**/PT1H.json")
        Optional<String> glob();

        @About("how often it is looked at")
        @WithDefault("10s")
        @Within(min = "1s", max = "1h")
        Duration pollEvery();

        @About("how long after its time a record may appear there: alerts wait for so long, and what is later is late")
        @WithDefault("10m")
        @Within(min = "0s", max = "6h")
        Duration delay();

        @About("hub of records that name none")
        @WithDefault("unknown")
        String defaultHub();
    }

    /** One simulated fleet. */
    interface Simulation {
        @About("devices of the fleet")
        @WithDefault("500")
        @Within(min = "1", max = "100000")
        int devices();

        @About("the same seed gives the same fleet")
        @WithDefault("1")
        @Within(min = "0", max = "1000000000")
        long seed();

        @About("simulated seconds in a second")
        @WithDefault("60")
        @Within(min = "1", max = "100000")
        int speed();

        @About("what happens: a family of `dropsight simulate --list`")
        @WithDefault("bad-night")
        String scenario();

        @About("name of the simulated hub")
        @WithDefault("plant-hub")
        String hub();
    }

    /** Health, metrics and the API. */
    interface Http {
        @About("address to listen on; 0.0.0.0 opens it to the network: then ask for a token, or shield it otherwise")
        @WithDefault("127.0.0.1")
        String host();

        @About("port; 0 takes a free one")
        @WithDefault("8080")
        @Within(min = "0", max = "65535")
        int port();

        @About(value = "bearer token that /api asks for", example = "(from a secret)", secret = true)
        Optional<String> token();

        @About(value = "file that holds the bearer token", example = "/run/secrets/dropsight-token")
        Optional<Path> tokenFile();

        @About(value = "PKCS12 key store with the server's key, for TLS", example = "/etc/dropsight/server.p12")
        Optional<Path> keystore();

        @About(value = "password of the key store", example = "(from a secret)", secret = true)
        Optional<String> keystorePassword();

        @About(
                value =
                        "host, or host:port, under which other instances reach this one, to answer /api/devices; if it is"
                                + " left out, host, or this machine's name, where that is no loopback address",
                example = "dropsight-0.dropsight:8080")
        Optional<String> advertised();

        @About("clients that may listen to /api/events at a time; of more, each gets 503")
        @WithDefault("100")
        @Within(min = "1", max = "10000")
        int streams();
    }

    /** What is done with alerts beside the topic. */
    interface Alerts {
        @About(
                value =
                        "tell the webhook again of an alert that nobody acknowledged, each time it was open for so long;"
                                + " 0 never does",
                example = "24h")
        @WithDefault("0s")
        @Within(min = "0s", max = "365d")
        Duration remindAfter();

        @About(value = "Alertmanager to send alerts to", example = "http://alertmanager:9093")
        Optional<URI> alertmanager();

        @About(value = "URL to which each version is posted, as on the topic", example = "https://ops.example.com/hook")
        Optional<URI> webhook();

        @About(value = "bearer token for the webhook", example = "(from a secret)", secret = true)
        Optional<String> webhookToken();

        @About(value = "file that holds the bearer token for the webhook", example = "/run/secrets/webhook-token")
        Optional<Path> webhookTokenFile();

        @About("after how long the webhook is no longer tried with a version: it becomes a dead letter")
        @WithDefault("1h")
        @Within(min = "1s", max = "7d")
        Duration giveUpAfter();
    }

    /** What is written to standard error. */
    interface Logs {
        @About("text, or json: one object a line")
        @WithDefault("text")
        LogFormat format();

        @About("error, warn, info or debug")
        @WithDefault("info")
        LogLevel level();
    }

    enum LogFormat {
        TEXT,
        JSON
    }

    enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** Start and stop. */
    interface Life {
        @About("end the process when a part fails for good, so that it is started anew; else it stays, red")
        @WithDefault("true")
        boolean exitOnFailure();

        @About("a stop that takes longer is cut")
        @WithDefault("25s")
        @Within(min = "1s", max = "10m")
        Duration stopWithin();
    }
}
