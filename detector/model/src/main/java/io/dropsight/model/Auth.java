package io.dropsight.model;

/** How a device proves who it is; the numbers are its wire form and stay for ever. */
public enum Auth {
    /** The record does not say. */
    UNKNOWN(0),
    /** A shared access signature: a token that expires. */
    SAS(1),
    /** A certificate: no token, so never a token expiry. */
    X509(2),
    OTHER(3);

    private final int wire;

    Auth(int wire) {
        this.wire = wire;
    }

    public int wire() {
        return wire;
    }

    public static Auth ofWire(int wire) {
        return wire == 1 ? SAS : wire == 2 ? X509 : wire == 0 ? UNKNOWN : OTHER;
    }
}
