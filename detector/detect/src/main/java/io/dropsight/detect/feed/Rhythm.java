package io.dropsight.detect.feed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How often a hub's log speaks: the share of minutes in which a device is heard of which nothing had come for half an
 * hour, so
 * that neither a burst nor a device that never stops counts for much.
 * A slow average (3 days) by the hour of the day, and a fast one (2 hours) that it may not exceed.
 *
 * <p>A silence is as improbable as its minutes are: {@code sum of -ln(1 - share) / phi}, in nats, where phi is how much
 * more the lively minutes of an hour vary than independent ones would. Not thread-safe.
 */
final class Rhythm {
    static final int BYTES = 8 * 5 + 4 * 5 + 24 * 5 + 8 * 8 + 8 * 2 + 8;

    private static final int DAY = 24;
    private static final double SLOW_MINUTES = 3 * 1440;
    private static final double FAST_MINUTES = 120;
    /** Nothing is judged before so many lively minutes, and before so long a time. */
    private static final int LEAST_LIVELY = 20;

    private static final int LEAST_MINUTES = 180;
    /** A share of 1 is never certain. */
    private static final double MOST_SHARE = 0.95;
    /** Until a whole day is known, the night may be so much quieter. */
    private static final double UNKNOWN_NIGHT = 2;
    /** A silence like one of the last week is no news, nor is one a half more improbable. */
    private static final double BEYOND_USUAL = 1.5;

    private static final int REMEMBERED_DAYS = 8;
    private static final int FORGET_AFTER_HOURS = 8 * DAY;
    private static final double LEAST_CONNECTED = 3;

    private long firstMinute = -1;
    private double slowLively;
    private double slowMinutes;
    private double fastLively;
    private double fastMinutes;
    private float phi = 2;
    private int phiHours;
    private float recordsEach;
    private float usualConnected;
    /** Records since the last lively minute. */
    private int waiting;

    private int minutesSeen;
    private final float[] shares = new float[DAY];
    private final byte[] days = new byte[DAY];
    private final float[] surprises = new float[REMEMBERED_DAYS];
    private final int[] silences = new int[REMEMBERED_DAYS];
    private long ringDay;
    private long hour = -1;
    private int livelyInHour;

    /**
     * Takes a minute in which anything came.
     *
     * @param minute  since 1970
     * @param before  the one before
     * @param lively  whether a device spoke of which nothing had come for half an hour: one that never stops is no measure
     * @param records that came in it
     */
    void minute(long minute, long before, boolean lively, int records, int connected) {
        if (firstMinute < 0) {
            firstMinute = minute;
            hour = minute / 60;
        } else {
            long passed = minute - before;
            remember(minute / 60 / DAY, surprise(before + 1, minute, connected), (int) Math.min(1 << 20, passed - 1));
            slowLively *= Math.exp(-passed / SLOW_MINUTES);
            slowMinutes = pass(slowMinutes, passed, SLOW_MINUTES);
            fastLively *= Math.exp(-passed / FAST_MINUTES);
            fastMinutes = pass(fastMinutes, passed, FAST_MINUTES);
            turnHours(minute / 60, true);
        }
        minutesSeen = (int) Math.min(1 << 20, minute - firstMinute);
        waiting = Math.min(1 << 20, waiting + records);
        if (!lively) {
            return;
        }
        slowLively++;
        fastLively++;
        livelyInHour++;
        double capped = recordsEach == 0 ? waiting : Math.min(waiting, 4 * recordsEach + 5);
        waiting = 0;
        double weight = 1 / Math.min(slowLively, 1000);
        recordsEach += (float) (weight * (capped - recordsEach));
        usualConnected += (float) (Math.max(weight, 1 / 120.0) * (connected - usualConnected));
    }

    private static double pass(double sum, long minutes, double memory) {
        double kept = Math.exp(-minutes / memory);
        return sum * kept + memory * (1 - kept);
    }

