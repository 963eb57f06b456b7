package io.dropsight.azure;

import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record. {@code arrival} is the {@code ts} of the capture line that held the record, else null.
 */
public sealed interface Decoded {
    /** Byte position, in the stream or body, where the record (or the capture line that holds it) began. */
    long offset();

    /** A record of the Connections log. */
    record Event(DiagnosticEvent event, @Nullable Instant arrival, long offset) implements Decoded {}

    /** A point of a hub's connected-device count. */
    record Metric(MetricSample sample, @Nullable Instant arrival, long offset) implements Decoded {}

    /**
     * A sound record of which nothing is used.
     *
     * @param category one of {@link #CATEGORIES}
     */
    record Ignorable(String category, long offset) implements Decoded {
        public static final String METRIC = "metric";
        /** A null value of a used metric: the hub sent nothing for that minute, which is not 0 devices. */
        public static final String METRIC_WITHOUT_VALUE = "metric_without_value";
        /** Event Grid, CloudEvents or routed state events: polled once a minute, so useless for session ages. */
        public static final String CONNECTION_STATE_EVENT = "connection_state_event";
        /** A capture line without payload. */
        public static final String EMPTY_PAYLOAD = "empty_payload";

        public static final String OTHER = "other";

        /** The whole vocabulary: an IoT hub's other log categories, then what is no log record. */
        public static final List<String> CATEGORIES = List.of(
                "C2DCommands",
                "C2DTwinOperations",
                "Configurations",
                "D2CTwinOperations",
                "DeviceIdentityOperations",
                "DeviceStreams",
                "DeviceTelemetry",
                "DirectMethods",
                "DistributedTracing",
                "FileUploadOperations",
                "JobsOperations",
                "Routes",
                "TwinQueries",
                METRIC,
                METRIC_WITHOUT_VALUE,
                CONNECTION_STATE_EVENT,
                EMPTY_PAYLOAD,
                OTHER);
    }

    /**
     * A record that cannot be used, or a stretch of bytes that is none.
     *
     * @param body   its bytes, at most the first 64 KiB
     * @param reason {@link UnreadableReason#label()}
     * @param detail what is wrong and where, for people; holds no payload
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Unreadable(byte[] body, String reason, String detail, long offset) implements Decoded {}
}
