package io.dropsight.detect.mass;

import java.nio.ByteBuffer;
import java.util.function.LongPredicate;
import java.util.function.LongToIntFunction;
import java.util.stream.LongStream;

/**
 * Drops a minute (event time) of a hub or of one of its cohorts, and what is usual for it: mean, and dispersion of sums
 * over 5 and 30 minutes. A cohort's takes at most {@value #MAX_BYTES} bytes serialized. Minutes count from 2015.
 *
 * <p>Fresh counts are those of drops just heard of, settled ones come ten minutes later; of a minute the larger one
 * holds. A minute becomes part of the baseline {@value #LAG} minutes later, so that a slow dip is not its own baseline.
 * Fractions are floats, as they are saved, so that a restart goes on with the very numbers. Mutable; not thread-safe.
 */
public final class Series {
    public static final int MAX_BYTES = 200;
    /** Minutes of fresh counts, and of settled ones. */
    static final int FRESH = 16;

    static final int KEPT = 35;
    static final int LAG = 32;
    static final int LONG = 150;

    /** Minutes by which a baseline begins. */
    private static final int FIRST_MINUTES = 20;
    /** Of fewer minutes none says what is usual. */
    private static final int LEAST_STEADY = 3;

    /** Standard errors of a mean of few drops by which what is usual may be larger. */
    private static final double UNSURE = 2;

    private static final byte VERSION = 1;
    private static final int HEADER = 46;
    private static final int U24 = 0xFF_FFFF;
    private static final int LONGEST_CATCH_UP = 3_000;

    private final int[] fresh;
    private final int[] settled;
    private final long born;
    private long newest;
    private long closed;
    private final Baseline usual;
    /** Whether a drop has settled. */
    private boolean proven;

    /**
     * @param minute from which on it is counted
     * @param prior  drops a minute that are likely before anything is known
     */
    public Series(long minute, double prior) {
        this(minute, prior, FRESH, KEPT);
    }

    /** The hub's own: it remembers {@value #LONG} minutes, so that what a log brings hours late is counted, too. */
    public static Series ofHub(long minute, double prior) {
        return new Series(minute, prior, LONG, LONG);
    }

    private Series(long minute, double prior, int freshMinutes, int keptMinutes) {
        fresh = new int[freshMinutes];
        settled = new int[keptMinutes];
        born = minute;
        newest = minute;
        closed = minute;
        usual = new Baseline(prior);
    }

    /** Counts a drop just heard of. Too old ones are counted once they have settled. */
    public void addFresh(long minute) {
        moveTo(minute);
        if (minute > newest - fresh.length) {
            int slot = (int) (minute % fresh.length);
            fresh[slot] = Math.min(U24, fresh[slot] + 1);
        }
    }

    /**
     * Counts a drop that has settled. With the first one the baseline begins anew: until then it rests on what was known
     * when something was first heard of, which depends on the order of arrival.
     *
     * @param now   minute of the arrival axis
     * @param prior drops a minute that are likely before anything is known
     */
    public void addSettled(long minute, long now, double prior, LongPredicate isUnusual) {
        moveTo(minute);
        if (!proven) {
            proven = true;
            usual.restart(prior);
            closed = born;
            learn(now, isUnusual);
        }
        if (minute > newest - settled.length) {
            int slot = (int) (minute % settled.length);
            settled[slot] = Math.min(U24, settled[slot] + 1);
        }
    }

    /** A drop that was counted turned out to have its reason. */
    public void takeBack(long minute, boolean wasSettled, int count) {
        if (minute > newest - fresh.length && minute <= newest) {
            int slot = (int) (minute % fresh.length);
            fresh[slot] = Math.max(0, fresh[slot] - count);
        }
        if (wasSettled && minute > newest - settled.length && minute <= newest) {
            int slot = (int) (minute % settled.length);
            settled[slot] = Math.max(0, settled[slot] - count);
        }
    }

    private void moveTo(long minute) {
        for (long m = Math.max(newest + 1, minute - settled.length + 1); m <= minute; m++) {
            fresh[(int) (m % fresh.length)] = 0;
            settled[(int) (m % settled.length)] = 0;
        }
        newest = Math.max(newest, minute);
    }

    /** The latest minute that counts anything. */
    public long newest() {
        return newest;
    }

    /** The larger of what was heard at once and what has settled. */
    public int count(long minute) {
        if (minute > newest || minute <= newest - settled.length) {
            return 0;
        }
        int sure = settled[(int) (minute % settled.length)];
        return minute > newest - fresh.length ? Math.max(sure, fresh[(int) (minute % fresh.length)]) : sure;
    }

    /** Of the minutes {@code (end - minutes, end]}. */
    public int sum(long end, int minutes) {
        long from = Math.max(end - minutes, newest - settled.length) + 1;
        long to = Math.min(end, newest);
        int sum = 0;
        int sure = (int) (Math.max(0, from) % settled.length);
        int heard = (int) (Math.max(0, from) % fresh.length);
        for (long m = from; m <= to; m++) {
            sum += m > newest - fresh.length ? Math.max(settled[sure], fresh[heard]) : settled[sure];
            sure = sure + 1 == settled.length ? 0 : sure + 1;
            heard = heard + 1 == fresh.length ? 0 : heard + 1;
        }
        return sum;
    }

    /** Of the minutes {@code (end - minutes, end]}, settled drops only. */
    public int settledSum(long end, int minutes) {
        int sum = 0;
        for (long m = end - minutes + 1; m <= end; m++) {
            sum += settledCount(m);
        }
        return sum;
    }