    /**
     * Goes on after a gap, of which only {@code lost} ones are counted: where nothing of it ever comes, the hub may
     * have had nothing to say, and what is usual is learnt anew, but for the hours of the day.
     */
    void resume(long minute, boolean lost) {
        if (firstMinute < 0) {
            return;
        }
        turnHours(minute / 60, lost);
        if (lost) {
            slowLively = 0;
            slowMinutes = 0;
            fastLively = 0;
            fastMinutes = 0;
        }
    }

    private void turnHours(long now, boolean counted) {
        if (now - hour > FORGET_AFTER_HOURS) {
            Arrays.fill(days, (byte) 0);
            hour = now;
            livelyInHour = 0;
        }
        for (; hour < now; hour++, livelyInHour = 0) {
            if (!counted || hour == firstMinute / 60) {
                continue;
            }
            int of = (int) (hour % DAY);
            double usual = 60 * shares[of];
            if (days[of] > 0) {
                double off = livelyInHour - usual;
                double ratio = Math.min(20, off * off / Math.max(0.5, usual * (1 - Math.min(1, usual / 60))));
                phiHours = Math.min(phiHours + 1, 48);
                phi += (float) ((ratio - phi) / (phiHours + 2));
            }
            days[of] = (byte) Math.min(7, days[of] + 1);
            shares[of] += (livelyInHour / 60f - shares[of]) / days[of];
        }
    }

    private void remember(long day, double surprise, int silence) {
        while (ringDay < day) {
            ringDay = Math.max(ringDay + 1, day - REMEMBERED_DAYS);
            surprises[(int) (ringDay % REMEMBERED_DAYS)] = 0;
            silences[(int) (ringDay % REMEMBERED_DAYS)] = 0;
        }
        int at = (int) (day % REMEMBERED_DAYS);
        surprises[at] = (float) Math.max(surprises[at], surprise);
        silences[at] = Math.max(silences[at], silence);
    }

    /** Minutes of the longest silence of the last week that was no gap. */
    int longestSilence() {
        int longest = 0;
        for (int silence : silences) {
            longest = Math.max(longest, silence);
        }
        return longest;
    }

    /** What a silence must exceed to be news. */
    double threshold(double improbable) {
        double most = 0;
        for (float surprise : surprises) {
            most = Math.max(most, surprise);
        }
        return Math.max(improbable, BEYOND_USUAL * most);
    }

    private boolean isKnown() {
        return slowLively >= LEAST_LIVELY && slowMinutes > 0 && minutesSeen >= LEAST_MINUTES;
    }

    /** Nats a minute of silence is worth in that hour. */
    private double worth(long ofHour, int connected) {
        if (!isKnown()) {
            return 0;
        }
        double share = Math.min(1, slowLively / slowMinutes);
        double doubt = 2 * Math.sqrt((slowLively * (1 - share) + 1) * spread());
        double slow = intensity((slowLively - doubt) / slowMinutes) * season(ofHour);
        slow = Math.max(slow, intensity(leastOf(ofHour)));
        double fast = intensity((fastLively + 2 * Math.sqrt(fastLively) + 2) / Math.max(10, fastMinutes));
        return Math.min(slow, fast) * present(connected) / spread();
    }

    /** Where most devices are gone, fewer can speak. */
    private double present(int connected) {
        return usualConnected < LEAST_CONNECTED
                ? 1
                : Math.min(1, Math.max(0.001, (connected + 0.5) / (usualConnected + 0.5)));
    }

    private double spread() {
        return Math.min(10, Math.max(1, phi));
    }

    private static double intensity(double share) {
        return -Math.log(1 - Math.min(MOST_SHARE, Math.max(0, share)));
    }

    /** The share of that hour and its neighbours (the hour of a change is no fixed one), less what it may be by chance. */
    private double leastOf(long ofHour) {
        double least = 1;
        for (long h = ofHour - 1; h <= ofHour + 1; h++) {
            int of = (int) Math.floorMod(h, (long) DAY);
            if (days[of] == 0) {
                return 0;
            }
            double share = shares[of];
            least = Math.min(
                    least, share - 2 * Math.sqrt((share * (1 - share) + 1 / 60.0) * spread() / (60 * days[of])));
        }
        return least;
    }

