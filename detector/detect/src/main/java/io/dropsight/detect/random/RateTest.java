package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Whether a device drops more often than its fleet and its own past allow. Null: drops come as a Poisson process of at
 * most {@code l0} a day. For each of three rates {@code a} (10, 25 and 70 a day, each at least 2.5 l0) one e-CUSUM over
 * the drops, with D days since the drop before:
 *
 * <pre>
 * R_a &lt;- max(R_a, 1) * (a / l0) * exp(-(a - l0) * D);   E = mean of the R_a
 * l_own = (n_old + 0.75 l_fleet) / (T_old + 0.75)          error drops and days before the present run
 * l0 = min(l_fleet, max(1.2, l_own))
 * </pre>
 *
 * <p>Where E falls to 1 a new run begins. Means of e-detectors are e-detectors: the mean run to a false alarm is at
 * least the threshold, in drops (Shin, Ramdas, Rinaldo: E-detectors, 2022). Drops within {@value #ONE_EPISODE_SECONDS} s
 * are one episode and count once, since networks fail in bursts and the null does not know them; only a device that
 * shows {@value #FLAPPING_DROPS} drops in its run is judged by all of them.
 *
 * <p>Recomputed from the device's ring at each look: three exponentials a drop, some 3 us for a full ring. Stateless.
 */
final class RateTest {
    static final double DAY_SECONDS = 86_400;
    /** Drops this close together are one episode, seconds. */
    static final long ONE_EPISODE_SECONDS = 300;
    /** So many drops in a run are a pattern however short it is. */
    static final int FLAPPING_DROPS = 15;

    private static final double[] RATES = {10, 25, 70};
    private static final double LEAST_LIFT = 2.5;
    private static final double LEAST_OWN_RATE = 1.2;
    private static final double PRIOR_DAYS = 0.75;
    private static final long SHORTEST_RUN_SECONDS = 3600;

    private RateTest() {}

    /**
     * What the present run shows.
     *
     * @param alarm       whether it was, at some drop of the run, too much
     * @param logEvidence log of E, at its height in the run
     * @param first       ring index of the run's first drop; -1 if there is none
     * @param drops       counted drops in the run
     * @param perDay      their rate; drops a day
     * @param usual       l0, drops a day
     */
    record Result(boolean alarm, double logEvidence, int first, int drops, double perDay, double usual) {
        static final Result NOTHING = new Result(false, 0, -1, 0, 0, 0);
    }

    /** l_fleet, drops a day; the rate of a device that nothing is known of. */
    static double yardstick(double usualOfFleet, RandomConfig config) {
        return Math.max(config.usualDropsPerDay(), 3 * usualOfFleet + 2);
    }

    /**
     * @param counted ring indexes of the error drops that nothing else explains, rising
     * @param fleetRate what the other devices are used to, error drops a day; asked only where an alarm hangs on it
     */
    static Result of(DeviceState state, int[] counted, DoubleSupplier fleetRate, RandomConfig config) {
        Result hasty = of(state, counted, config.usualDropsPerDay(), config);
        if (!hasty.alarm) {
            return hasty; // a fleet's rate can only be higher, and then there is even less to see
        }
        double fleet = yardstick(fleetRate.getAsDouble(), config);
        return fleet <= config.usualDropsPerDay() ? hasty : of(state, counted, fleet, config);
    }

    private static Result of(DeviceState state, int[] counted, double fleetRate, RandomConfig config) {
        Result byEpisodes = run(state, counted, true, fleetRate, config);
        if (byEpisodes.alarm || counted.length < FLAPPING_DROPS) {
            return byEpisodes;
        }
        Result byDrops = run(state, counted, false, fleetRate, config);
        return byDrops.alarm ? byDrops : byEpisodes;
    }

    private static Result run(
            DeviceState state, int[] counted, boolean byEpisodes, double fleetRate, RandomConfig config) {
        if (counted.length == 0) {
            return Result.NOTHING;
        }
        double logThreshold = Math.log(config.threshold());
        long[] times = state.times();
        double[] logs = new double[RATES.length];
        int first = 0;
        double usual = usual(state, counted[0], times, fleetRate);
        long last = times[counted[0]];
        int episodes = 1;
        double height = 0;
        boolean alarm = false;
        for (int i = 1; i < counted.length; i++) {
            long at = times[counted[i]];
            if (byEpisodes && at - last < ONE_EPISODE_SECONDS) {
                continue;
            }
            double days = (at - last) / DAY_SECONDS;
            last = at;
            episodes++;
            for (int a = 0; a < RATES.length; a++) {
                double rate = Math.max(RATES[a], LEAST_LIFT * usual);
                logs[a] = Math.max(logs[a], 0) + Math.log(rate / usual) - (rate - usual) * days;
            }
            double evidence = logMean(logs);
            if (evidence <= 0) {
                first = i;
                usual = usual(state, counted[i], times, fleetRate);
                Arrays.fill(logs, 0);
                episodes = 1;
                height = 0;
                alarm = false;
                continue;
            }
            height = Math.max(height, evidence);
            boolean lasts = byEpisodes
                    ? episodes >= config.leastDrops() && at - times[counted[first]] >= SHORTEST_RUN_SECONDS
                    : episodes >= FLAPPING_DROPS;
            alarm |= evidence >= logThreshold && lasts;
        }
        int drops = counted.length - first;
        double span = Math.max(1, times[counted[counted.length - 1]] - times[counted[first]]) / DAY_SECONDS;
        return new Result(alarm, height, counted[first], drops, Math.max(0, drops - 1) / span, usual);
    }

    /** l0 for a run that begins at a ring entry. */
    private static double usual(DeviceState state, int from, long[] times, double fleetRate) {
        int inRun = 0;
        for (int i = from; i < state.size(); i++) {
            inRun += Drop.isError(state.bits(i)) ? 1 : 0;
        }
        double before = Math.max(0, state.errorDrops() - inRun);
        double days = state.firstHeard() == 0 ? 0 : Math.max(0, times[from] - state.firstHeard()) / DAY_SECONDS;
        double own = (before + PRIOR_DAYS * fleetRate) / (days + PRIOR_DAYS);
        return Math.min(fleetRate, Math.max(LEAST_OWN_RATE, own));
    }

    private static double logMean(double[] logs) {
        double most = logs[0];
        for (double log : logs) {
            most = Math.max(most, log);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum / logs.length);
    }
}
