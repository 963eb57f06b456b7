package io.dropsight.testkit.eventhubs;

import java.time.Clock;
import java.time.Duration;

/**
 * @param tls             TLS with a certificate made at the start, else plain TCP; default plain
 * @param maxMessageBytes largest transfer taken from a publisher, which sizes its batches by it; default 1 MiB, as on
 *     the Standard tier
 * @param offsets         how offsets are written; default {@link OffsetStyle#NUMERIC}
 * @param idleTimeout     silence of a client after which it is cut off; zero, the default, for never
 * @param clock           gives the enqueued time of published events; default the system's
 */
public record ServerOptions(boolean tls, long maxMessageBytes, OffsetStyle offsets, Duration idleTimeout, Clock clock) {
    public static final ServerOptions DEFAULTS =
            new ServerOptions(false, 1 << 20, OffsetStyle.NUMERIC, Duration.ZERO, Clock.systemUTC());

    public ServerOptions {
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes is " + maxMessageBytes + ": use 1 or more");
        }
        if (idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout is " + idleTimeout + ": use zero or more");
        }
    }

    public ServerOptions withTls() {
        return new ServerOptions(true, maxMessageBytes, offsets, idleTimeout, clock);
    }

    public ServerOptions withMaxMessageBytes(long bytes) {
        return new ServerOptions(tls, bytes, offsets, idleTimeout, clock);
    }

    public ServerOptions withOffsets(OffsetStyle style) {
        return new ServerOptions(tls, maxMessageBytes, style, idleTimeout, clock);
    }

    public ServerOptions withIdleTimeout(Duration timeout) {
        return new ServerOptions(tls, maxMessageBytes, offsets, timeout, clock);
    }

    public ServerOptions withClock(Clock other) {
        return new ServerOptions(tls, maxMessageBytes, offsets, idleTimeout, other);
    }
}
