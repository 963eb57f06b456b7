package io.dropsight.service.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What became of what the sinks sent. */
public final class SinkMeters {
    private final Map<String, Counter> counters = new HashMap<>();

    /** Where to. */
    public enum Sink {
        WEBHOOK,
        ALERTMANAGER
    }

    /** What became of one message. */
    public enum Outcome {
        DELIVERED,
        /** It is tried again. */
        FAILED,
        /** Given up or refused: a dead letter. */
        DEAD,
        /** Not sent, for a later version of the same alert waits, too. */
        SUPERSEDED
    }

    SinkMeters(MeterRegistry registry) {
        for (Sink sink : Sink.values()) {
            for (Outcome outcome : Outcome.values()) {
                counters.put(
                        sink + "/" + outcome,
                        Counter.builder("dropsight.sink.messages")
                                .description("Messages to a sink, by what became of them; of Alertmanager requests")
                                .tag("sink", sink.name().toLowerCase(Locale.ROOT))
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
        }
    }

    public void count(Sink sink, Outcome outcome) {
        Objects.requireNonNull(counters.get(sink + "/" + outcome)).increment();
    }
}
