package io.dropsight.detect.device;

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

    private Screen() {}

    static boolean passes(DeviceState state, boolean newDrop) {
        if (newDrop && (sessionRepeats(state) || lagRepeats(state))) {
            state.markScreened();
        }
        return state.everScreened() && state.dropsSinceScreened() <= FOLLOWED_DROPS;
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
            if (lag >= SHORTEST_SECONDS && countLags(state, last, lag) >= 2) {
                return true;
            }
        }
        return false;
    }

    /** Earlier pairs of drops, at most four apart, with this lag. */
    private static int countLags(DeviceState state, int last, long lag) {
        double width = 30 + 0.03 * lag;
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
