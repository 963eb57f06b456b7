package io.dropsight.detect.mass;

import io.dropsight.detect.Cohort;
import io.dropsight.model.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Names the cause of a mass dip: by codes that only the hub writes, then by what the devices share. Codes and their
 * meaning: azure-domain D, the vendor's list of error codes. Stateless.
 */
public final class MassCause {
    /** A code of the hub speaks for all when so many carry it: most devices are just cut off (404104). */
    private static final double TELLING_SHARE = 0.15;

    private static final int TELLING_DEVICES = 3;
    private static final double MOVED_SHARE = 0.5;

    private MassCause() {}

    /** Drops and refused connects by what their code says. */
    public record Codes(int all, int maintenance, int failover, int quota, int suspended, int server) {
        public static final Codes NONE = new Codes(0, 0, 0, 0, 0, 0);

        /** One more, of a given weight. */
        public Codes plus(int code, int weight) {
            return new Codes(
                    all + weight,
                    maintenance + (code == 400029 || code == 400030 ? weight : 0),
                    failover + (code == 404012 ? weight : 0),
                    quota + (code == 403002 ? weight : 0),
                    suspended + (code == 403001 ? weight : 0),
                    server + (code >= 500_000 ? weight : 0));
        }

        public Codes plus(Codes more) {
            return new Codes(
                    all + more.all,
                    maintenance + more.maintenance,
                    failover + more.failover,
                    quota + more.quota,
                    suspended + more.suspended,
                    server + more.server);
        }

        public double serverShare() {
            return all == 0 ? 0 : (double) server / all;
        }

        private boolean tells(int count) {
            return count >= TELLING_DEVICES && count >= TELLING_SHARE * all;
        }
    }

    /**
     * @param confidence  in [0, 1]
     * @param alternative the same cause if nothing else is likely
     */
    public record Opinion(Cause cause, double confidence, Cause alternative) {}

    /**
     * @param place where the burst is; null for the whole hub
     * @param moved share of the devices that came back with another SDK version
     */
    public static Opinion of(Codes codes, Localiser.@Nullable Place place, double moved) {
        if (codes.tells(codes.quota())) {
            return new Opinion(Cause.QUOTA_EXCEEDED, 0.97, Cause.QUOTA_EXCEEDED);
        }
        if (codes.tells(codes.suspended())) {
            return new Opinion(Cause.HUB_SUSPENDED, 0.97, Cause.HUB_SUSPENDED);
        }
        if (codes.tells(codes.failover())) {
            return new Opinion(Cause.HUB_FAILOVER, 0.97, Cause.HUB_TRANSIENT);
        }
        if (codes.tells(codes.maintenance())) {
            return new Opinion(Cause.HUB_MAINTENANCE, 0.95, Cause.HUB_TRANSIENT);
        }
        if (moved >= MOVED_SHARE) {
            return new Opinion(Cause.ROLLOUT, 0.9, Cause.SDK_FAULT);
        }
        if (place == null) {
            boolean server = codes.tells(codes.server());
            return new Opinion(
                    Cause.HUB_TRANSIENT, server ? 0.95 : 0.75, server ? Cause.HUB_TRANSIENT : Cause.NETWORK_OUTAGE);
        }
        double confidence = 0.6 + 0.35 * place.share() * Math.min(1, place.evidence() / 30);
        Cohort.Kind kind = place.cohort().kind();
        return switch (kind) {
            case NETWORK_24, NETWORK_16 -> new Opinion(Cause.NETWORK_OUTAGE, confidence, Cause.HUB_TRANSIENT);
            case SDK -> new Opinion(Cause.SDK_FAULT, confidence, Cause.ROLLOUT);
            case PROTOCOL -> new Opinion(Cause.PROTOCOL_FAULT, confidence, Cause.HUB_TRANSIENT);
            case AUTH -> new Opinion(Cause.HUB_TRANSIENT, 0.6, Cause.PROTOCOL_FAULT);
        };
    }
}
