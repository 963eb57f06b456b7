package io.dropsight.testkit.eventhubs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SslDomain;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

/** A client's connection: its socket, its AMQP engine, and its readers. */
final class ServerConnection implements SocketLoop.Peer {
    private static final String[] MECHANISMS = {"MSSBCBS", "ANONYMOUS", "PLAIN", "EXTERNAL"};
    private static final int MAX_FRAME = 65_536;
    private static final int MAX_TURNS = 8;
    private static final int MAX_HELD_BYTES = 1 << 20;
    private static final long IDLE_CHECK_MILLIS = 250;

    /** Bytes that are held back by a delay. */
    private record Held(long dueNanos, ByteBuffer bytes) {}

    private final long number;
    private final Broker broker;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Connection connection = Proton.connection();
    private final Transport transport = Proton.transport();
    private final Collector events = Proton.collector();
    private final List<ReaderLink> readers = new ArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean dropped;

    ServerConnection(long number, Broker broker, SocketChannel channel, SelectionKey key, @Nullable SslDomain tls) {
        this.number = number;
        this.broker = broker;
        this.channel = channel;
        this.key = key;
        transport.setMaxFrameSize(MAX_FRAME);
        transport.setIdleTimeout((int) broker.options().idleTimeout().toMillis());
        connection.collect(events);
        connection.setContainer("test-event-hubs");
        Sasl sasl = transport.sasl();
        sasl.server();
        sasl.setMechanisms(MECHANISMS);
        sasl.setListener(new AcceptAnyone());
        if (tls != null) {
            transport.ssl(tls);
        }
        transport.bind(connection);
    }

    long number() {
        return number;
    }

    List<ReaderLink> readers() {
        return readers;
    }

    /** Ends the AMQP connection with a condition, as a gateway that goes down does. */
    void close(String condition) {
        if (connection.getLocalState() == EndpointState.ACTIVE) {
            connection.setCondition(
                    new ErrorCondition(Symbol.valueOf(condition), "The test asked for it (" + condition + ")"));
            connection.close();
        }
    }

    @Override
    public void read() throws IOException {
        while (transport.capacity() > 0) {
            int count = channel.read(transport.tail());
            if (count < 0) {
                drop("client left");
                return;
            }
            if (count == 0) {
                return;
            }
            transport.process();
            dispatch();
        }
    }

    @Override
    public long advance() throws IOException {
        if (dropped) {
            return IDLE_CHECK_MILLIS;
        }
        transport.tick(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            dispatch();
            boolean wrote = write();
            boolean sent = pump();
            if (!wrote && !sent) {
                return untilDue();
            }
        }
        return 0;
    }

    private void dispatch() {
        for (Event event = events.peek(); event != null; event = events.peek()) {
            broker.handle(this, event);
            events.pop();
        }
    }

    private boolean pump() {
        boolean sent = false;
        for (ReaderLink reader : List.copyOf(readers)) {
            sent |= reader.pump();
        }
        return sent;
    }

    private boolean write() throws IOException {
        hold(broker.faults().delayNanos());
        boolean wrote = writeHeld();
        while (held.isEmpty() && transport.pending() > 0) {
            int count = channel.write(transport.head());
            transport.pop(count);
            wrote |= count > 0;
            if (count == 0) {
                break;
            }
        }
        int pending = transport.pending();
        if (pending < 0 && held.isEmpty()) {
            drop("closed");
            return false;
        }
        boolean blocked = pending > 0 && held.isEmpty();
        key.interestOps(blocked ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        return wrote;
    }

    private void hold(long delayNanos) {
        while ((delayNanos > 0 || !held.isEmpty()) && heldBytes < MAX_HELD_BYTES && transport.pending() > 0) {
            ByteBuffer head = transport.head();
            ByteBuffer copy = ByteBuffer.allocate(head.remaining());
            copy.put(head).flip();
            transport.pop(copy.remaining());
            heldBytes += copy.remaining();
            held.addLast(new Held(System.nanoTime() + delayNanos, copy));
        }
    }

    private boolean writeHeld() throws IOException {
        boolean wrote = false;
        for (Held next = held.peekFirst(); next != null && isDue(next); next = held.peekFirst()) {
            int count = channel.write(next.bytes());
            heldBytes -= count;
            wrote |= count > 0;
            if (next.bytes().hasRemaining()) {
                break;
            }
            held.removeFirst();
        }
        return wrote;
    }

    private static boolean isDue(Held next) {
        return next.dueNanos() - System.nanoTime() <= 0;
    }

    private long untilDue() {
        Held next = held.peekFirst();
        if (next == null) {
            return IDLE_CHECK_MILLIS;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(next.dueNanos() - System.nanoTime());
        return Math.min(IDLE_CHECK_MILLIS, Math.max(1, millis));
    }

    @Override
    public void drop(String why) {
        if (dropped) {
            return;
        }
        dropped = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            why = why + ", and closing failed: " + e.getMessage();
        }
        for (ReaderLink reader : List.copyOf(readers)) {
            reader.onClosed();
        }
        broker.forget(this);
        broker.trace().add(TraceEvent.Kind.DISCONNECTED, number, "", Map.of("why", why));
    }

    /** Lets every client in, whatever it presents: the token is looked at later, by $cbs. */
    private static final class AcceptAnyone implements org.apache.qpid.proton.engine.SaslListener {
        @Override
        public void onSaslInit(Sasl sasl, Transport transport) {
            sasl.done(Sasl.PN_SASL_OK);
        }

        @Override
        public void onSaslResponse(Sasl sasl, Transport transport) {
            sasl.done(Sasl.PN_SASL_OK);
        }

        @Override
        public void onSaslMechanisms(Sasl sasl, Transport transport) {
            // comes to clients only
        }

        @Override
        public void onSaslChallenge(Sasl sasl, Transport transport) {
            // comes to clients only
        }

        @Override
        public void onSaslOutcome(Sasl sasl, Transport transport) {
            // comes to clients only
        }
    }
}
