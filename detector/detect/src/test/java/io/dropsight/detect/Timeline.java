package io.dropsight.detect;

import io.dropsight.model.Arrival;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What devices did, written down in seconds since midnight; each record arrives 10 seconds after it happened. */
public final class Timeline {
    public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    public static final int MINUTE = 60;
    public static final int HOUR = 3600;

    private static final long FAR = 365L * 24 * HOUR;
    private static final Comparator<FeedMessage> ORDER = Comparator.comparing(
                    (FeedMessage message) -> message.arrival().at())
            .thenComparing(message ->
                    message instanceof FeedMessage.Event it ? it.event().occurredAt() : START);

    private final List<DiagnosticEvent> events = new ArrayList<>();
    private String sdk = "sdk/1";
    private String address = "203.0.113.XXX";
    private String protocol = "Mqtt";
    private Auth auth = Auth.SAS;
    private final List<MetricSample> samples = new ArrayList<>();
    private long heldFrom = Long.MAX_VALUE;
    private long heldTo = Long.MAX_VALUE;

    public Timeline as(Auth newAuth) {
        auth = newAuth;
        return this;
    }

    public Timeline from(String newAddress) {
        address = newAddress;
        return this;
    }

    public Timeline over(String newProtocol) {
        protocol = newProtocol;
        return this;
    }

    /** The hub's own count of connected devices, 2 minutes late. */
    public Timeline metric(long at, double connected) {
        samples.add(new MetricSample("plant", "connectedDeviceCount", START.plusSeconds(at), connected));
        return this;
    }

    /** No record of this time arrives before its end; then all of them do. */
    public Timeline held(long from, long to) {
        heldFrom = from;
        heldTo = to;
        return this;
    }

    public Timeline running(String newSdk) {
        sdk = newSdk;
        return this;
    }

    /** @param device its id; a module's behind a slash */
    public Timeline connect(String device, long at) {
        return add(device, at, Operation.CONNECT, 0, auth);
    }

    public Timeline drop(String device, long at, int code) {
        return add(device, at, Operation.DISCONNECT, code, Auth.UNKNOWN);
    }

    /** A connect that the hub refuses. */
    public Timeline refused(String device, long at, int code) {
        return add(device, at, Operation.CONNECT, code, Auth.UNKNOWN);
    }

    /** {@code count} refused connects, one each {@code every} seconds. */
    public Timeline refused(String device, long first, int code, long every, int count) {
        for (int i = 0; i < count; i++) {
            refused(device, first + i * every, code);
        }
        return this;
    }

    /** Sessions of these lengths, one after the other, each ended with the code (0: cleanly), back after a while. */
    public Timeline sessions(String device, long firstConnect, int code, long back, long... lengths) {
        long at = firstConnect;
        for (long length : lengths) {
            connect(device, at);
            drop(device, at + length, code);
            at += length + back;
        }
        return connect(device, at);
    }

    /** {@code count} sessions of one length. */
    public Timeline repeat(String device, long firstConnect, int code, long back, long length, int count) {
        long[] lengths = new long[count];
        Arrays.fill(lengths, length);
        return sessions(device, firstConnect, code, back, lengths);
    }

    private Timeline add(String device, long at, Operation operation, int code, Auth how) {
        events.add(new DiagnosticEvent(
                DeviceKey.parse("plant/" + device),
                START.plusSeconds(at),
                operation,
                code != 0,
                code,
                "",
                protocol,
                sdk,
                how,
                address));
        return this;
    }

    public Pipeline run() {
        Pipeline pipeline = new Pipeline(1, DetectConfig.DEFAULTS);
        List<FeedMessage> messages = new ArrayList<>();
        for (DiagnosticEvent event : events) {
            Instant at = event.occurredAt();
            boolean held = !at.isBefore(START.plusSeconds(Math.min(heldFrom, FAR)))
                    && at.isBefore(START.plusSeconds(Math.min(heldTo, FAR)));
            Instant arrival = held ? START.plusSeconds(heldTo) : at.plusSeconds(10);
            messages.add(new FeedMessage.Event(new Arrival("log", arrival, 0), event));
        }
        for (MetricSample sample : samples) {
            messages.add(
                    new FeedMessage.Metric(new Arrival("poller", sample.at().plusSeconds(120), 0), sample));
        }
        messages.stream().sorted(ORDER).forEach(pipeline::take);
        pipeline.end();
        return pipeline;
    }
}
