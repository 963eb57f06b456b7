package io.dropsight.detect.periodic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link KernelTest} with a memory: a device is judged when it drops and again when it is back, by the same drops, and both
 * the periodic and the random test ask. Remembers {@value #SLOTS} rings; a restart that forgets them changes no answer.
 */
final class KnownEvidence {
    static final int SLOTS = 512;

    private final double nullShape;
    private final @Nullable Known[] slots = new @Nullable Known[SLOTS];

    @SuppressWarnings("ArrayRecordComponent") // compared by content
    private record Known(long[] times, int[] sessions, HubPeriods hub, KernelTest.Evidence evidence) {
        boolean isOf(long[] otherTimes, int[] otherSessions, HubPeriods otherHub) {
            return hub == otherHub && Arrays.equals(times, otherTimes) && Arrays.equals(sessions, otherSessions);
        }
    }

    KnownEvidence(double nullShape) {
        this.nullShape = nullShape;
    }

    /** Keeps both arrays, which nobody may change. */
    KernelTest.Evidence of(long[] times, int[] sessions, HubPeriods hub) {
        int slot = (Arrays.hashCode(times) * 31 + Arrays.hashCode(sessions)) & (SLOTS - 1);
        Known known = slots[slot];
        if (known != null && known.isOf(times, sessions, hub)) {
            return known.evidence;
        }
        KernelTest.Evidence evidence = KernelTest.of(times, sessions, hub, nullShape);
        slots[slot] = new Known(times, sessions, hub, evidence);
        return evidence;
    }
}
