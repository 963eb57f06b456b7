package io.dropsight.detect.hub;

import io.dropsight.model.Cause;
import org.jspecify.annotations.Nullable;

/**
 * The token lifetime that a connection age speaks of: the hub closes 5 or 10 minutes after the end, SDKs renew at
 * 75 %, 80 %, 85 % of it or 2 minutes before (azure-domain E).
 */
final class TokenLifetime {
    /** Lifetimes that people configure, minutes. */
    private static final int[] CONFIGURED = {5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880};

    private TokenLifetime() {}

    /** Seconds; null if the cause is no token or no configured lifetime explains the age. */
    static @Nullable Double of(Cause cause, double ageSeconds, double jitterSeconds) {
        double tolerance = Math.min(90, 15 + 3 * jitterSeconds);
        double[][] readings =
                switch (cause) {
                    case SAS_TOKEN_EXPIRY -> new double[][] {{1, 300}, {1, 0}, {1, 600}};
                    case SAS_TOKEN_RENEWAL -> new double[][] {{0.8, 0}, {0.75, 0}, {0.85, 0}, {1, -120}, {1, -30}};
                    default -> new double[0][];
                };
        for (double[] reading : readings) {
            for (int minutes : CONFIGURED) {
                double lifetime = minutes * 60.0;
                if (Math.abs(reading[0] * lifetime + reading[1] - ageSeconds) <= tolerance) {
                    return lifetime;
                }
            }
        }
        return null;
    }
}
