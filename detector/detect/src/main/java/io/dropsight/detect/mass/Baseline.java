package io.dropsight.detect.mass;

import java.nio.ByteBuffer;

/**
 * What is usual in a series: drops a minute, and the dispersion of sums over {@value #FAST_BLOCK} and over
 * {@value #SLOW_BLOCK} minutes. Fractions are floats, as they are saved, so that a restart goes on with the very numbers.
 * Mutable; not thread-safe.
 */
final class Baseline {
    private static final int SLOWEST = 480;
    private static final int LEARNT = 60;
    private static final int FAST_BLOCK = 5;
    private static final int SLOW_BLOCK = 30;
    private static final float FIRST_DISPERSION = 1.5f;
    private static final double MOST_DISPERSION = 6;
    private static final int U24 = 0xFF_FFFF;

    private float mean;
    private float fastDispersion = FIRST_DISPERSION;
    private float slowDispersion = FIRST_DISPERSION;
    private int learnt;
    private int fastBlocks;
    private int slowBlocks;
    private int fastSum;
    private int fastCount;
    private int slowSum;
    private int slowCount;
    /** Of the block before; -1 if there is none. */
    private int lastFast = -1;

    private int lastSlow = -1;

    /** @param prior drops a minute that are likely before anything is known */
    Baseline(double prior) {
        mean = (float) prior;
    }

    /** As if nothing were known yet. */
    void restart(double prior) {
        mean = (float) prior;
        fastDispersion = FIRST_DISPERSION;
        slowDispersion = FIRST_DISPERSION;
        learnt = 0;
        fastBlocks = 0;
        slowBlocks = 0;
        fastSum = 0;
        fastCount = 0;
        slowSum = 0;
        slowCount = 0;
    }

    /** Before the first minute is learnt: at least so many drops a minute are usual, whatever was likely before. */
    void beginAt(double perMinute) {
        mean = Math.max(mean, (float) perMinute);
    }

    /** So many drops a minute are usual from now on. */
    void accept(double perMinute) {
        mean = (float) perMinute;
        learnt = Math.min(learnt, LEARNT);
        fastSum = 0;
        fastCount = 0;
        slowSum = 0;
        slowCount = 0;
        lastFast = -1;
        lastSlow = -1;
    }

    /** Learns a minute with so many drops. */
    void learn(int count) {
        double weight = 1.0 / Math.min(SLOWEST, 5 + learnt);
        double capped = Math.min(count, mean + 6 * Math.sqrt(mean) + 3);
        mean += (float) (weight * (capped - mean));
        learnt = Math.min(learnt + 1, 0xFFFF);
        fastSum += count;
        slowSum += count;
        closeBlocks(1);
    }

    /** The same for so many minutes without a drop, which most are: a cohort's may be thousands between two drops. */
    void learnCalm(int minutes) {
        float known = mean;
        int seen = learnt;
        for (int left = minutes; left > 0; ) {
            int run = Math.min(left, Math.min(FAST_BLOCK - fastCount, SLOW_BLOCK - slowCount));
            for (int i = 0; i < run; i++) {
                double weight = 1.0 / Math.min(SLOWEST, 5 + seen);
                known += (float) (weight * (0 - (double) known));
                seen = Math.min(seen + 1, 0xFFFF);
            }
            closeBlocks(run);
            left -= run;
        }
        mean = known;
        learnt = seen;
    }

    /** So many minutes more are in the present blocks. */
    private void closeBlocks(int minutes) {
        fastCount += minutes;
        if (fastCount == FAST_BLOCK) {
            fastDispersion = dispersion(fastDispersion, fastSum, lastFast, fastBlocks);
            fastBlocks = Math.min(fastBlocks + 1, 0xFF);
            lastFast = fastSum;
            fastSum = 0;
            fastCount = 0;
        }
        slowCount += minutes;
        if (slowCount == SLOW_BLOCK) {
            slowDispersion = dispersion(slowDispersion, slowSum, lastSlow, slowBlocks);
            slowBlocks = Math.min(slowBlocks + 1, 0xFF);
            lastSlow = slowSum;
            slowSum = 0;
            slowCount = 0;
        }
    }

    /** From the differences between one block and the next, so that a rate that wanders slowly does not count. */
    private static float dispersion(float known, int sum, int last, int blocks) {
        if (last < 0) {
            return known;
        }
        double difference = sum - last;
        double seen = Math.min(20, difference * difference / Math.max(1, sum + last));
        return (float) (known + (seen - known) / Math.min(96, 4 + blocks));
    }

    boolean isLearnt() {
        return learnt >= LEARNT;
    }

    /** Minutes that it has learnt from. */
    int minutes() {
        return learnt;
    }

    double mean() {
        return mean;
    }

    /** Variance over mean of sums of so many minutes; 1 for a Poisson process. */
    double dispersion(int minutes) {
        return Math.max(1, Math.min(MOST_DISPERSION, minutes >= 15 ? slowDispersion : fastDispersion));
    }

    void write(ByteBuffer out) {
        out.putFloat(mean).putFloat(fastDispersion).putFloat(slowDispersion);
        out.putShort((short) learnt).put((byte) fastBlocks).put((byte) slowBlocks);
        putU24(out, Math.min(U24, fastSum));
        out.put((byte) fastCount);
        putU24(out, Math.min(U24, slowSum));
        out.put((byte) slowCount);
        putU24(out, Math.min(U24, lastFast + 1));
        putU24(out, Math.min(U24, lastSlow + 1));
    }

    void read(ByteBuffer in) {
        mean = in.getFloat();
        fastDispersion = in.getFloat();
        slowDispersion = in.getFloat();
        learnt = Short.toUnsignedInt(in.getShort());
        fastBlocks = Byte.toUnsignedInt(in.get());
        slowBlocks = Byte.toUnsignedInt(in.get());
        fastSum = getU24(in);
        fastCount = in.get();
        slowSum = getU24(in);
        slowCount = in.get();
        lastFast = getU24(in) - 1;
        lastSlow = getU24(in) - 1;
    }

    static void putU24(ByteBuffer out, int value) {
        out.put((byte) (value >>> 16)).put((byte) (value >>> 8)).put((byte) value);
    }

    static int getU24(ByteBuffer in) {
        return (in.get() & 0xFF) << 16 | (in.get() & 0xFF) << 8 | (in.get() & 0xFF);
    }
}
