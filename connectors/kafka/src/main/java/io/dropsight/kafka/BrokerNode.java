package io.dropsight.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker and controller of one node. All of Kafka's server classes that are not its supported API are used here and
 * nowhere else.
 *
 * <p>The parts are put together by hand, not by {@code KafkaRaftServer}, for two reasons: the sockets are bound before
 * the ports go into the configuration, so nobody can take a port in between; and a failed start throws, where that
 * class ends the JVM.
 */
final class BrokerNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
    private static final String CLUSTER_ID = "ZHJvcHNpZ2h0LWthZmthMQ";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final Ports ports;
    private final ControllerServer controller;
    private final BrokerServer broker;

    /** @param login of the listener with a login; 0 if there is none */
    private record Ports(int broker, int controller, int login) {}

    private BrokerNode(Ports ports, ControllerServer controller, BrokerServer broker) {
        this.ports = ports;
        this.controller = controller;
        this.broker = broker;
    }

    static BrokerNode start(Path folder, int port, LoginListener logins) {
        try (BoundSockets sockets = new BoundSockets()) {
            var ports = new Ports(
                    sockets.bind(port),
                    sockets.bind(BoundSockets.ANY_PORT),
                    logins.isThere() ? sockets.bind(BoundSockets.ANY_PORT) : 0);
            format(folder);
            Map<String, String> settings = new HashMap<>(settings(folder, ports));
            if (logins.isThere()) {
                logins.addTo(settings, ports.login());
            }
            BrokerNode node = assemble(new KafkaConfig(settings), ports, sockets);
            try {
                node.controller.startup();
                node.broker.startup();
            } catch (Throwable t) {
                node.close();
                throw t;
            }
            return node;
        } catch (Exception e) {
            throw new IllegalStateException("The embedded Kafka in %s did not start: %s".formatted(folder, e), e);
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    String loginBootstrapServers() {
        return "127.0.0.1:" + ports.login();
    }

    List<Integer> ports() {
        return List.of(ports.broker(), ports.controller());
    }

    @Override
    public void close() {
        broker.shutdown(STOP_WITHIN);
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private static BrokerNode assemble(KafkaConfig config, Ports ports, BoundSockets sockets) {
        var logDirs = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        var shared = new SharedServer(
                config,
                logDirs._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, CLUSTER_ID),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                (name, fatal, action) -> new LoggingFaultHandler(name, action),
                sockets);
        var controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), logDirs._2());
        return new BrokerNode(ports, controller, new BrokerServer(shared));
    }

    /** Writes the first metadata into a new folder; leaves one that has them as it is. */
    private static void format(Path folder) throws Exception {
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(CLUSTER_ID)
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setIgnoreFormatted(true)
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(nowhere)
                    .run();
        }
    }

    private static Map<String, String> settings(Path folder, Ports ports) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                // A static voter: a dynamic quorum would store its port in the folder.
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + ports.controller()),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(ports.broker(), ports.controller())),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // A replay's input is read whole, however old; a topic that should forget says so itself.
                Map.entry("log.retention.ms", "-1"),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024)),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                // Fewer wake-ups of an idle node.
                Map.entry("metadata.max.idle.interval.ms", "5000"),
                Map.entry("broker.heartbeat.interval.ms", "5000"),
                Map.entry("broker.session.timeout.ms", "30000"));
    }
}
