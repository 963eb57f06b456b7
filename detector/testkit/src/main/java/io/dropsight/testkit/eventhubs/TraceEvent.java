package io.dropsight.testkit.eventhubs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client did or that happened to it.
 *
 * @param connection number of the connection, from 1
 * @param address    what it was about: a host name, the address of a link, the audience of a token, a hub
 * @param details    more, by kind: see {@link Kind}
 */
public record TraceEvent(Kind kind, long connection, String address, Map<String, String> details) {
    /** What happened; in brackets the details. */
    public enum Kind {
        /** A connection was opened; the address is the host name the client asked for (container). */
        OPENED,
        /** A connection ended (why). */
        DISCONNECTED,
        /** A token was put (type, status, expiry in milliseconds since 1970 if given). */
        PUT_TOKEN,
        /** A reader was attached (filter, epoch, identifier and capabilities if given). */
        READER_ATTACHED,
        /** A publisher was attached. */
        WRITER_ATTACHED,
        /** A link was not accepted (condition). */
        REFUSED,
        /** The server ended a link (condition). */
        DETACHED,
        /** The client ended a link. */
        CLOSED,
        /** Properties were read by $management (type, partition if given, status). */
        MANAGEMENT_READ,
        /** A publisher's events were taken (events, format: batch or single). */
        PUBLISHED,
        /** A publisher's events were not taken (condition). */
        REJECTED
    }

    public TraceEvent {
        details = Map.copyOf(details);
    }

    /** A detail by its name, or null if there is none. */
    public @Nullable String detail(String name) {
        return details.get(name);
    }
}
