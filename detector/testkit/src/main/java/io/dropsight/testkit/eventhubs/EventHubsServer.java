package io.dropsight.testkit.eventhubs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.SslDomain;
import org.jspecify.annotations.Nullable;

/**
 * An Event Hubs namespace for tests, in this process: clients of Azure's SDK speak real AMQP 1.0 with it, over a free
 * port of loopback. What it keeps is in memory and ends with it. Names of hubs and consumer groups ignore case, and
 * every consumer group exists.
 *
 * <p>All methods may be called from any thread; each is done when it returns. What it does not do is in the README.
 */
public final class EventHubsServer implements AutoCloseable {
    private static final int MAX_PARTITIONS = 1024;

    private final ServerOptions options;
    private final @Nullable TestCertificate certificate;
    private final Broker broker;
    private final SocketLoop loop;
    private final Faults faults;

    private EventHubsServer(ServerOptions options) {
        this.options = options;
        certificate = options.tls() ? TestCertificate.make() : null;
        broker = new Broker(options, certificate == null ? null : domain(certificate));
        loop = new SocketLoop(broker::accept);
        faults = new Faults(loop, broker);
        loop.start();
    }

    /** Starts with the defaults, without TLS. */
    public static EventHubsServer start() {
        return start(ServerOptions.DEFAULTS);
    }

    /** Starts with the defaults and TLS; see {@link #certificate}. */
    public static EventHubsServer startTls() {
        return start(ServerOptions.DEFAULTS.withTls());
    }

    public static EventHubsServer start(ServerOptions options) {
        return new EventHubsServer(options);
    }

    private static SslDomain domain(TestCertificate certificate) {
        SslDomain domain = Proton.sslDomain();
        domain.init(SslDomain.Mode.SERVER);
        domain.setSslContext(certificate.serverContext());
        domain.setPeerAuthentication(SslDomain.VerifyMode.ANONYMOUS_PEER);
        return domain;
    }

    public int port() {
        return loop.port();
    }

    /** Where clients find it, such as {@code sb://localhost:12345}; also for {@code customEndpointAddress}. */
    public String endpoint() {
        return "sb://localhost:" + port();
    }

    /**
     * A connection string to a hub. Without TLS it has the flag of the emulator, without which clients insist on TLS.
     */
    public String connectionString(String hub) {
        return "Endpoint=" + endpoint() + ";SharedAccessKeyName=test;SharedAccessKey=dGVzdA==;EntityPath=" + hub
                + (options.tls() ? "" : ";UseDevelopmentEmulator=true");
    }

    /** What clients have to trust. @throws IllegalStateException if it was started without TLS */
    public TestCertificate certificate() {
        if (certificate == null) {
            throw new IllegalStateException("No certificate: start the server with TLS");
        }
        return certificate;
    }

    /** Creates an empty hub. @throws IllegalStateException if it is there already */
    public void createHub(String name, int partitions) {
        if (name.isBlank() || name.contains("/") || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("Hub '" + name + "' with " + partitions
                    + " partitions: use a name without '/' and at most " + MAX_PARTITIONS);
        }
        run(() -> {
            if (broker.hubs().find(name) != null) {
                throw new IllegalStateException("Hub '" + name + "' is there already");
            }
            broker.hubs()
                    .put(new Hub(
                            name, partitions, options.offsets(), options.clock().instant()));
        });
    }

    /** Adds events with these bodies, enqueued now. */
    public void preload(String hub, int partition, List<byte[]> bodies) {
        run(() -> {
            Hub found = broker.hubs().get(hub);
            bodies.forEach(body -> found.append(partition, Map.of(), EventCodec.dataSection(body), options.clock()));
        });
    }

    /**
     * Adds events with these bodies.
     *
     * @param from enqueued time of the first, not before that of the last event of the partition
     * @param step by how much each next one is later; not negative
     */
    public void preload(String hub, int partition, List<byte[]> bodies, Instant from, Duration step) {
        run(() -> {
            PartitionLog log = broker.hubs().get(hub).partition(partition);
            Instant at = from;
            for (byte[] body : bodies) {
                log.append(at, Map.of(), EventCodec.dataSection(body));
                at = at.plus(step);
            }
        });
    }

    /**
     * Fills an empty partition with events whose bodies are made each time they are read, in the server's thread: any
     * number of them takes no memory.
     *
     * @param bodies from the sequence number to the body, always the same
     */
    public void generate(
            String hub, int partition, long count, Instant from, Duration step, LongFunction<byte[]> bodies) {
        run(() -> broker.hubs().get(hub).partition(partition).generate(count, from, step, bodies));
    }

    /** How many events a partition has now. */
    public long size(String hub, int partition) {
        return loop.call(() -> broker.hubs().get(hub).partition(partition).size());
    }

    /** How many readers the hub has now in this group, over all partitions. */
    public int readers(String hub, String group) {
        String wanted = group.toLowerCase(Locale.ROOT);
        return loop.call(() -> {
            Hub found = broker.hubs().get(hub);
            return broker.readers()
                    .where(reader ->
                            reader.key().hub() == found && reader.key().group().equals(wanted))
                    .size();
        });
    }

    /** How many events the present readers of this partition in this group were sent. */
    public long sent(String hub, String group, int partition) {
        return loop.call(() -> {
            ReaderLink.Key key = new ReaderLink.Key(broker.hubs().get(hub), group.toLowerCase(Locale.ROOT), partition);
            return broker.readers().where(reader -> reader.key().equals(key)).stream()
                    .mapToLong(ReaderLink::sent)
                    .sum();
        });
    }

    /** How many connections are open now. */
    public int connections() {
        return loop.call(() -> broker.connections().size());
    }

    /** What happened, in order: at most the last 10,000 protocol events. */
    public List<TraceEvent> trace() {
        return broker.trace().list();
    }

    /** What happened of one kind, in order. */
    public List<TraceEvent> trace(TraceEvent.Kind kind) {
        return trace().stream().filter(event -> event.kind() == kind).toList();
    }

    public void clearTrace() {
        broker.trace().clear();
    }

    public Faults faults() {
        return faults;
    }

    /** Retention: the events before this sequence number are gone. Present readers go on after the gap. */
    public void truncate(String hub, int partition, long firstSequence) {
        run(() -> broker.hubs().get(hub).partition(partition).truncate(firstSequence));
    }

    /**
     * Deletes a hub and creates it anew: empty, with sequence numbers from 0. Its readers and publishers are detached
     * with {@code amqp:not-found}.
     */
    public void recreateHub(String hub) {
        run(() -> broker.recreate(hub));
    }

    private void run(Runnable task) {
        Supplier<Boolean> step = () -> {
            task.run();
            return true;
        };
        loop.call(step);
    }

    /** Cuts all connections and frees the port; takes at most some seconds. */
    @Override
    public void close() {
        loop.close();
        if (certificate != null) {
            certificate.close();
        }
    }
}
