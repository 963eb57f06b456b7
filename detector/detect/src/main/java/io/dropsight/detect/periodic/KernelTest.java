package io.dropsight.detect.periodic;

import java.util.Arrays;

/**
 * A kernel-predictive e-detector for two clocks. The null is any session law with {@code s * density(s) <= k0/e}, so
 * {@code k0/(e s)} bounds its density whatever the drop rate; the alternative predicts each session from those before
 * it. One e-CUSUM a kernel width, their mean over widths is an e-detector again (Shin, Ramdas, Rinaldo: E-detectors,
 * 2022); it is recomputed from the device's ring at each look.
 *
 * <p>Cost: O(n) for each of n ring entries, some 10 us for a full ring; called for candidates alone. Stateless.
 */
final class KernelTest {
    /** Kernel widths, seconds: from the hub's own precision to sloppy client timers. */
    static final double[] WIDTHS = {4, 15, 60, 180};

    static final int SHORTEST_SECONDS = 200;
    private static final double SHORTEST_LAG_SECONDS = 240;
    private static final int PAST = 10;
    private static final double DAILY = 0.25;
    /** Weights of the lags to the last drop, the one before, and the one before that. */
    private static final double[] DAILY_BACK = {0.4, 0.4, 0.2};

    private static final double[] DAILY_LAGS = {43_200, 86_400, 604_800};
    private static final double LOG_UNIFORM_SESSION = 1 / Math.log(259_200 / 30.0);
    private static final double LOG_UNIFORM_LAG = 1 / Math.log(8_640);

    private KernelTest() {}

    /**
     * @param session log of the evidence that sessions end at one age
     * @param token   log of the evidence that drops come at one lag
     * @param sessionWidth, tokenWidth the kernel width with most evidence, seconds
     */
    record Evidence(double session, double token, double sessionWidth, double tokenWidth) {
        /** Log of the mean of both, which is compared with the threshold. */
        double log() {
            return logMean(session, token);
        }
    }

    /** Laplace kernel, cut off where it no longer matters. */
    static double kernel(double distance, double width) {
        double far = Math.abs(distance);
        if (far > 13 * width) {
            return 0; // nearly all are: saves the division
        }
        double scaled = far / width;
        return scaled > 12 ? 0 : Math.exp(-scaled) / (2 * width);
    }

    /**
     * @param times    of the drops, seconds, rising
     * @param sessions that they ended, seconds; 0 if unknown
     */
    static Evidence of(long[] times, int[] sessions, HubPeriods hub, double nullShape) {
        double[] m = sessionClock(sessions, hub, nullShape);
        double[] g = tokenClock(times, nullShape);
        return new Evidence(logMean(m), logMean(g), WIDTHS[argMax(m)], WIDTHS[argMax(g)]);
    }

    private static double[] sessionClock(int[] sessions, HubPeriods hub, double nullShape) {
        double[] logs = new double[WIDTHS.length];
        double[] past = new double[PAST];
        int known = 0;
        for (int session : sessions) {
            if (session < SHORTEST_SECONDS) {
                continue;
            }
            int m = Math.min(known, PAST);
            double hubWeight = hub.isEmpty() ? 0 : 0.17;
            double ownWeight = m == 0 ? 0 : 0.55;
            double rest = (1 - 0.08 - hubWeight - ownWeight) * LOG_UNIFORM_SESSION / session;
            double bound = nullShape / (Math.E * session);
            for (int w = 0; w < WIDTHS.length; w++) {
                double width = WIDTHS[w];
                double own = 0;
                for (int j = 0; j < m; j++) {
                    own += 0.88 * kernel(session - past[j], width)
                            + 0.08 * kernel(session - 2 * past[j], width)
                            + 0.04 * kernel(session - past[j] / 2, width);
                }
                double usual = 0;
                for (int c = 0; c < Lifetimes.count(); c++) {
                    usual += kernel(session - Lifetimes.usual(c), width);
                }
                double density = rest
                        + (m == 0 ? 0 : ownWeight * own / m)
                        + 0.08 * usual / Lifetimes.count()
                        + (hubWeight == 0 ? 0 : hubWeight * hub.density(session, width));
                logs[w] = Math.max(logs[w], 0) + Math.log(density / bound);
            }
            past[known++ % PAST] = session;
        }
        return logs;
    }

    /** Schedules keep half days, days and weeks: a small prior, as the usual lifetimes are for sessions. */
    private static double daily(long[] times, int n, double width) {
        double sum = 0;
        for (int back = 1; back <= Math.min(n, DAILY_BACK.length); back++) {
            for (double lag : DAILY_LAGS) {
                sum += DAILY_BACK[back - 1] * kernel(times[n] - times[n - back] - lag, width);
            }
        }
        return sum / DAILY_LAGS.length;
    }

    private static double[] tokenClock(long[] times, double nullShape) {
        double[] logs = new double[WIDTHS.length];
        double[] lags = new double[Math.max(0, 4 * times.length)];
        int known = 0; // lags among the drops before the n-th, rising
        for (int n = 1; n < times.length; n++) {
            double gap = Math.max(1, times[n] - times[n - 1]);
            double period = commonest(lags, known);
            double bound = nullShape / (Math.E * gap);
            for (int w = 0; w < WIDTHS.length; w++) {
                double density = (1 - DAILY) * LOG_UNIFORM_LAG / gap + DAILY * daily(times, n, WIDTHS[w]);
                if (period > 0) {
                    density = 0.25 * density
                            + 0.40 * kernel(times[n] - times[n - 1] - period, WIDTHS[w])
                            + 0.25 * (n < 2 ? 0 : kernel(times[n] - times[n - 2] - period, WIDTHS[w]))
                            + 0.10 * (n < 3 ? 0 : kernel(times[n] - times[n - 3] - period, WIDTHS[w]));
                }
                logs[w] = Math.max(logs[w], 0) + Math.log(density / bound);
            }
            known = addLags(times, n, lags, known);
        }
        return logs;
    }

    /** The commonest of the sorted lags; 0 if none repeats. */
    private static double commonest(double[] lags, int known) {
        int best = 1;
        double middle = 0;
        for (int from = 0, to = 0; from < known; from++) {
            double width = 20 + 0.02 * lags[from];
            to = Math.max(to, from);
            while (to < known && lags[to] - lags[from] <= width) {
                to++;
            }
            if (to - from > best) {
                best = to - from;
                middle = lags[from + (to - from) / 2];
            }
        }
        return middle;
    }

    /** Puts the lags of drop {@code n} to at most four before it into their places; returns how many there are now. */
    private static int addLags(long[] times, int n, double[] lags, int known) {
        int size = known;
        for (int i = n - 1; i >= 0 && n - i <= 4; i--) {
            double lag = times[n] - times[i];
            if (lag > SHORTEST_LAG_SECONDS) {
                int at = size++;
                while (at > 0 && lags[at - 1] > lag) {
                    lags[at] = lags[at - 1];
                    at--;
                }
                lags[at] = lag;
            }
        }
        return size;
    }

    /** All lags of more than four minutes between drops at most four apart, rising. */
    static double[] lags(long[] times, int n) {
        double[] lags = new double[4 * n];
        int known = 0;
        for (int j = 1; j < n; j++) {
            known = addLags(times, j, lags, known);
        }
        return Arrays.copyOf(lags, known);
    }

    private static int argMax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private static double logMean(double... logs) {
        double max = logs[0];
        for (double log : logs) {
            max = Math.max(max, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - max);
        }
        return max + Math.log(sum / logs.length);
    }
}
