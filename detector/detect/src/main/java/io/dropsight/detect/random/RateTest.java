package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import java.util.ArrayList;
import java.util.List;
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
        Past past = new Past(state, fleetRate);
        List<Happening> all = happenings(state, counted, past);
        Result byEpisodes = run(all, counted, past, true, config);
        if (byEpisodes.alarm || counted.length < FLAPPING_DROPS) {
            return byEpisodes;
        }
        Result byDrops = run(all, counted, past, false, config);
        return byDrops.alarm ? byDrops : byEpisodes;
    }

    /**
     * A drop, or a take-over that is one.
     *
     * @param at    event time
     * @param index which of the counted drops; of a take-over, the one to follow
     * @param away  time away after it, seconds; 0 if not known
     */
    private record Happening(long at, int index, long away) {}

    /** The counted drops and, from the first to the last of them, the take-overs between. */
    private static List<Happening> happenings(DeviceState state, int[] counted, Past past) {
        List<Happening> all = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < counted.length; i++) {
            long at = past.times[counted[i]];
            for (; next < past.takeOvers.length && past.takeOvers[next] < at; next++) {
                if (i > 0 && past.takeOvers[next] > past.times[counted[0]]) {
                    all.add(new Happening(past.takeOvers[next], i, 0));
                }
            }
            all.add(new Happening(at, i, Math.max(0, state.returnDelay(counted[i]))));
        }
        return all;
    }

    private static Result run(List<Happening> all, int[] counted, Past past, boolean byEpisodes, RandomConfig config) {
        double logThreshold = Math.log(config.threshold());
        Evidence evidence = new Evidence();
        Happening last = all.get(0);
        int first = 0;
        double usual = past.usual(counted[0]);
        int episodes = 1;
        double height = 0;
        boolean alarm = false;
        for (Happening it : all.subList(1, all.size())) {
            if (byEpisodes && it.at - last.at < ONE_EPISODE_SECONDS) {
                continue;
            }
            double days = Math.max(SHORTEST_EXPOSURE_SECONDS, it.at - last.at - last.away) / DAY_SECONDS;
            last = it;
            episodes++;
            double l0 = past.usual(counted[it.index]);
            evidence.add(days, l0);
            double log = evidence.log();
            if (log <= 0) {
                first = it.index;
                usual = l0;
                evidence = new Evidence();
                episodes = 1;
                height = 0;
                alarm = false;
                continue;
            }
            height = Math.max(height, log);
            boolean lasts = byEpisodes
                    ? episodes >= config.leastDrops() && it.at - past.times[counted[first]] >= SHORTEST_RUN_SECONDS
                    : episodes >= FLAPPING_DROPS;
            alarm |= log >= logThreshold && lasts;
        }
        int drops = counted.length - first;
        double span = Math.max(1, past.times[counted[counted.length - 1]] - past.times[counted[first]]) / DAY_SECONDS;
        return new Result(alarm, height, counted[first], drops, Math.max(0, drops - 1) / span, usual);
    }

    /** What is known of the device before each drop of its ring. */
    private static final class Past {
        final long[] times;
        final long[] takeOvers;
        private final DeviceState state;
        private final double fleetRate;
        /** Error drops from a ring entry on. */
        private final int[] errorsFrom;

        Past(DeviceState state, double fleetRate) {
            this.state = state;
            this.fleetRate = fleetRate;
            times = state.times();
            takeOvers = state.takeOvers();
            errorsFrom = new int[times.length + 1];
            for (int i = times.length - 1; i >= 0; i--) {
                errorsFrom[i] = errorsFrom[i + 1] + (Drop.isError(state.bits(i)) ? 1 : 0);
            }
        }

        /** l0 from what was before a ring entry. */
        double usual(int from) {
            int since = errorsFrom[from];
            for (long takeOver : takeOvers) {
                since += takeOver > times[from] ? 1 : 0;
            }
            double before = Math.max(0, state.errorDrops() - since);
            double days = state.firstHeard() == 0 ? 0 : Math.max(0, times[from] - state.firstHeard()) / DAY_SECONDS;
            double own = (before + PRIOR_DAYS * fleetRate) / (days + PRIOR_DAYS);
            return Math.min(fleetRate, Math.max(LEAST_OWN_RATE, own));
        }
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
