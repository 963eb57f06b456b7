package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Whether a device drops more often than its fleet and its own past allow. Null: drops come at most {@code l0} times a
 * day while it is connected, either evenly (a Poisson process) or in clusters (times between drops by a Weibull law of
 * shape {@value #CLUSTERED_SHAPE}). For each of three rates {@code a} (10, 25 and 70 a day, each at least 2.5 l0) and each law f
 * of the null one e-CUSUM over the drops, with D the days connected since the drop before:
 *
 * <pre>
 * R_a,f &lt;- max(R_a,f, 1) * a exp(-a D) / f(D; l0);   E = the lesser, of both laws, of the mean of the R_a,f
 * l_own = (n + 0.75 l_fleet) / (T + 0.75)          error drops and days before this drop, the run's own among them
 * l0 = min(l_fleet, max(1.2, l_own))
 * </pre>
 *
 * <p>Where E falls to 1 a new run begins. Means of e-detectors are e-detectors, and the lesser of two is one for either
 * law: the mean run to a false alarm is at least the threshold, in drops (Shin, Ramdas, Rinaldo: E-detectors, 2022).
 * Drops within {@value #ONE_EPISODE_SECONDS} s are one episode and count once; only a device that shows
 * {@value #FLAPPING_DROPS} drops in its run is judged by all of them.
 *
 * <p>The last {@value DeviceState#TAKE_OVERS} take-overs count as drops beside those of the ring: a device that is back
 * before the hub has noticed its absence takes over from itself.
 *
 * <p>Recomputed from the device's ring at each look: some 10 us for a full ring. Stateless.
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
    /** A session is not taken for shorter than this: whole seconds, and returns that are remembered roughly. */
    private static final long SHORTEST_EXPOSURE_SECONDS = 60;
    /** Shape of the Weibull law of healthy drops that come in clusters. */
    private static final double CLUSTERED_SHAPE = 0.8;
    /** Mean of such a law of scale 1: Gamma(1 + 1/0.8). */
    private static final double CLUSTERED_MEAN = 1.133003;

    private RateTest() {}

    /**
     * What the present run shows.
     *
     * @param alarm       whether it was, at some drop of the run, too much
     * @param logEvidence log of E, at its height in the run
     * @param first       ring index of the run's first drop; -1 if there is none
     * @param drops       counted drops in the run
     * @param perDay      their rate; drops a day
     * @param usual       l0 when the run began, drops a day
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
        if (counted.length == 0) {
            return Result.NOTHING;
        }
        Result byEpisodes = run(state, counted, true, fleetRate, config);
        if (byEpisodes.alarm || counted.length < FLAPPING_DROPS) {
            return byEpisodes;
        }
        Result byDrops = run(state, counted, false, fleetRate, config);
        return byDrops.alarm ? byDrops : byEpisodes;
    }

    private static Result run(
            DeviceState state, int[] counted, boolean byEpisodes, double fleetRate, RandomConfig config) {
        double logThreshold = Math.log(config.threshold());
        long[] times = state.times();
        long[] takeOvers = Arrays.stream(state.takeOvers())
                .filter(at -> at > times[counted[0]])
                .toArray();
        Evidence evidence = new Evidence();
        int first = 0;
        double usual = usual(state, counted[0], times, fleetRate);
        long last = times[counted[0]];
        long away = state.returnDelay(counted[0]);
        int episodes = 1;
        double height = 0;
        boolean alarm = false;
        for (int i = 1, k = 0; i < counted.length; ) {
            int drop = counted[i];
            boolean isDrop = k >= takeOvers.length || times[drop] <= takeOvers[k];
            long at = isDrop ? times[drop] : takeOvers[k];
            int index = i;
            i += isDrop ? 1 : 0;
            k += isDrop ? 0 : 1;
            if (byEpisodes && at - last < ONE_EPISODE_SECONDS) {
                continue;
            }
            double days = Math.max(SHORTEST_EXPOSURE_SECONDS, at - last - Math.max(0, away)) / DAY_SECONDS;
            last = at;
            away = isDrop ? state.returnDelay(drop) : 0;
            episodes++;
            evidence.add(days, usual(state, drop, times, fleetRate));
            double log = evidence.log();
            if (log <= 0) {
                first = index;
                usual = usual(state, drop, times, fleetRate);
                evidence = new Evidence();
                episodes = 1;
                height = 0;
                alarm = false;
                continue;
            }
            height = Math.max(height, log);
            boolean lasts = byEpisodes
                    ? episodes >= config.leastDrops() && at - times[counted[first]] >= SHORTEST_RUN_SECONDS
                    : episodes >= FLAPPING_DROPS;
            alarm |= log >= logThreshold && lasts;
        }
        int drops = counted.length - first;
        double span = Math.max(1, times[counted[counted.length - 1]] - times[counted[first]]) / DAY_SECONDS;
        return new Result(alarm, height, counted[first], drops, Math.max(0, drops - 1) / span, usual);
    }

    /** Logs of the R_a of one run, against drops that come evenly and against drops that come in clusters. */
    private static final class Evidence {
        private final double[] evenly = new double[RATES.length];
        private final double[] clustered = new double[RATES.length];

        void add(double days, double usual) {
            double even = logEven(days, usual);
            double cluster = logClustered(days, usual);
            for (int a = 0; a < RATES.length; a++) {
                double ill = logEven(days, Math.max(RATES[a], LEAST_LIFT * usual));
                evenly[a] = Math.max(evenly[a], 0) + ill - even;
                clustered[a] = Math.max(clustered[a], 0) + ill - cluster;
            }
        }

        double log() {
            return Math.min(logMean(evenly), logMean(clustered));
        }
    }

    private static double logEven(double days, double perDay) {
        return Math.log(perDay) - perDay * days;
    }

    private static double logClustered(double days, double perDay) {
        double scale = CLUSTERED_MEAN * perDay;
        double scaled = scale * days;
        return Math.log(CLUSTERED_SHAPE * scale)
                + (CLUSTERED_SHAPE - 1) * Math.log(scaled)
                - Math.pow(scaled, CLUSTERED_SHAPE);
    }

    /** l0 from what was before a ring entry. */
    private static double usual(DeviceState state, int from, long[] times, double fleetRate) {
        int since = 0;
        for (int i = from; i < state.size(); i++) {
            since += Drop.isError(state.bits(i)) ? 1 : 0;
        }
        for (long takeOver : state.takeOvers()) {
            since += takeOver > times[from] ? 1 : 0;
        }
        double before = Math.max(0, state.errorDrops() - since);
        double days = state.firstHeard() == 0 ? 0 : Math.max(0, times[from] - state.firstHeard()) / DAY_SECONDS;
        double own = (before + PRIOR_DAYS * fleetRate) / (days + PRIOR_DAYS);
        return Math.min(fleetRate, Math.max(LEAST_OWN_RATE, own));
    }

    private static double logMean(double[] logs) {
        double most = Arrays.stream(logs).max().orElseThrow();
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum / logs.length);
    }
}
