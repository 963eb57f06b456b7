package io.dropsight.simulator;

import java.util.List;

/**
 * Random numbers that are the same for ever: SplitMix64 (Steele, Lea, Flood 2014, <i>OOPSLA</i>, 453-472) and
 * {@link StrictMath}, so that neither a JDK nor a processor changes a fleet. Not thread-safe.
 */
public final class Dice {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    /** What a strand of chance is for: each is independent, so that drawing more of one changes no other. */
    public enum Strand {
        TRAITS(1),
        STORY(2),
        DELIVERY(3),
        SITE(4),
        SCRIPT(5),
        METER(6);

        private final int number;

        Strand(int number) {
            this.number = number;
        }
    }

    public static Dice of(long seed, Strand strand, long index) {
        return new Dice(mix(mix(mix(seed + GAMMA) + strand.number) + index * GAMMA));
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** In [0, 1). */
    public double unit() {
        state += GAMMA;
        return (mix(state) >>> 11) * 0x1p-53;
    }

    public double between(double low, double high) {
        return low + unit() * (high - low);
    }

    public boolean chance(double share) {
        return unit() < share;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get((int) (unit() * choices.size()));
    }

    /** Standard normal (Box-Muller). */
    public double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * StrictMath.PI * unit());
    }

    /** Normal around 0, never beyond 3.5 standard deviations. */
    public double jitter(double deviation) {
        double value = normal();
        while (StrictMath.abs(value) > 3.5) {
            value = normal();
        }
        return value * deviation;
    }

    /** @param sigma standard deviation of the logarithm */
    public double logNormal(double median, double sigma) {
        return median * StrictMath.exp(sigma * normal());
    }

    /** Exponential: the wait for something that happens at any moment alike. */
    public double wait(double mean) {
        return -mean * StrictMath.log(1 - unit());
    }

    /** With mean 1; shape 1 is the exponential, below it hazards fall, above it they rise. */
    public double weibull(double shape, double gammaOfOnePlusInverseShape) {
        return StrictMath.pow(-StrictMath.log(1 - unit()), 1 / shape) / gammaOfOnePlusInverseShape;
    }
}
