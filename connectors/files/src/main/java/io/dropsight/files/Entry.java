package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record while it is sorted. Its order is that of what it says: arrival, key, event time, then the bytes of the
 * message; nothing of where it was read goes into it, so the same records in other files come out the same. Of a device's
 * events that arrived together it is {@link DiagnosticEvent#ARRIVED_TOGETHER}, as live sources deliver them.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by compareTo alone
record Entry(long arrivalMillis, long atSeconds, int atNanos, byte[] key, byte[] message) implements Comparable<Entry> {
    /** Objects and array headers beside the bytes; for the bound on memory, so roughly. */
    private static final int OVERHEAD_BYTES = 96;

    /** @param arrival null if the record does not say: then it is its event time */
    static Entry of(DiagnosticEvent event, @Nullable Instant arrival) {
        Instant at = arrival == null ? event.occurredAt() : arrival;
        return of(event.occurredAt(), at, event.device().text(), new FeedMessage.Event(new Arrival("", at, 0), event));
    }

    /** @param arrival null if the record does not say: then it is its event time */
    static Entry of(MetricSample sample, @Nullable Instant arrival) {
        Instant at = arrival == null ? sample.at() : arrival;
        return of(sample.at(), at, sample.hub(), new FeedMessage.Metric(new Arrival("", at, 0), sample));
    }

    private static Entry of(Instant occurred, Instant arrival, String key, FeedMessage message) {
        return new Entry(
                arrival.toEpochMilli(),
                occurred.getEpochSecond(),
                occurred.getNano(),
                key.getBytes(UTF_8),
                FeedCodec.encode(message));
    }

    /** Arrivals are whole milliseconds, as in the feed. */
    Instant arrival() {
        return Instant.ofEpochMilli(arrivalMillis);
    }

    FeedMessage decode() {
        return FeedCodec.decode(new String(key, UTF_8), message);
    }

    int heapBytes() {
        return key.length + message.length + OVERHEAD_BYTES;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeLong(arrivalMillis);
        out.writeLong(atSeconds);
        out.writeInt(atNanos);
        out.writeInt(key.length);
        out.write(key);
        out.writeInt(message.length);
        out.write(message);
    }

    static Entry readFrom(DataInputStream in) throws IOException {
        return new Entry(in.readLong(), in.readLong(), in.readInt(), bytes(in), bytes(in));
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public int compareTo(Entry other) {
        int order = Long.compare(arrivalMillis, other.arrivalMillis);
        if (order == 0) {
            order = Arrays.compareUnsigned(key, other.key);
        }
        if (order == 0) {
            order = Long.compare(atSeconds, other.atSeconds);
        }
        if (order == 0) {
            order = Integer.compare(atNanos, other.atNanos);
        }
        return order != 0 ? order : Arrays.compareUnsigned(message, other.message);
    }
}
