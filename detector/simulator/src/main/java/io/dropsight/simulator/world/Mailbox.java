package io.dropsight.simulator.world;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is under way to us, in the order of its arrival. */
final class Mailbox {
    private final boolean isRead;
    private final PriorityQueue<Letter> underWay = new PriorityQueue<>();
    private final Map<String, Long> positions = new HashMap<>();

    /** @param device number of the device; -1 for a metric */
    private record Letter(
            Instant arrival,
            int device,
            int sequence,
            String source,
            @Nullable DiagnosticEvent event,
            @Nullable MetricSample sample)
            implements Comparable<Letter> {
        @Override
        public int compareTo(Letter other) {
            int order = arrival.compareTo(other.arrival);
            order = order != 0 ? order : Integer.compare(device, other.device);
            return order != 0 ? order : Integer.compare(sequence, other.sequence);
        }
    }

    /** @param isRead whether anybody wants to know; else all is thrown away */
    Mailbox(boolean isRead) {
        this.isRead = isRead;
    }

    void add(Instant arrival, int device, int sequence, String source, DiagnosticEvent event) {
        if (isRead) {
            underWay.add(new Letter(arrival, device, sequence, source, event, null));
        }
    }

    void add(Instant arrival, int sequence, String source, MetricSample sample) {
        if (isRead) {
            underWay.add(new Letter(arrival, -1, sequence, source, null, sample));
        }
    }

    /** Null if nothing is under way. */
    @Nullable
    Instant firstArrival() {
        Letter first = underWay.peek();
        return first == null ? null : first.arrival();
    }

    FeedMessage take() {
        Letter letter = underWay.remove();
        long position = positions.merge(letter.source(), 1L, Long::sum) - 1;
        Arrival arrival = new Arrival(letter.source(), letter.arrival(), position);
        if (letter.event() != null) {
            return new FeedMessage.Event(arrival, letter.event());
        }
        if (letter.sample() != null) {
            return new FeedMessage.Metric(arrival, letter.sample());
        }
        throw new IllegalStateException("a letter of " + letter.source() + " with nothing in it");
    }
}
