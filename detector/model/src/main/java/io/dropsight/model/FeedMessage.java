package io.dropsight.model;

import java.time.Instant;

/** What {@code dropsight.events} carries; its wire form is {@link FeedCodec}. */
public sealed interface FeedMessage {
    Arrival arrival();

    /** A connection event, keyed by {@link DeviceKey#text()}; the key is no part of the value. */
    record Event(Arrival arrival, DiagnosticEvent event) implements FeedMessage {}

    /** A metric sample, keyed by hub. */
    record Metric(Arrival arrival, MetricSample sample) implements FeedMessage {}

    /**
     * A promise: nothing of this source comes later into this partition with an arrival before {@code arrival.at()}.
     *
     * @param end whether the source has ended; then nothing comes at all, and {@code arrival.at()} is its last arrival
     */
    record Tick(Arrival arrival, boolean end) implements FeedMessage {
        public static Tick idle(String source, Instant at, long position) {
            return new Tick(new Arrival(source, at, position), false);
        }

        public static Tick end(String source, Instant at, long position) {
            return new Tick(new Arrival(source, at, position), true);
        }
    }
}
