package io.dropsight.detect.periodic;

import io.dropsight.detect.device.DeviceState;
import java.util.Arrays;

/**
 * How one more drop sits with a period that is known already.
 *
 * @param matches   whether the drop belongs to it
 * @param tolerance the tolerance from now on: the first sessions understate the jitter
 * @param outlived  whether the session lasted clearly longer than the age at which it should have ended
 */
public record PeriodFit(boolean matches, double tolerance, boolean outlived) {
    private static final int MOST_LAG_PERIODS = 30;
    private static final int RUN_FOR_CHANGE = 3;
    /** Drops in a row without the first age after which a device that mixes two has only the second. */
    public static final int GONE_AFTER = 8;

    private static final int MEMBERS_FOR_SPREAD = 6;

    /**
     * @param second    a second age of the same device, seconds; 0 if none
     * @param session   that the drop ended, seconds; 0 if unknown
     * @param sinceLast seconds since the last drop that matched
     */
    public static PeriodFit of(
            Clock clock, double period, double tolerance, double second, int session, long sinceLast) {
        double times = Math.rint(sinceLast / period);
        boolean onLag = times >= 1
                && times <= MOST_LAG_PERIODS
                && Math.abs(sinceLast - times * period) <= Math.min(tolerance + 15, 0.1 * period);
        if (clock == Clock.LAG) {
            return new PeriodFit(onLag, tolerance, !onLag && sinceLast > 3 * period + tolerance);
        }
        if (session == 0) {
            return new PeriodFit(onLag && times <= 4, tolerance, false);
        }
        double off = Math.abs(session - period);
        if (off <= tolerance || PeriodicJudge.isMultiple(session, period, tolerance, 3)) {
            return new PeriodFit(true, tolerance, false);
        }
        if (off <= Math.min(Math.max(2.5 * tolerance, 0.02 * period), 0.065 * period)) {
            return new PeriodFit(true, Math.min(1.15 * off, 0.1 * period), false);
        }
        if (second > 0 && alike(session, second)) {
            return new PeriodFit(true, tolerance, false);
        }
        return new PeriodFit(false, tolerance, session > period + 2 * tolerance);
    }

    /**
     * What a run of drops that do not fit may mean.
     *
     * @param second  a second age that comes and goes beside the first, seconds; 0 if none
     * @param changed whether the lifetime has changed
     * @param run     how many of the last drops belong to the new lifetime
     */
    public record Change(double second, boolean changed, int run) {
        static final Change NONE = new Change(0, false, 0);
    }

    /**
     * @param index     ring index of the newest drop
     * @param strangers drops in a row that did not fit, this one included
     */
    public static Change change(
            DeviceState state, int index, int strangers, double period, double tolerance, HubPeriods hub) {
        int session = state.session(index);
        if (session < KernelTest.SHORTEST_SECONDS) {
            return Change.NONE;
        }
        int runFrom = Math.max(0, index + 1 - strangers);
        int inRun = 0;
        int before = 0;
        int oldAge = 0;
        for (int i = 0; i <= index; i++) {
            boolean alike = alike(state.session(i), session);
            inRun += alike && i >= runFrom ? 1 : 0;
            before += alike && i < runFrom ? 1 : 0;
            oldAge += Math.abs(state.session(i) - period) <= tolerance ? 1 : 0;
        }
        if (before > 0 && oldAge > 0) {
            return inRun + before >= RUN_FOR_CHANGE ? new Change(session, false, 0) : Change.NONE;
        }
        int needed = hub.contains(session, 15 + 0.006 * session) ? RUN_FOR_CHANGE - 1 : RUN_FOR_CHANGE;
        return inRun >= needed ? new Change(0, true, index + 1 - runFrom) : Change.NONE;
    }

    /** Whether none of the last sessions ended at the age. */
    public static boolean hasLeft(DeviceState state, double period, double tolerance) {
        int from = state.size() - GONE_AFTER;
        for (int i = Math.max(0, from); i < state.size(); i++) {
            if (Math.abs(state.session(i) - period) <= tolerance) {
                return false;
            }
        }
        return from >= 0;
    }

    private static boolean alike(double a, double b) {
        return Math.abs(a - b) <= 15 + 0.006 * b;
    }

    /** A period that has followed its drops. */
    public record Refined(double seconds, double mad, double tolerance) {}

    /** The median of what in the ring belongs to the period; from six drops on also their spread. */
    public static Refined refine(Clock clock, double period, double tolerance, DeviceState state) {
        double[] lags = clock == Clock.SESSION ? new double[0] : KernelTest.lags(state.times(), state.size());
        int size = clock == Clock.SESSION ? state.size() : lags.length;
        double[] members = new double[size];
        int n = 0;
        for (int i = 0; i < size; i++) {
            double value = clock == Clock.SESSION ? state.session(i) : lags[i];
            if (Math.abs(value - period) <= tolerance) {
                members[n++] = value;
            }
        }
        if (n < RUN_FOR_CHANGE) {
            return new Refined(period, tolerance / 4.5, tolerance);
        }
        Mode mode = Mode.ofAll(members, n);
        return new Refined(mode.center(), mode.mad(), n < MEMBERS_FOR_SPREAD ? tolerance : mode.tolerance());
    }

    /** Ring indexes of the drops that belong to the period. */
    public static int[] members(Clock clock, double period, double tolerance, DeviceState state) {
        int[] members = new int[state.size()];
        int n = 0;
        if (clock == Clock.SESSION) {
            for (int i = 0; i < state.size(); i++) {
                if (Math.abs(state.session(i) - period) <= tolerance) {
                    members[n++] = i;
                }
            }
            return Arrays.copyOf(members, n);
        }
        boolean[] member = onLag(period, tolerance, state);
        for (int i = 0; i < member.length; i++) {
            if (member[i]) {
                members[n++] = i;
            }
        }
        return Arrays.copyOf(members, n);
    }

    /** Which drops of the ring have another before or after them by the period, at most four drops away. */
    public static boolean[] onLag(double period, double tolerance, DeviceState state) {
        long[] times = state.times();
        boolean[] member = new boolean[times.length];
        for (int j = 1; j < times.length; j++) {
            for (int i = j - 1; i >= 0 && j - i <= 4; i--) {
                if (Math.abs(times[j] - times[i] - period) <= tolerance) {
                    member[i] = true;
                    member[j] = true;
                }
            }
        }
        return member;
    }
}
