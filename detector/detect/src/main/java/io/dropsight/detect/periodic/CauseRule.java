package io.dropsight.detect.periodic;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.Arrays;

/**
 * Names the cause of a periodic device from the codes of its regular drops, how fast it returns, how it authenticates,
 * and whether it keeps to the wall clock. Sources: the vendor's articles on token renewal and on 401003, and SDK
 * habits (azure-domain D and E).
 */
public final class CauseRule {
    /** A token's device is back within a minute; one that takes longer was switched off or restarted. */
    private static final double SAS_RETURN_SECONDS = 60;

    private static final double RENEWAL_RETURN_SECONDS = 10;
    /** What only lost its connection is back sooner; a program or device that starts anew is not. */
    private static final double RESTART_SECONDS = 60;
    /** The hub's front closes a connection without a packet after 29 min 27 s. */
    private static final double LOAD_BALANCER_SECONDS = 1767;
    /** Default of CloudConnectionIdleTimeoutSecs of an edge hub. */
    private static final double EDGE_IDLE_SECONDS = 3600;

    private static final double SHORTEST_EXPIRY_SECONDS = 600;
    private static final double SHORTEST_RENEWAL_SECONDS = 240;
    private static final double LONGEST_RENEWAL_SECONDS = 30 * 3600;
    private static final double HALF_DAY_SECONDS = 12 * 3600;

    private CauseRule() {}

    /**
     * @param confidence   in [0, 1]
     * @param alternative  what else it could be; the same cause if nothing
     * @param returnSeconds median time to the next connect; -1 if never seen
     * @param recent       regular drops that were looked at: those of the ring
     * @param unauthorized how many of them carried a 401003
     * @param clean        how many of them were clean disconnects
     */
    public record Opinion(
            Cause cause,
            double confidence,
            Cause alternative,
            double returnSeconds,
            int recent,
            int unauthorized,
            int clean) {}

    /** @param members ring indexes of the regular drops, rising; not empty */
    public static Opinion of(DeviceState state, int[] members, Clock clock, double period) {
        int seen = 0;
        int closed = 0;
        int unauthorized = 0;
        int clean = 0;
        for (int i : members) {
            int bits = state.bits(i);
            seen += bits == Drop.IMPLICIT ? 0 : 1;
            closed += Drop.isClosedByHub(bits) ? 1 : 0;
            unauthorized += (bits & Drop.UNAUTHORIZED) != 0 ? 1 : 0;
            clean += (bits & Drop.CLEAN) != 0 ? 1 : 0;
        }
        double back = medianReturn(state, members);
        boolean byWallClock =
                keepsToTheWallClock(state, members, period, back) || clock == Clock.LAG && back >= RESTART_SECONDS;
        boolean closedByHub = 2 * closed > seen;
        boolean cleanly = 2 * clean > seen;
        Cause cause = Cause.SCHEDULED;
        Cause alternative = Cause.IDLE_TIMEOUT;
        double confidence = byWallClock ? 0.95 : 0.75;
        boolean token = state.auth() == Auth.SAS || state.auth() == Auth.UNKNOWN;
        double known = state.auth() == Auth.SAS ? 1 : 0.85;
        if (!token) {
            if ((closedByHub && back < RESTART_SECONDS || isIdleLeaf(cleanly, back, clock, period))
                    && !byWallClock
                    && !isAboutHalfDays(state, members)) {
                cause = Cause.IDLE_TIMEOUT;
                alternative = Cause.SCHEDULED;
                confidence = 0.8;
            }
        } else if (unauthorized >= 2 && 5 * unauthorized >= seen) {
            cause = Cause.SAS_TOKEN_EXPIRY;
            alternative = cause;
            confidence = 0.98 * known;
        } else if (closedByHub && back >= 0 && back < SAS_RETURN_SECONDS && period >= SHORTEST_EXPIRY_SECONDS) {
            if (Math.abs(period - LOAD_BALANCER_SECONDS) <= 8) {
                cause = Cause.IDLE_TIMEOUT;
                alternative = Cause.SAS_TOKEN_EXPIRY;
                confidence = 0.8;
            } else if (!byWallClock) {
                cause = Cause.SAS_TOKEN_EXPIRY;
                alternative = Cause.IDLE_TIMEOUT;
                confidence = (Lifetimes.isUsual(period, 30 + 0.005 * period) ? 0.93 : 0.85) * known;
            } else {
                alternative = Cause.SAS_TOKEN_EXPIRY;
                confidence = 0.7;
            }
        } else if (cleanly
                && back >= 0
                && back <= RENEWAL_RETURN_SECONDS
                && period >= SHORTEST_RENEWAL_SECONDS
                && period <= LONGEST_RENEWAL_SECONDS
                && !byWallClock) {
            cause = Cause.SAS_TOKEN_RENEWAL;
            alternative = Cause.SCHEDULED;
            confidence = (Lifetimes.isUsual(period, 30 + 0.005 * period) ? 0.95 : 0.85) * known;
        } else if ((closedByHub && clock == Clock.SESSION && back < RESTART_SECONDS
                        || isIdleLeaf(cleanly, back, clock, period))
                && !byWallClock
                && !isAboutHalfDays(state, members)) {
            cause = Cause.IDLE_TIMEOUT;
            alternative = Cause.SCHEDULED;
            confidence = 0.6;
        }
        return new Opinion(cause, confidence, alternative, back, members.length, unauthorized, clean);
    }

