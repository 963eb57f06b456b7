package io.dropsight.simulator;

/** What a record says beside its operation. */
enum Outcome {
    /** An accepted connect, or a clean disconnect. */
    FINE(0, ""),
    UNAUTHORIZED(401003, "IoTHubUnauthorized"),
    CLOSED_REMOTELY(404104, "DeviceConnectionClosedRemotely");

    final int code;
    final String description;

    Outcome(int code, String description) {
        this.code = code;
        this.description = description;
    }
}
