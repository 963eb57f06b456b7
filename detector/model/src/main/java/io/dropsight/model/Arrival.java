package io.dropsight.model;

import java.time.Instant;

/**
 * Where and when a record entered. Within one source {@code at} never falls.
 *
 * @param source   a file set, an Event Hubs partition, a poller
 * @param at       arrival: Event Hubs enqueued time, Kafka record time, {@code ts} of a capture; for logs without
 *                 arrival times the record's own time, raised to the largest one before it
 * @param position position in the source, rising
 */
public record Arrival(String source, Instant at, long position) {}
