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
        return error || code != 0 ? OTHER_ERROR : CLEAN;
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
