package io.dropsight.testkit.eventhubs;

import java.time.Duration;

/**
 * What can be made to go wrong. Each call returns when it is in force; standing faults last until they are taken back or
 * {@link #clear} is called. Safe for any thread.
 */
public final class Faults {
    private final SocketLoop loop;
    private final Broker broker;

    Faults(SocketLoop loop, Broker broker) {
        this.loop = loop;
        this.broker = broker;
    }

    /** Cuts all connections at once, without a word of AMQP. New ones are served. */
    public void dropConnections() {
        run(() -> broker.connections().forEach(connection -> connection.drop("dropped by the test")));
    }

    /** Ends all connections by AMQP's close with this condition, such as {@code amqp:connection:forced}. */
    public void closeConnections(String condition) {
        run(() -> broker.connections().forEach(connection -> connection.close(condition)));
    }

    /** Standing: new connections are cut as soon as they are made, as if nothing listened. */
    public void refuseConnections(boolean on) {
        run(() -> broker.faults().refuseConnections(on));
    }

    /**
     * Detaches the readers of this partition, of every group, and the publishers to it with this condition, such as
     * {@code amqp:link:detach-forced} or {@code com.microsoft:server-busy}. They may come back at once. Publishers to
     * the whole hub stay.
     */
    public void detach(String hub, int partition, String condition) {
        run(() -> broker.detach(hub, partition, condition));
    }

    /** Standing: readers of this partition stay attached and get nothing. */
    public void stall(String hub, int partition, boolean on) {
        run(() -> broker.faults().stall(broker.hubs().get(hub).name(), partition, on));
    }

    /** Standing: every token is answered with this status, such as 401; 202 accepts again. */
    public void failPutToken(int status) {
        run(() -> broker.faults().failTokens(status));
    }

    /** Standing: every reader and publisher is refused with this condition, such as {@code com.microsoft:server-busy}. */
    public void refuseAttach(String condition) {
        run(() -> broker.faults().refuseAttach(condition));
    }

    /** The next so many transfers of publishers are rejected with this condition, such as {@code com.microsoft:server-busy}. */
    public void rejectSends(String condition, int times) {
        run(() -> broker.faults().rejectSends(condition, times));
    }

    /** Standing: all that the server says arrives this much later; order is kept. Zero ends it. */
    public void delay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay of " + delay + ": use zero or more");
        }
        run(() -> broker.faults().delay(delay.toNanos()));
    }

    /** Ends all standing faults. */
    public void clear() {
        run(() -> broker.faults().clear());
    }

    private void run(Runnable fault) {
        loop.call(() -> {
            fault.run();
            return true;
        });
    }
}
