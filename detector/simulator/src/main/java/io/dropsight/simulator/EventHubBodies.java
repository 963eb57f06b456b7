package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dropsight.model.Arrival;
import io.dropsight.model.FeedMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A simulated log as diagnostic settings send it to an event hub: {@code records} envelopes in arrival order. What
 * arrives from one source in one millisecond shares an envelope. Not thread-safe.
 */
public final class EventHubBodies implements Iterator<EventHubBodies.Body> {
    private static final JsonFactory JSON = new JsonFactory();

    private final Iterator<FeedMessage> messages;
    private @Nullable FeedMessage next;

    public EventHubBodies(Simulation simulation) {
        messages = simulation.messages().iterator();
        advance();
    }

    /**
     * One envelope.
     *
     * @param arrival  when it is enqueued, in whole milliseconds; never falls
     * @param source   of the simulated log: stands for a partition
     * @param isMetric whether it came from the metrics' category
     * @param records  how many are in it
     * @param json     the envelope
     */
    public record Body(Instant arrival, String source, boolean isMetric, int records, String json) {}

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Body next() {
        FeedMessage first = next;
        if (first == null) {
            throw new NoSuchElementException("the simulated log has ended");
        }
        StringWriter json = new StringWriter(1_000);
        int records = 0;
        try (JsonGenerator out = JSON.createGenerator(json)) {
            out.writeStartObject();
            out.writeArrayFieldStart("records");
            while (next != null && isTogether(first.arrival(), next.arrival())) {
                if (next instanceof FeedMessage.Event event) {
                    RecordJson.write(out, event.event(), RecordJson.Form.EVENT_HUB);
                    records++;
                } else if (next instanceof FeedMessage.Metric metric) {
                    RecordJson.write(out, metric.sample());
                    records++;
                }
                advance();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON into memory", e);
        }
        Arrival arrival = first.arrival();
        return new Body(arrival.at(), arrival.source(), first instanceof FeedMessage.Metric, records, json.toString());
    }

    private static boolean isTogether(Arrival one, Arrival other) {
        return one.at().equals(other.at()) && one.source().equals(other.source());
    }

    private void advance() {
        next = messages.hasNext() ? messages.next() : null;
    }
}
