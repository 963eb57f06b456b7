package io.dropsight.testkit.eventhubs;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.SslDomain;
import org.jspecify.annotations.Nullable;

/** The namespace: its hubs, its clients, and what it does on each event of the AMQP engine. Belongs to the loop's thread. */
final class Broker {
    private final ServerOptions options;
    private final @Nullable SslDomain tls;
    private final Trace trace = new Trace();
    private final FaultState faults = new FaultState();
    private final Hub.Registry hubs = new Hub.Registry();
    private final Readers readers = new Readers();
    private final EventCodec codec = new EventCodec();
    private final Attachments attachments = new Attachments(this);
    private final List<ServerConnection> connections = new ArrayList<>();
    private final List<WriterLink> writers = new ArrayList<>();
    private long connectionNumber;

    Broker(ServerOptions options, @Nullable SslDomain tls) {
        this.options = options;
        this.tls = tls;
    }

    ServerOptions options() {
        return options;
    }

    Clock clock() {
        return options.clock();
    }

    Trace trace() {
        return trace;
    }

    FaultState faults() {
        return faults;
    }

    Hub.Registry hubs() {
        return hubs;
    }

    Readers readers() {
        return readers;
    }

    EventCodec codec() {
        return codec;
    }

    /** The connections there are now. */
    List<ServerConnection> connections() {
        return List.copyOf(connections);
    }

    /** The partition that this text names, or null if there is none. */
    static @Nullable Integer partitionIndex(Hub hub, @Nullable String text) {
        if (text == null || !text.matches("\\d{1,5}")) {
            return null;
        }
        int index = Integer.parseInt(text);
        return index < hub.partitionCount() ? (Integer) index : null;
    }

    SocketLoop.Peer accept(SocketChannel channel, SelectionKey key) {
        ServerConnection connection = new ServerConnection(++connectionNumber, this, channel, key, tls);
        connections.add(connection);
        if (faults.connectionsRefused()) {
            connection.drop("refused by the test");
        }
        return connection;
    }

    void forget(ServerConnection connection) {
        connections.remove(connection);
        writers.removeIf(writer -> writer.isOf(connection));
    }

    void addWriter(WriterLink writer) {
        writers.add(writer);
    }

    void removeWriter(WriterLink writer) {
        writers.remove(writer);
    }

    /** Detaches whoever reads or writes this partition. */
    void detach(String hubName, int partition, String condition) {
        Hub hub = hubs.get(hubName);
        hub.partition(partition);
        String description = "The test asked for it (" + condition + ")";
        readers.where(reader -> reader.key().hub() == hub && reader.key().partition() == partition)
                .forEach(reader -> reader.end(condition, description));
        List.copyOf(writers).stream()
                .filter(writer -> writer.hub() == hub && writer.partition() != null && writer.partition() == partition)
                .forEach(writer -> writer.end(condition, description));
    }

    /** Deletes the hub, with its readers and writers, and creates it anew and empty. */
    void recreate(String hubName) {
        Hub old = hubs.get(hubName);
        hubs.put(new Hub(old.name(), old.partitionCount(), options.offsets(), clock().instant()));
        String description = "The messaging entity '" + old.name() + "' was deleted";
        readers.where(reader -> reader.key().hub() == old).forEach(reader -> reader.end("amqp:not-found", description));
        List.copyOf(writers).stream()
                .filter(writer -> writer.hub() == old)
                .forEach(writer -> writer.end("amqp:not-found", description));
    }

    void handle(ServerConnection connection, Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> opened(connection, event.getConnection());
            case CONNECTION_REMOTE_CLOSE -> event.getConnection().close();
            case SESSION_REMOTE_OPEN -> event.getSession().open();
            case SESSION_REMOTE_CLOSE -> sessionClosed(connection, event.getSession());
            case LINK_REMOTE_OPEN -> attachments.attach(connection, event.getLink());
            case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> linkClosed(connection, event.getLink());
            case DELIVERY -> handlerOf(event.getLink()).onDelivery(event.getDelivery());
            default -> {
                // credit is looked at when the connection goes on; the rest follows from the above
            }
        }
    }

    private void opened(ServerConnection connection, Connection amqp) {
        trace.add(
                TraceEvent.Kind.OPENED,
                connection.number(),
                String.valueOf(amqp.getRemoteHostname()),
                Map.of("container", String.valueOf(amqp.getRemoteContainer())));
        amqp.open();
    }

    private static void sessionClosed(ServerConnection connection, Session session) {
        connection.readers().stream()
                .filter(reader -> reader.isOf(session))
                .toList()
                .forEach(ReaderLink::onClosed);
        session.close();
        session.free();
    }

    private void linkClosed(ServerConnection connection, Link link) {
        handlerOf(link).onClosed();
        if (link.getLocalState() == EndpointState.ACTIVE) {
            trace.add(TraceEvent.Kind.CLOSED, connection.number(), link.getName(), Map.of());
            link.close();
        }
        link.free();
    }

    private static LinkHandler handlerOf(Link link) {
        return link.getContext() instanceof LinkHandler handler ? handler : new LinkHandler() {};
    }
}
