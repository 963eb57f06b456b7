package io.dropsight.detect.mass;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the drops of the last minutes are more than chance: the likelihood ratio of a Poisson count against its
 * baseline, divided by the dispersion (quasi-Poisson; the closed form of Neill 2009, <i>Int. J. Forecasting</i> 25:498,
 * for one region), over windows of 2, 5, 15 and 30 minutes, and enough devices to matter. Stateless; O(30) a window.
 */
public final class BurstTest {
    static final int[] WINDOWS = {2, 5, 15, 30};

    private static final int TINY = 20;
    private static final int TINY_DROPS = 3;
    private static final double TINY_SHARE = 0.55;
    private static final int COHORT_DROPS = 6;
    private static final double COHORT_SHARE = 0.08;
    private static final int LEAST_COHORT = 8;
    private static final double EARLY_SHARE = 0.03;
    /** Usual drops a minute are never taken to be less; those of a handful of devices are. */
    private static final double LEAST_USUAL = 0.02;

    private static final double TINY_LEAST_USUAL = 0.002;

    private final MassConfig config;

    public BurstTest(MassConfig config) {
        this.config = config;
    }

    /**
     * @param end      last minute of the window
     * @param minutes  its length
     * @param drops    in it
     * @param expected usual drops in so long
     * @param evidence natural log of the likelihood ratio, by dispersion
     */
    public record Burst(long end, int minutes, double drops, double expected, double evidence) {
        /** The same window, if so many drops were in it. */
        public Burst of(double others, Series series) {
            return burst(series, end, minutes, others, expected);
        }

        public double excess() {
            return drops - expected;
        }

        /** How many times the usual number; a usual number below one counts as one. */
        public double lift() {
            return drops / Math.max(1, expected);
        }
    }

    /**
     * The window with most evidence that ends at {@code end}, if one passes.
     *
     * @param scope   devices of the hub, or of the cohort; 0 if not known
     * @param cohort  whether it is a cohort's series
     * @param without drops of the window that belong to something else; asked for only if it matters
     */
    public Optional<Burst> at(Series series, long end, double scope, boolean cohort, Without without) {
        if (series.sum(end, WINDOWS[WINDOWS.length - 1]) < TINY_DROPS) {
            return Optional.empty(); // so it is in most cohorts
        }
        Burst best = null;
        for (int minutes : WINDOWS) {
            int drops = series.sum(end, minutes);
            if (drops < TINY_DROPS || isTooEarly(series, end, minutes)) {
                continue;
            }
            double least = (scope < TINY && !cohort ? TINY_LEAST_USUAL : LEAST_USUAL) * minutes;
            double usual = Math.max(least, series.expected(end, minutes));
            Burst burst = burst(series, end, minutes, drops, usual);
            if (passes(burst, series, scope, cohort)) {
                burst = burst(series, end, minutes, drops - without.drops(end, minutes), usual);
                if (passes(burst, series, scope, cohort) && (best == null || burst.evidence() > best.evidence())) {
                    best = burst;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Counts what is not to be counted. */
    @FunctionalInterface
    public interface Without {
        double drops(long end, int minutes);
    }

    private static Burst burst(Series series, long end, int minutes, double drops, double expected) {
        double evidence = drops <= expected
                ? 0
                : (drops * Math.log(drops / expected) - (drops - expected)) / series.dispersion(minutes);
        return new Burst(end, minutes, drops, expected, evidence);
    }

    /**
     * The window with most evidence that ends at {@code end}, whether it passes or not.
     *
     * @param after   minute that no window may hold
     * @param settled whether only drops that have settled count
     * @return null if every window is too long
     */
    public static @Nullable Burst worst(Series series, long end, long after, boolean settled) {
        Burst best = null;
        for (int minutes : WINDOWS) {
            if (end - minutes < after) {
                break;
            }
            Burst burst = settled
                    ? burst(
                            series,
                            end,
                            minutes,
                            series.settledSum(end, minutes),
                            Math.max(LEAST_USUAL * minutes, series.settledExpected(end, minutes)))
                    : burst(
                            series,
                            end,
                            minutes,
                            series.sum(end, minutes),
                            Math.max(LEAST_USUAL * minutes, series.expected(end, minutes)));
            best = best == null || burst.evidence() > best.evidence() && !isTooEarly(series, end, minutes)
                    ? burst
                    : best;
        }
        return best;
    }

    /** Slow windows need something before them to be compared with. */
    private static boolean isTooEarly(Series series, long end, int minutes) {
        long age = series.age(end);
        return switch (minutes) {
            case 2 -> age < 5;
            case 5 -> age < 45;
            default -> age < 180;
        };
    }

    /** Whether a burst is more than chance, and of enough devices. */
    public boolean passes(Burst burst, Series series, double scope, boolean cohort) {
        if (burst.evidence() < config.threshold(burst.minutes(), cohort)) {
            return false;
        }
        if (cohort) {
            double size = Math.max(scope, burst.drops());
            return size >= LEAST_COHORT && burst.drops() >= COHORT_DROPS && burst.excess() >= COHORT_SHARE * size;
        }
        if (scope < TINY) {
            return burst.drops() >= Math.max(TINY_DROPS, TINY_SHARE * scope);
        }
        double share = series.isLearnt() ? config.leastShare() : Math.max(EARLY_SHARE, config.leastShare());
        return burst.drops() >= config.leastDevices() && burst.excess() >= share * scope;
    }

    /** Whether the evidence alone is enough for an alarm. */
    public boolean isAlarming(Burst burst, boolean cohort) {
        return burst.evidence() >= config.threshold(burst.minutes(), cohort);
    }

    /** Whether drops still come faster than usual at a minute: the rule by which an incident goes on. */
    public static boolean isElevated(Series series, long minute) {
        return isElevated(series, minute, 5);
    }

    /** The same, over so many minutes. */
    public static boolean isElevated(Series series, long minute, int minutes) {
        return isElevated(series, minutes, series.sum(minute, minutes), series.expected(minute, minutes));
    }

    /** The same, by settled drops. */
    public static boolean isElevatedSettled(Series series, long minute, int minutes) {
        return isElevated(series, minutes, series.settledSum(minute, minutes), series.settledExpected(minute, minutes));
    }

    private static boolean isElevated(Series series, int minutes, int drops, double usual) {
        return drops > usual + 4 * Math.sqrt(series.dispersion(minutes) * usual) + 2;
    }
}
