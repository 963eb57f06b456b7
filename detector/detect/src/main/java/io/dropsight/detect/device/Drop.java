package io.dropsight.detect.device;

/** What the records of one drop said, as bits: several records of one drop are merged by OR. */
public final class Drop {
    /** 404104 DeviceConnectionClosedRemotely. */
    public static final int CLOSED_REMOTELY = 1;
    /** 401003 IotHubUnauthorized on the closing record or on a connect refused just after it. */
    public static final int UNAUTHORIZED = 1 << 1;
    /** A disconnect without error: the client said goodbye. */
    public static final int CLEAN = 1 << 2;
    /** A 5xx code: the hub had trouble of its own. */
    public static final int SERVER = 1 << 3;
    /** No record of the drop was seen; it is inferred from two connects in a row. */
    public static final int IMPLICIT = 1 << 4;
    /** Any other error code. */
    public static final int OTHER_ERROR = 1 << 5;
    /** 429xxx: the hub throttles. */
    public static final int THROTTLED = 1 << 6;
    /** A code of the hub's own doing: upgrade, failover, quota, suspension. */
    public static final int HUB = 1 << 7;

    private Drop() {}

    static int bits(boolean error, int code) {
        if (code == 404104) {
            return CLOSED_REMOTELY;
        }
        if (code == 401003) {
            return UNAUTHORIZED;
        }
        if (code >= 500_000) {
            return SERVER;
        }
        if (code / 1000 == 429) {
            return THROTTLED;
        }
        if (isOfHub(code)) {
            return HUB;
        }
        return error || code != 0 ? OTHER_ERROR : CLEAN;
    }

    /**
     * Codes that tell of the hub, not of the device: 5xx, 400029 and 400030 (upgrades), 404012 (failover), 403002
     * (quota), 403001 (suspension).
     */
    static boolean isOfHub(int code) {
        return code >= 500_000
                || code == 400029
                || code == 400030
                || code == 404012
                || code == 403002
                || code == 403001;
    }

    /** Whether it counts as an error drop: clean ones and those that were only inferred do not. */
    public static boolean isError(int bits) {
        return (bits & (CLEAN | IMPLICIT)) == 0;
    }

    /** 400027 and 409002: another connection with the same identity replaced this one. */
    static boolean isTakeOver(int code) {
        return code == 400027 || code == 409002;
    }

    /** Whether the hub closed the connection with an error that a token expiry shows. */
    public static boolean isClosedByHub(int bits) {
        return (bits & (CLOSED_REMOTELY | UNAUTHORIZED)) != 0;
    }
}
