package io.dropsight.detect.device;

/** Why the hub refuses connects. */
public enum Refusal {
    NONE(0),
    /** 401xxx: key, certificate, token or clock. */
    UNAUTHORIZED(1),
    /** 403012: somebody disabled the device. */
    DISABLED(2),
    /** 429xxx. */
    THROTTLED(3),
    /** Quota, suspension, failover, upgrade, or an error of its own: nothing that the device does. */
    HUB(4),
    OTHER(5);

    private static final Refusal[] ALL = values(); // which values() copies

    private final int wire;

    Refusal(int wire) {
        this.wire = wire;
    }

    int wire() {
        return wire;
    }

    static Refusal ofWire(int wire) {
        for (Refusal it : ALL) {
            if (it.wire == wire) {
                return it;
            }
        }
        return OTHER;
    }

    static Refusal ofCode(int code) {
        if (Drop.isOfHub(code)) {
            return HUB;
        }
        if (code == 403012) {
            return DISABLED;
        }
        return switch (code / 1000) {
            case 401 -> UNAUTHORIZED;
            case 429 -> THROTTLED;
            default -> OTHER;
        };
    }
}
