package io.dropsight.detect.mass;

import io.dropsight.detect.device.Drop;
import io.dropsight.model.Auth;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells tokens that end together from an outage: in an expiry the sessions are equally long and the drop times repeat
 * the spread of the connects; in an outage the drop times are close and the sessions are not. Stateless.
 */
public final class EchoTest {
    private static final int LEAST_SESSION = 240;
    private static final int LEAST_MEMBERS = 4;
    private static final int LEAST_VOTES = 4;

    private EchoTest() {}

    /**
     * @param seconds   the age at which sessions ended
     * @param tolerance seconds around it
     * @param members   that fit
     */
    public record Echo(double seconds, double tolerance, List<BurstFact> members) {
        public boolean fits(int sessionSeconds) {
            return Math.abs(sessionSeconds - seconds) <= tolerance;
        }
    }

    /** What is known beside the burst. */
    public interface Known {
        /** Whether it is a usual lifetime, or one that other devices of the hub have shown. */
        boolean isLifetime(double seconds, double tolerance);

        /** Share of the fleet that authenticates by certificate; 0 if unknown. */
        double x509Share();
    }

    /** @return null if it is no echo */
    public static @Nullable Echo of(Collection<BurstFact> burst, Known known) {
        List<BurstFact> tokens = burst.stream()
                .filter(f -> f.sessionSeconds() > LEAST_SESSION && f.traits().auth() != Auth.X509)
                .toList();
        if (tokens.size() < LEAST_MEMBERS || 2 * tokens.size() < burst.size()) {
            return null;
        }
        double[] sessions =
                tokens.stream().mapToDouble(BurstFact::sessionSeconds).sorted().toArray();
        double center = densest(sessions);
        double tolerance = 45 + 0.01 * center;
        List<BurstFact> members = tokens.stream()
                .filter(f -> Math.abs(f.sessionSeconds() - center) <= tolerance)
                .toList();
        if (members.size() < LEAST_MEMBERS || 2 * members.size() < burst.size()) {
            return null;
        }
        double[] memberSessions =
                members.stream().mapToDouble(BurstFact::sessionSeconds).sorted().toArray();
        double[] times = members.stream().mapToDouble(BurstFact::at).sorted().toArray();
        long x509 = burst.stream().filter(f -> f.traits().auth() == Auth.X509).count();
        long server = members.stream()
                .filter(f -> (f.bits() & (Drop.SERVER | Drop.HUB)) != 0)
                .count();
        boolean unauthorized = members.stream().anyMatch(f -> (f.bits() & Drop.UNAUTHORIZED) != 0);
        int votes = 0;
        votes += spread(memberSessions) < 0.7 * spread(times) ? 1 : 0;
        votes += known.x509Share() >= 0.1 && x509 < 0.35 * known.x509Share() * burst.size() ? 1 : 0;
        votes += members.size() >= 0.8 * burst.size() ? 1 : 0;
        votes += known.isLifetime(center, tolerance) ? 1 : 0;
        votes += server <= 0.03 * members.size() ? 1 : 0;
        votes += unauthorized ? 1 : 0;
        return votes >= LEAST_VOTES ? new Echo(center, tolerance, members) : null;
    }

    /** Middle of the window of 45 s + 1 % that holds most. */
    private static double densest(double[] sorted) {
        int best = 0;
        int bestCount = 0;
        int to = 0;
        for (int from = 0; from < sorted.length; from++) {
            while (to < sorted.length && sorted[to] - sorted[from] <= 45 + 0.01 * sorted[from]) {
                to++;
            }
            if (to - from > bestCount) {
                bestCount = to - from;
                best = from;
            }
        }
        return sorted[best + bestCount / 2];
    }

    /** Between the quartiles. */
    private static double spread(double[] sorted) {
        return sorted[Math.min(sorted.length - 1, 3 * sorted.length / 4)] - sorted[sorted.length / 4];
    }
}
