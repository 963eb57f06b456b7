package io.dropsight.model;

/** Why devices drop; numbers are the state's form and stay for ever. */
public enum Cause {
    /** The hub closes the connection because its token expired; the device is back within a minute. */
    SAS_TOKEN_EXPIRY(1, "sas_token_expiry", Severity.WARNING),
    /** The client closes cleanly to connect with a new token. */
    SAS_TOKEN_RENEWAL(2, "sas_token_renewal", Severity.INFO),
    /** The connection is closed at a fixed age that no token explains. */
    IDLE_TIMEOUT(3, "idle_timeout", Severity.WARNING),
    /** Reboots and duty cycles, usually anchored to the wall clock. */
    SCHEDULED(4, "scheduled", Severity.INFO);

    private final int wire;
    private final String label;
    private final Severity severity;

    Cause(int wire, String label, Severity severity) {
        this.wire = wire;
        this.label = label;
        this.severity = severity;
    }

    public int wire() {
        return wire;
    }

    /** The name in topics and reports. */
    public String label() {
        return label;
    }

    public Severity severity() {
        return severity;
    }

    /** @throws IllegalArgumentException for a number that this program does not know */
    public static Cause ofWire(int wire) {
        for (Cause cause : values()) {
            if (cause.wire == wire) {
                return cause;
            }
        }
        throw new IllegalArgumentException("cause number " + wire + " is not known to this version");
    }
}
