package io.dropsight.detect.device;

import io.dropsight.detect.DropFact;

/**
 * Decides, cheaply and on the device's own history alone, whether the judge should look at a device: its newest drop
 * shares its session length, or its lag to an earlier drop, with at least two others. Passes too much, never too
 * little: the judge alarms only where at least three values lie in one mode, and its windows are not wider than these.
 *
 * <p>O({@value DeviceState#RING}) for sessions, 16 times that for lags; allocates nothing.
 */
final class Screen {
    /** Shorter cycles are flapping, not periods. */
    static final int SHORTEST_SECONDS = 200;
    /** A screened device is followed this many drops more, so that the judge sees how it goes on. */
    private static final int FOLLOWED_DROPS = 24;

    /** Error drops within {@link #BUSY_SECONDS} from which on a device may drop too often. */
    private static final int BUSY_DROPS = 6;
    /** No threshold of the rate test is reached by fewer drops in so long. */
    private static final long BUSY_SECONDS = 48 * 3600;

    private static final int TOLD_TAKE_OVERS = 3;
    private static final long TAKE_OVER_SECONDS = 90 * 60;
    private static final int TOLD_REFUSALS = 4;
    private static final long AWAY_SECONDS = 120;
    private static final long HALF_DAY_SECONDS = 12 * 3600;
    private static final long HALF_DAY_TOLERANCE_SECONDS = 120;
    private static final long LONGEST_SCHEDULE_SECONDS = 8L * 24 * 3600;
    private static final int TOLD_DISABLED = 2;
    private static final int TOLD_THROTTLED = 4;
    private static final long REPEATED_SECONDS = 6 * 3600;

    private Screen() {}

    /** @param newDrop whether the device has dropped since it was screened last */
    static boolean passes(DeviceState state, boolean newDrop) {
        boolean takenOver = isTakenOver(state); // which is no drop
        boolean drops = newDrop && (sessionRepeats(state) || lagRepeats(state) || isBusy(state) || isThrottled(state));
        if (drops || takenOver) {
            state.markScreened();
        }
        boolean refused = state.hasRefusalNews();
        boolean isBack = state.isTroubled() && state.isConnected();
        if (refused || isBack) {
            state.setTroubled(refused);
            state.toldRefusals();
            return true;
        }
        return takenOver || state.everScreened() && state.dropsSinceScreened() <= FOLLOWED_DROPS;
    }

    private static boolean isBusy(DeviceState state) {
        int errors = 0;
        long age = 0;
        for (int i = state.size() - 1; i >= 0 && age <= BUSY_SECONDS; i--) {
            if (Drop.isError(state.bits(i)) && ++errors == BUSY_DROPS) {
                return true;
            }
            age += state.gap(i);
        }
        return false;
    }

    private static boolean isTakenOver(DeviceState state) {
        long last = state.takeOver(DeviceState.TAKE_OVERS - 1);
        return last != 0 && state.takeOver(DeviceState.TAKE_OVERS - TOLD_TAKE_OVERS) >= last - TAKE_OVER_SECONDS;
    }

    private static boolean isThrottled(DeviceState state) {
        int throttled = 0;
        for (int i = state.size() - 1; i >= 0; i--) {
            throttled += (state.bits(i) & Drop.THROTTLED) != 0 ? 1 : 0;
        }
        return throttled >= TOLD_THROTTLED && (state.bits(state.size() - 1) & Drop.THROTTLED) != 0;
    }

    /**
     * At the 4th refused connect in a row, the 8th, the 16th and so on (of a disabled device, whose code is clear, from
     * the 2nd on); and as long as it goes on, every six hours: the judge must know that it has not ended.
     *
     * @param before, after seconds from the run's first refusal to the one before this, and to this
     */
    static boolean isRefusalWorthTelling(Refusal kind, int refusals, long before, long after) {
        int least = kind == Refusal.DISABLED ? TOLD_DISABLED : TOLD_REFUSALS;
        return refusals >= least
                && ((refusals & (refusals - 1)) == 0 || before / REPEATED_SECONDS != after / REPEATED_SECONDS);
    }

    /**
     * What the device's own past says of a drop.
     *
     * @param at      event time of the drop, which may be the ring's last already
     * @param session that it ended; 0 if unknown
     */
    static DropFact.Habit habit(DeviceState state, long at, long session) {
        int past = state.size() - (state.lastDrop() == at ? 1 : 0);
        if (past < 1) {
            return DropFact.Habit.NONE;
        }
        int alike = 0;
        double width = 10 + 0.01 * session;
        for (int i = 0; i < past && session >= SHORTEST_SECONDS; i++) {
            alike += Math.abs(state.session(i) - session) <= width ? 1 : 0;
        }
        if (alike >= 2) {
            return DropFact.Habit.OWN;
        }
        long before = state.lastDrop() == at ? at - state.gap(past) : state.lastDrop();
        long lag = at - before;
        if (past >= 2 && lag >= SHORTEST_SECONDS && countLags(state, past, lag, 10 + 0.01 * lag) >= 3) {
            return DropFact.Habit.OWN;
        }
        boolean away = session > 0 && lag - session >= AWAY_SECONDS; // a token's device is back at once
        return isHalfDays(state, past, lag) || past >= 2 && away && countLags(state, past, lag, 10 + 0.01 * lag) >= 1
                ? DropFact.Habit.REPEATED
                : DropFact.Habit.NONE;
    }

    private static boolean isHalfDays(DeviceState state, int past, long lag) {
        long since = lag;
        for (int i = past - 1; i >= 0 && since <= LONGEST_SCHEDULE_SECONDS; i--) {
            long halves = Math.round((double) since / HALF_DAY_SECONDS);
            if (halves > 0 && Math.abs(since - halves * HALF_DAY_SECONDS) <= HALF_DAY_TOLERANCE_SECONDS) {
                return true;
            }
            since += state.gap(i);
        }
        return false;
    }

    private static boolean sessionRepeats(DeviceState state) {
        int last = state.size() - 1;
        int session = last < 0 ? 0 : state.session(last);
        if (session < SHORTEST_SECONDS) {
            return false;
        }
        double width = 30 + 0.03 * session + (session > 3000 ? 300 : 0);
        int alike = 0;
        for (int i = 0; i < last; i++) {
            if (Math.abs(state.session(i) - session) <= width && ++alike == 2) {
                return true;
            }
        }
        return false;
    }

    private static boolean lagRepeats(DeviceState state) {
        int last = state.size() - 1;
        long lag = 0;
        for (int back = 0; back < 4 && last - back >= 1; back++) {
            lag += state.gap(last - back);
            if (lag >= SHORTEST_SECONDS && countLags(state, last, lag, 30 + 0.03 * lag) >= 2) {
                return true;
            }
        }
        return false;
    }

    /** Earlier pairs of drops, at most four apart, with this lag. */
    private static int countLags(DeviceState state, int last, long lag, double width) {
        int alike = 0;
        for (int i = last - 1; i >= 1; i--) {
            long other = 0;
            for (int back = 0; back < 4 && i - back >= 1; back++) {
                other += state.gap(i - back);
                if (other - lag > width) {
                    break;
                }
                if (lag - other <= width) {
                    alike++;
                }
            }
        }
        return alike;
    }
}
