package io.dropsight.testkit.eventhubs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The last protocol events, at most {@value #MAX_EVENTS}. Safe for any thread. */
final class Trace {
    private static final int MAX_EVENTS = 10_000;

    private final Deque<TraceEvent> events = new ArrayDeque<>();

    synchronized void add(TraceEvent.Kind kind, long connection, String address, Map<String, String> details) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        events.addLast(new TraceEvent(kind, connection, address, details));
    }

    synchronized List<TraceEvent> list() {
        return List.copyOf(events);
    }

    synchronized void clear() {
        events.clear();
    }
}