    /** Settled drops only. */
    public int settledCount(long minute) {
        return minute > newest || minute <= newest - settled.length ? 0 : settled[(int) (minute % settled.length)];
    }

    /**
     * Lets the minutes that are {@value #LAG} old become part of the baseline. Call it before counting.
     *
     * @param now      minute of the arrival axis
     * @param isUnusual minutes that are left out: those of a known incident
     */
    public void learn(long now, LongPredicate isUnusual) {
        long until = now - LAG;
        closed = Math.max(closed, until - LONGEST_CATCH_UP);
        int slot = (int) (closed % settled.length);
        int calm = 0; // minutes without a drop that are still to be learnt
        for (; closed < until; closed++) {
            if (!isUnusual.test(closed)) {
                if (usual.minutes() + calm == 0) {
                    usual.beginAt(steady(closed, closed + FIRST_MINUTES, isUnusual, this::settledCount));
                }
                // What was only heard of depends on the order of arrival.
                int count = closed > newest - settled.length && closed <= newest ? settled[slot] : 0;
                if (count == 0) {
                    calm++;
                } else {
                    usual.learnCalm(calm);
                    calm = 0;
                    usual.learn(count);
                }
            }
            slot = slot + 1 == settled.length ? 0 : slot + 1;
        }
        usual.learnCalm(calm);
    }

    /** Starts anew with what the last half hour showed: an even rate that lasts is the new normal. */
    public void accept(long now) {
        int from = (int) Math.min(30, now - born);
        usual.accept(settledSum(now - 1, Math.max(1, from)) / (double) Math.max(1, from));
        closed = now;
    }

    /** Whether so many minutes have been seen that the baseline speaks for itself. */
    public boolean isLearnt() {
        return usual.isLearnt();
    }

    /** Minutes since the first one. */
    public long age(long minute) {
        return minute - born;
    }

    /**
     * What most of some minutes have at least, by their median: a fleet that drops a lot does so from the first minute
     * on, whatever is likely before anything is known. 0 if few do.
     */
    private double steady(long from, long to, LongPredicate isUnusual, LongToIntFunction counted) {
        if (from <= newest - settled.length) {
            return 0;
        }
        int[] counts = LongStream.range(from, to)
                .filter(minute -> !isUnusual.test(minute))
                .mapToInt(counted)
                .sorted()
                .toArray();
        if (counts.length < LEAST_STEADY) {
            return 0;
        }
        double median = counts[(counts.length - 1) / 2];
        return median - Math.sqrt(median);
    }

    /**
     * Usual drops of a window. Until an hour has been learnt it is the mean of all minutes before the window, those that
     * are not part of the baseline yet included, with the prior as five minutes, and two standard errors more, since it
     * rests on little; and no less than their median shows.
     *
     * @param end last minute of the window
     */
    public double expected(long end, int minutes) {
        return expected(end, minutes, this::count);
    }

    /** The same, by settled drops only. */
    public double settledExpected(long end, int minutes) {
        return expected(end, minutes, this::settledCount);
    }

    private double expected(long end, int minutes, LongToIntFunction counted) {
        if (isLearnt()) {
            return usual.mean() * minutes;
        }
        double sum = usual.mean() * (5 + usual.minutes());
        int seen = 5 + usual.minutes();
        for (long m = Math.max(closed, end - settled.length + 1); m <= end - minutes; m++) {
            sum += counted.applyAsInt(m);
            seen++;
        }
        double steady = steady(Math.max(born, newest - settled.length + 1), end - minutes + 1, m -> false, counted);
        double likely = (sum + UNSURE * Math.sqrt(sum)) / seen;
        return Math.max(likely, steady) * minutes;
    }

    /** Variance over mean of sums of so many minutes; 1 for a Poisson process. */
    public double dispersion(int minutes) {
        return usual.dispersion(minutes);
    }

    /** Usual drops a minute. */
    public double mean() {
        return usual.mean();
    }

    public byte[] write() {
        byte[] bytes = new byte[HEADER + 3 * (fresh.length + settled.length)];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.put(VERSION).putInt((int) born).putInt((int) newest).putInt((int) closed);
        usual.write(out);
        out.put((byte) (proven ? 1 : 0));
        out.put((byte) fresh.length).put((byte) settled.length);
        put(bytes, HEADER, fresh);
        put(bytes, HEADER + 3 * fresh.length, settled);
        return bytes;
    }

    public static Series read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("series of version " + version + ": this program reads " + VERSION);
        }
        long born = Integer.toUnsignedLong(in.getInt());
        in.mark();
        in.position(HEADER - 2);
        Series it = new Series(born, 0, Byte.toUnsignedInt(in.get()), Byte.toUnsignedInt(in.get()));
        in.reset();
        it.newest = Integer.toUnsignedLong(in.getInt());
        it.closed = Integer.toUnsignedLong(in.getInt());
        it.usual.read(in);
        it.proven = in.get() != 0;
        in.position(HEADER);
        get(in, it.fresh);
        get(in, it.settled);
        return it;
    }

    private static void put(byte[] bytes, int from, int[] counts) {
        int at = from;
        for (int count : counts) {
            bytes[at] = (byte) (count >>> 16);
            bytes[at + 1] = (byte) (count >>> 8);
            bytes[at + 2] = (byte) count;
            at += 3;
        }
    }

    private static void get(ByteBuffer in, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Baseline.getU24(in);
        }
    }
}
