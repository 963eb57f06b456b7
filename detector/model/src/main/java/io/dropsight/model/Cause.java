package io.dropsight.model;

/** Why devices drop; numbers are the state's form and stay for ever. */
public enum Cause {
    /** The hub closes the connection because its token expired; the device is back within a minute. */
    SAS_TOKEN_EXPIRY(1, Pattern.PERIODIC, "sas_token_expiry", Severity.WARNING),
    /** The client closes cleanly to connect with a new token. */
    SAS_TOKEN_RENEWAL(2, Pattern.PERIODIC, "sas_token_renewal", Severity.INFO),
    /** The connection is closed at a fixed age that no token explains. */
    IDLE_TIMEOUT(3, Pattern.PERIODIC, "idle_timeout", Severity.WARNING),
    /** Reboots and duty cycles, usually anchored to the wall clock. */
    SCHEDULED(4, Pattern.PERIODIC, "scheduled", Severity.INFO),

    /** The device's network goes away for longer than its keep-alive allows. */
    NETWORK_LOSS(5, Pattern.RANDOM, "network_loss", Severity.WARNING),
    /** The connection is reset, and the client is back at once. */
    TCP_RESET(6, Pattern.RANDOM, "tcp_reset", Severity.WARNING),
    /** The application ends, and is back after the time that it takes to start. */
    APP_CRASH(7, Pattern.RANDOM, "app_crash", Severity.WARNING),
    /** Two clients use one identity and throw each other out. */
    DUPLICATE_IDENTITY(8, Pattern.RANDOM, "duplicate_identity", Severity.WARNING),
    /** The hub refuses the device's connects again and again: it does not come back. */
    AUTH_FAILURE(9, Pattern.RANDOM, "auth_failure", Severity.WARNING),
    /** Somebody has disabled the device in the hub. */
    DEVICE_DISABLED(10, Pattern.RANDOM, "device_disabled", Severity.INFO),
    /** The hub throttles the device until it drops it. */
    THROTTLED(11, Pattern.RANDOM, "throttled", Severity.WARNING),
    /** More drops than usual, and nothing that tells why. */
    UNKNOWN(12, Pattern.RANDOM, "unknown", Severity.WARNING),

    /** Trouble inside the hub. */
    HUB_TRANSIENT(13, Pattern.MASS, "hub_transient", Severity.CRITICAL),
    /** The service moves connections during an upgrade. */
    HUB_MAINTENANCE(14, Pattern.MASS, "hub_maintenance", Severity.WARNING),
    /** The hub fails over to its other region. */
    HUB_FAILOVER(15, Pattern.MASS, "hub_failover", Severity.CRITICAL),
    /** The hub's daily quota is used up, until midnight UTC. */
    QUOTA_EXCEEDED(16, Pattern.MASS, "quota_exceeded", Severity.CRITICAL),
    /** The hub is suspended. */
    HUB_SUSPENDED(17, Pattern.MASS, "hub_suspended", Severity.CRITICAL),
    /** One network's devices drop. */
    NETWORK_OUTAGE(18, Pattern.MASS, "network_outage", Severity.CRITICAL),
    /** Devices move from one SDK version to another. */
    ROLLOUT(19, Pattern.MASS, "rollout", Severity.WARNING),
    /** One SDK version's devices drop. */
    SDK_FAULT(20, Pattern.MASS, "sdk_fault", Severity.CRITICAL),
    /** One protocol's devices drop. */
    PROTOCOL_FAULT(21, Pattern.MASS, "protocol_fault", Severity.CRITICAL),
    /** A fleet that connected together drops together one token lifetime later: expected. */
    SAS_ECHO(22, Pattern.MASS, "sas_echo", Severity.INFO),

    /** Nothing comes from the log. */
    FEED_GAP(23, Pattern.FEED, "feed_gap", Severity.WARNING),
    /** The log comes late. */
    FEED_DELAY(24, Pattern.FEED, "feed_delay", Severity.WARNING);

    private final int wire;
    private final Pattern pattern;
    private final String label;
    private final Severity severity;

    Cause(int wire, Pattern pattern, String label, Severity severity) {
        this.wire = wire;
        this.pattern = pattern;
        this.label = label;
        this.severity = severity;
    }

    public int wire() {
        return wire;
    }

    /** The way of dropping that it explains. */
    public Pattern pattern() {
        return pattern;
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
