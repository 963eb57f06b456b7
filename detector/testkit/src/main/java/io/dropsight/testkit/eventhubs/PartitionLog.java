package io.dropsight.testkit.eventhubs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.apache.qpid.proton.amqp.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * The events of a partition, with sequence numbers from 0. A generated head costs no memory: its bodies are made again
 * at each reading. Enqueued times never fall.
 */
final class PartitionLog {
    /** @param from enqueued time of the first event; each next one is {@code step} later */
    private record Generated(long count, Instant from, Duration step, LongFunction<byte[]> bodies) {
        Instant enqueuedAt(long sequence) {
            return from.plus(step.multipliedBy(sequence));
        }
    }

    private final OffsetStyle offsets;
    private final List<StoredEvent> stored = new ArrayList<>();
    private @Nullable Generated generated;
    private long storedFrom;
    private long first;
    private Instant lastEnqueuedAt = Instant.EPOCH;

    PartitionLog(OffsetStyle offsets) {
        this.offsets = offsets;
    }

    /** The first sequence number that retention has left. */
    long first() {
        return first;
    }

    /** The sequence number that the next event will have. */
    long next() {
        return storedFrom + stored.size();
    }

    long size() {
        return next() - first;
    }

    String lastOffset() {
        return offsets.of(next() - 1);
    }

    Instant lastEnqueuedAt() {
        return lastEnqueuedAt;
    }

    StoredEvent at(long sequence) {
        if (sequence < first || sequence >= next()) {
            throw new IllegalArgumentException(
                    "No event " + sequence + ": the partition has " + first + " to " + (next() - 1));
        }
        Generated head = generated;
        if (head != null && sequence < head.count()) {
            return new StoredEvent(
                    sequence,
                    offsets.of(sequence),
                    head.enqueuedAt(sequence),
                    Map.of(),
                    EventCodec.dataSection(head.bodies().apply(sequence)));
        }
        return stored.get((int) (sequence - storedFrom));
    }

    /** @throws IllegalArgumentException if the time is before that of the last event */
    void append(Instant enqueuedAt, Map<Symbol, Object> annotations, byte[] sections) {
        if (enqueuedAt.isBefore(lastEnqueuedAt)) {
            throw new IllegalArgumentException("Enqueued at " + enqueuedAt + ", but the last event was at "
                    + lastEnqueuedAt + ": a hub's times never fall");
        }
        long sequence = next();
        stored.add(new StoredEvent(sequence, offsets.of(sequence), enqueuedAt, annotations, sections));
        lastEnqueuedAt = enqueuedAt;
    }

    /** Fills an empty partition with events whose bodies are made when they are read. */
    void generate(long count, Instant from, Duration step, LongFunction<byte[]> bodies) {
        if (next() != 0) {
            throw new IllegalStateException("The partition has events: only an empty one can be generated");
        }
        generated = new Generated(count, from, step, bodies);
        storedFrom = count;
        lastEnqueuedAt = generated.enqueuedAt(Math.max(0, count - 1));
    }

    /** Forgets the events before this one; it may be the next, which leaves none. */
    void truncate(long newFirst) {
        if (newFirst < first || newFirst > next()) {
            throw new IllegalArgumentException("Cannot begin at " + newFirst + ": use " + first + " to " + next());
        }
        first = newFirst;
        if (newFirst > storedFrom) {
            stored.subList(0, (int) (newFirst - storedFrom)).clear();
            storedFrom = newFirst;
        }
    }

    /** The first retained event for which the condition holds, or the next to come; it holds from some event on. */
    long firstWhere(Predicate<StoredEvent> condition) {
        long low = first;
        long high = next();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (condition.test(at(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
