package io.dropsight.detect.mass;

import java.util.Collection;
import java.util.List;

/** Whether a burst is one of a row: a schedule that many devices keep looks like an outage, but it comes again. */
public final class Resemblance {
    private static final int SAMPLED = 32;
    private static final long HALF_DAY_SECONDS = 12 * 3600;
    private static final long HALF_DAY_TOLERANCE_SECONDS = 300;

    private Resemblance() {}

    /** The smallest hashes of the members, at most {@value #SAMPLED}, rising: a sample to compare bursts by. */
    public static int[] sample(Collection<BurstFact> burst) {
        return burst.stream()
                .mapToInt(fact -> scatter(fact.device().hashCode()))
                .distinct()
                .sorted()
                .limit(SAMPLED)
                .toArray();
    }

    private static int scatter(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** Shared members over all, by their samples (Broder 1997, on the resemblance of documents); 0 to 1. */
    public static double of(int[] a, int[] b) {
        int most = Math.min(SAMPLED, Math.max(a.length, b.length));
        if (a.length == 0 || b.length == 0) {
            return 0;
        }
        int shared = 0;
        int taken = 0;
        int i = 0;
        int j = 0;
        while (taken < most && (i < a.length || j < b.length)) {
            int order = i == a.length ? 1 : j == b.length ? -1 : Integer.compare(a[i], b[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
            taken++;
        }
        return shared / (double) taken;
    }

    /**
     * @param onsets of earlier bursts of the same devices, seconds, rising
     * @return whether the lag to one of them is whole half days, or repeats the lag between two of them
     */
    public static boolean isOneOfARow(List<Long> onsets, long onset) {
        for (int i = 0; i < onsets.size(); i++) {
            long lag = onset - onsets.get(i);
            long halves = Math.round((double) lag / HALF_DAY_SECONDS);
            if (halves >= 1 && Math.abs(lag - halves * HALF_DAY_SECONDS) <= HALF_DAY_TOLERANCE_SECONDS) {
                return true;
            }
            for (int j = 0; j < i; j++) {
                if (Math.abs(onsets.get(i) - onsets.get(j) - lag) <= 60 + 0.01 * lag) {
                    return true;
                }
            }
        }
        return false;
    }
}
