package io.dropsight.detect.device;

/** What a drop's record says, for figures; several codes mean the same there. */
public enum DropKind {
    /** 404104 DeviceConnectionClosedRemotely. */
    CLOSED_REMOTELY,
    /** 401003 IotHubUnauthorized. */
    UNAUTHORIZED,
    /** Without error: the client said goodbye. */
    CLIENT_CLOSED,
    /** Any 5xx code. */
    SERVER_ERROR,
    /** 429xxx. */
    THROTTLED,
    /** 400027 or 409002: another connection with the same identity. */
    TAKEN_OVER,
    /** 400029 or 400030. */
    MAINTENANCE,
    /** 404012. */
    FAILOVER,
    /** 403002. */
    QUOTA,
    /** 403001. */
    SUSPENDED,
    /** 403012. */
    DISABLED,
    /** No record tells of it: two connects followed each other. */
    UNSEEN,
    /** Any other code. */
    OTHER;

    static DropKind of(boolean error, int code) {
        if (code >= 500_000) {
            return SERVER_ERROR;
        }
        if (code / 1000 == 429) {
            return THROTTLED;
        }
        return switch (code) {
            case 404104 -> CLOSED_REMOTELY;
            case 401003 -> UNAUTHORIZED;
            case 400027, 409002 -> TAKEN_OVER;
            case 400029, 400030 -> MAINTENANCE;
            case 404012 -> FAILOVER;
            case 403002 -> QUOTA;
            case 403001 -> SUSPENDED;
            case 403012 -> DISABLED;
            default -> error || code != 0 ? OTHER : CLIENT_CLOSED;
        };
    }
}
