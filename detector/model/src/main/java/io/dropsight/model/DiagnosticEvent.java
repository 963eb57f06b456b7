package io.dropsight.model;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One record of an IoT hub's Connections log. A field that the record does not have is empty, or 0, or
 * {@code UNKNOWN}; never null.
 *
 * @param device        who connected or dropped
 * @param occurredAt    event time, as written by the hub (whole seconds are usual)
 * @param operation     connect, disconnect, or something newer than this program
 * @param error         whether the record's level says error; a drop without it is a clean disconnect
 * @param code          six-digit result code such as 404104; 0 if there is none
 * @param description   symbolic name or message beside the code
 * @param protocol      as logged, such as {@code Mqtt}
 * @param sdkVersion    as logged
 * @param auth          how the device authenticated
 * @param maskedAddress address with its last octet masked, such as {@code 203.0.113.XXX}
 */
public record DiagnosticEvent(
        DeviceKey device,
        Instant occurredAt,
        Operation operation,
        boolean error,
        int code,
        String description,
        String protocol,
        String sdkVersion,
        Auth auth,
        String maskedAddress) {
    /**
     * The order in which events that arrived together are taken, whatever order they came in: event time, device, then
     * all else that is told of them.
     */
    public static final Comparator<DiagnosticEvent> ARRIVED_TOGETHER = Comparator.comparing(DiagnosticEvent::occurredAt)
            .thenComparing(DiagnosticEvent::device)
            .thenComparing(DiagnosticEvent::content, Arrays::compareUnsigned);

    /** As it is written to the feed, but for where it came from; empty for one that is too large to be written. */
    private byte[] content() {
        try {
            return FeedCodec.encode(new FeedMessage.Event(new Arrival("", Instant.EPOCH, 0), this));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