    private double season(long ofHour) {
        double mean = 0;
        for (int h = 0; h < DAY; h++) {
            if (days[h] == 0) {
                return 1 / UNKNOWN_NIGHT;
            }
            mean += intensity(shares[h]) / DAY;
        }
        double least = Double.MAX_VALUE;
        for (long h = ofHour - 1; h <= ofHour + 1; h++) {
            least = Math.min(least, intensity(shares[(int) Math.floorMod(h, (long) DAY)]));
        }
        return mean == 0 ? 0 : Math.min(1.5, least / mean);
    }

    /** Nats of a silence over these minutes, the last excluded. */
    double surprise(long from, long to, int connected) {
        double sum = 0;
        for (long at = from; at < to && to - at < 60L * FORGET_AFTER_HOURS; ) {
            long next = Math.min(to, (at / 60 + 1) * 60);
            sum += (next - at) * worth(at / 60, connected);
            at = next;
        }
        return sum;
    }

    /** The minute at whose start a silence from {@code from} on is worth so much; -1 if not within eight days. */
    long worthAt(long from, double nats, int connected) {
        if (!isKnown()) {
            return -1;
        }
        double sum = 0;
        for (long at = from; at - from < 60L * FORGET_AFTER_HOURS; ) {
            long next = (at / 60 + 1) * 60;
            double each = worth(at / 60, connected);
            if (each > 0 && sum + each * (next - at) >= nats) {
                return at + (long) Math.ceil((nats - sum) / each);
            }
            sum += each * (next - at);
            at = next;
        }
        return -1;
    }

    /** Records that usually come in so many minutes from that one on. */
    double expected(long from, long minutes) {
        if (slowMinutes == 0) {
            return 0;
        }
        double season = 0;
        int hours = 0;
        for (long h = from / 60; h <= (from + minutes) / 60 && hours < DAY; h++, hours++) {
            season += days[(int) (h % DAY)] == 0 ? Math.min(1, slowLively / slowMinutes) : shares[(int) (h % DAY)];
        }
        return recordsEach * season / Math.max(1, hours) * minutes;
    }

    void write(ByteBuffer out) {
        out.putLong(firstMinute).putDouble(slowLively).putDouble(slowMinutes);
        out.putDouble(fastLively).putDouble(fastMinutes);
        out.putFloat(phi)
                .putInt(phiHours)
                .putFloat(recordsEach)
                .putFloat(usualConnected)
                .putInt(minutesSeen);
        for (int h = 0; h < DAY; h++) {
            out.putFloat(shares[h]).put(days[h]);
        }
        for (int d = 0; d < REMEMBERED_DAYS; d++) {
            out.putFloat(surprises[d]).putInt(silences[d]);
        }
        out.putLong(ringDay).putLong(hour).putInt(livelyInHour).putInt(waiting);
    }

    static Rhythm read(ByteBuffer in) {
        Rhythm it = new Rhythm();
        it.firstMinute = in.getLong();
        it.slowLively = in.getDouble();
        it.slowMinutes = in.getDouble();
        it.fastLively = in.getDouble();
        it.fastMinutes = in.getDouble();
        it.phi = in.getFloat();
        it.phiHours = in.getInt();
        it.recordsEach = in.getFloat();
        it.usualConnected = in.getFloat();
        it.minutesSeen = in.getInt();
        for (int h = 0; h < DAY; h++) {
            it.shares[h] = in.getFloat();
            it.days[h] = in.get();
        }
        for (int d = 0; d < REMEMBERED_DAYS; d++) {
            it.surprises[d] = in.getFloat();
            it.silences[d] = in.getInt();
        }
        it.ringDay = in.getLong();
        it.hour = in.getLong();
        it.livelyInHour = in.getInt();
        it.waiting = in.getInt();
        return it;
    }
}
