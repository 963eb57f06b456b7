package io.dropsight.detect;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
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

    private final List<DiagnosticEvent> events = new ArrayList<>();
    private String sdk = "sdk/1";
    private String address = "203.0.113.XXX";
    private Auth auth = Auth.SAS;

    public Timeline as(Auth newAuth) {
        auth = newAuth;
        return this;
    }

    public Timeline from(String newAddress) {
        address = newAddress;
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
                "Mqtt",
                sdk,
                how,
                address));
        return this;
    }

    public Pipeline run() {
        Pipeline pipeline = new Pipeline(1, DetectConfig.DEFAULTS);
        List<DiagnosticEvent> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(DiagnosticEvent::occurredAt));
        for (DiagnosticEvent event : sorted) {
            pipeline.event(event.occurredAt().plusSeconds(10), event);
        }
        pipeline.end();
        return pipeline;
    }
}
