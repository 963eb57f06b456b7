package io.dropsight.detect.device;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Instant;

/** Records of one device, by the second after a start. */
final class Records {
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final DeviceKey PUMP = DeviceKey.of("plant", "pump-7");

    private Records() {}

    static DiagnosticEvent connect(long second) {
        return record(PUMP, second, Operation.CONNECT, 0);
    }

    static DiagnosticEvent refusedConnect(long second, int code) {
        return record(PUMP, second, Operation.CONNECT, code);
    }

    static DiagnosticEvent drop(long second, int code) {
        return record(PUMP, second, Operation.DISCONNECT, code);
    }

    static DiagnosticEvent other(long second) {
        return record(PUMP, second, Operation.OTHER, 0);
    }

    static DiagnosticEvent record(DeviceKey device, long second, Operation operation, int code) {
        return new DiagnosticEvent(
                device,
                START.plusSeconds(second),
                operation,
                code != 0,
                code,
                "",
                "Mqtt",
                "",
                Auth.SAS,
                "203.0.113.XXX");
    }
}
