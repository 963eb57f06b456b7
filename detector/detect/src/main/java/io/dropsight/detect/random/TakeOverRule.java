package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Cause;
import java.util.Optional;

/**
 * Two clients with one identity throw each other out: {@value DeviceState#TAKE_OVERS} records that say
 * so (400027, 409002). A single one is normal after a half-open connection, and a bad network may make several; so of a
 * device that was seen in two networks (/24) they must come within 45 minutes, in one within 20, with no other error between;
 * and among other errors within 20 minutes from two. O(n) for the ring; pure.
 */
final class TakeOverRule {
    /** Also the time without a take-over after which it is over, seconds. */
    static final long WITHIN_SECONDS = 90 * 60;

    private static final long WITHIN_SECONDS_OF_ONE_NETWORK = 20 * 60;
    private static final long WITHIN_SECONDS_OF_TWO = 45 * 60;

    /** A device that roams through bad networks is in two, too. */
    private static final long WITHIN_SECONDS_AMONG_ERRORS = 20 * 60;

    private TakeOverRule() {}

    static Optional<Opinion> judge(DeviceState state) {
        long within = !hasErrorsBetween(state)
                ? hasTwoNetworks(state) ? WITHIN_SECONDS_OF_TWO : WITHIN_SECONDS_OF_ONE_NETWORK
                : hasTwoNetworks(state) ? WITHIN_SECONDS_AMONG_ERRORS : 0;
        boolean rivals = spanSeconds(state) <= within;
        return state.takeOvers()[0] != 0 && rivals
                ? Optional.of(
                        Opinion.of(Cause.DUPLICATE_IDENTITY, hasTwoNetworks(state) ? 0.97 : 0.85, Cause.NETWORK_LOSS))
                : Optional.empty();
    }

    /** From the first to the last of those remembered. */
    static long spanSeconds(DeviceState state) {
        long[] times = state.takeOvers();
        return times[times.length - 1] - times[0];
    }

    private static boolean hasErrorsBetween(DeviceState state) {
        long[] times = state.times();
        for (int i = times.length - 1; i >= 0 && times[i] > state.takeOvers()[0]; i--) {
            if (Drop.isError(state.bits(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasTwoNetworks(DeviceState state) {
        return state.otherNetwork24() != 0;
    }
}
