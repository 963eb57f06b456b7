package io.dropsight.simulator.world;

/** Result codes of the Connections log. */
public enum Code {
    NONE(0, ""),
    UNAUTHORIZED(401003, "IoTHubUnauthorized"),
    CLOSED_REMOTELY(404104, "DeviceConnectionClosedRemotely"),
    REPLACED(400027, "ConnectionForcefullyClosedOnNewConnection"),
    LINK_CONFLICT(409002, "LinkCreationConflict"),
    CLOSED_FOR_UPGRADE(400029, "ConnectionForcefullyClosedOnFaultInjection"),
    REJECTED_FOR_UPGRADE(400030, "ConnectionRejectedOnFaultInjection"),
    SERVER_ERROR(500001, "ServerError"),
    TIMEOUT(500008, "GenericTimeout"),
    FAILING_OVER(404012, "IotHubFailingOver"),
    GENERIC_UNAUTHORIZED(401000, "GenericUnauthorized"),
    SUSPENDED(403001, "IotHubSuspended"),
    QUOTA_EXCEEDED(403002, "IotHubQuotaExceeded"),
    DEVICE_DISABLED(403012, "DeviceDisabled"),
    THROTTLED(429001, "ThrottlingException"),
    THROTTLE_BACKLOG(429002, "ThrottleBacklogLimitExceeded");

    final int number;
    final String description;

    Code(int number, String description) {
        this.number = number;
        this.description = description;
    }

    public int number() {
        return number;
    }

    /** Whether a client library goes on by itself; else the program around it tries again when it pleases. */
    boolean isTransient() {
        return this == REJECTED_FOR_UPGRADE
                || this == SERVER_ERROR
                || this == TIMEOUT
                || this == FAILING_OVER
                || this == THROTTLED;
    }
}
