package io.dropsight.detect.device;

import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one device, read from outside while the partition goes on.
 *
 * @param state          null if nothing of it has settled, or it is forgotten
 * @param waitingRecords that arrived and have not settled yet
 * @param settledUntil   event time up to which records have settled, unless they came too late; null before the first
 */
public record DeviceView(
        @Nullable DeviceState state,
        int waitingRecords,
        @Nullable Instant settledUntil) {
    /** A store of the partition, from any thread. */
    @FunctionalInterface
    public interface Reader {
        byte @Nullable [] get(byte[] key);
    }

    public static DeviceView read(DeviceKey device, Reader states, Reader settling) {
        byte[] key = device.text().getBytes(StandardCharsets.UTF_8);
        byte[] minute = settling.get(DevicePartition.MINUTE_KEY);
        return new DeviceView(
                DeviceState.readOrNull(states.get(key)),
                SettleBuffer.read(settling.get(key)).size(),
                minute == null
                        ? null
                        : Instant.ofEpochMilli(ByteBuffer.wrap(minute).getLong() - SettleBuffer.LATENESS_MILLIS));
    }

    /** Whether any record of it is known. */
    public boolean isKnown() {
        return state != null || waitingRecords > 0;
    }
}
