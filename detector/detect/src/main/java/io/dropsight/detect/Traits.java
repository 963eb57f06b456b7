package io.dropsight.detect;

import io.dropsight.model.Auth;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device shares with others, as far as its records told; 0 is "not known".
 *
 * @param protocol  {@link Cohort#idOf} of the protocol as logged
 * @param sdk       {@link Cohort#idOf} of the SDK version as logged
 * @param network24 {@link Cohort#network24} of its masked address
 */
public record Traits(int protocol, int sdk, int network24, Auth auth) {
    public static final Traits NONE = new Traits(0, 0, 0, Auth.UNKNOWN);
    static final int BYTES = 13;

    public List<Cohort> cohorts() {
        List<Cohort> all = new ArrayList<>(5);
        add(all, Cohort.Kind.NETWORK_24, network24);
        add(all, Cohort.Kind.NETWORK_16, Cohort.network16(network24));
        add(all, Cohort.Kind.SDK, sdk);
        add(all, Cohort.Kind.PROTOCOL, protocol);
        add(all, Cohort.Kind.AUTH, auth.wire());
        return all;
    }

    private static void add(List<Cohort> all, Cohort.Kind kind, int id) {
        if (id != 0) {
            all.add(new Cohort(kind, id));
        }
    }

    public boolean isIn(Cohort cohort) {
        return idOf(cohort.kind()) == cohort.id();
    }

    /** 0 if not known. */
    public int idOf(Cohort.Kind kind) {
        return switch (kind) {
            case NETWORK_24 -> network24;
            case NETWORK_16 -> Cohort.network16(network24);
            case SDK -> sdk;
            case PROTOCOL -> protocol;
            case AUTH -> auth.wire();
        };
    }

    /** What is known here, else there. */
    public Traits orElse(Traits other) {
        return new Traits(
                protocol != 0 ? protocol : other.protocol,
                sdk != 0 ? sdk : other.sdk,
                network24 != 0 ? network24 : other.network24,
                auth != Auth.UNKNOWN ? auth : other.auth);
    }

    void write(ByteBuffer out) {
        out.putInt(protocol).putInt(sdk).putInt(network24).put((byte) auth.wire());
    }

    static Traits read(ByteBuffer in) {
        return new Traits(in.getInt(), in.getInt(), in.getInt(), Auth.ofWire(in.get()));
    }
}