    /** An edge gateway closes the link of a device that says nothing for an hour; it is back when it has to say more. */
    private static boolean isIdleLeaf(boolean cleanly, double back, Clock clock, double period) {
        return cleanly
                && clock == Clock.SESSION
                && back > RENEWAL_RETURN_SECONDS
                && Math.abs(period - EDGE_IDLE_SECONDS) <= 0.01 * EDGE_IDLE_SECONDS;
    }

    static double medianReturn(DeviceState state, int[] members) {
        double[] delays = returns(state, members);
        return delays.length == 0 ? -1 : Mode.median(delays);
    }

    /** Median absolute deviation of the times away, seconds; 0 if none is known. */
    static double returnSpread(DeviceState state, int[] members) {
        double[] delays = returns(state, members);
        return delays.length == 0 ? 0 : spread(delays);
    }

    private static double[] returns(DeviceState state, int[] members) {
        double[] delays = new double[members.length];
        int n = 0;
        for (int i : members) {
            long delay = state.returnDelay(i);
            if (delay >= 0) {
                delays[n++] = delay;
            }
        }
        return sorted(delays, n);
    }

    /**
     * A schedule keeps the lag between drops, whatever the time down; a token keeps the session. Where both are about
     * equally steady, a lag of whole half days with a session shorter by the time down speaks for a schedule.
     */
    private static boolean keepsToTheWallClock(DeviceState state, int[] members, double period, double back) {
        double[] lags = new double[members.length];
        double[] sessions = new double[members.length];
        int n = 0;
        for (int k = 1; k < members.length; k++) {
            if (members[k] == members[k - 1] + 1 && state.session(members[k]) > 0) {
                lags[n] = state.gap(members[k]);
                sessions[n++] = state.session(members[k]);
            }
        }
        if (n < 2) {
            return false;
        }
        lags = sorted(lags, n);
        sessions = sorted(sessions, n);
        double lag = Mode.median(lags);
        double lagSpread = spread(lags);
        double sessionSpread = spread(sessions);
        if (n >= 3 && lagSpread + 2 < 0.4 * sessionSpread && period >= SHORTEST_EXPIRY_SECONDS) {
            return true;
        }
        double round = Math.rint(lag / HALF_DAY_SECONDS) * HALF_DAY_SECONDS;
        double off = Math.abs(lag - round);
        return round > 0
                && off <= Math.max(15, 2 * lagSpread)
                && off < Math.abs(Mode.median(sessions) - round)
                && back >= 30
                && lagSpread <= sessionSpread + 5;
    }

    /** Whether the drops come about every half day, or a multiple of it: even a restless schedule does. */
    private static boolean isAboutHalfDays(DeviceState state, int[] members) {
        double[] gaps = new double[members.length];
        int n = 0;
        for (int k = 1; k < members.length; k++) {
            if (members[k] == members[k - 1] + 1) {
                gaps[n++] = state.gap(members[k]);
            }
        }
        double[] lags = sorted(gaps, n);
        if (lags.length < 2) {
            return false;
        }
        double lag = Mode.median(lags);
        double round = Math.rint(lag / HALF_DAY_SECONDS) * HALF_DAY_SECONDS;
        return round > 0 && Math.abs(lag - round) <= Math.max(120, 5 * spread(lags));
    }

    private static double[] sorted(double[] values, int n) {
        double[] sorted = n == values.length ? values : Arrays.copyOf(values, n);
        Mode.sort(sorted, n);
        return sorted;
    }

    private static double spread(double[] sorted) {
        return Mode.spread(sorted.clone(), sorted.length);
    }
}
