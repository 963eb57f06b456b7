package io.dropsight.detect.feed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The share of records that came later than the settle buffer waits, over the last lively minutes, against its usual
 * value: binomial, so {@code n KL(share, usual)} nats. Not thread-safe.
 */
final class Lateness {
    static final int BYTES = 4 + 32 * 28 + 12;

    private static final int MINUTES = 32;
    private static final int LATEST = 12;
    /** Of lively minutes only those of the last half hour. */
    private static final long WINDOW_MILLIS = 30 * 60_000L;

    private static final int LEAST_RECORDS = 5;
    private static final int LEAST_MINUTES = 3;
    private static final double LEAST_USUAL = 0.01;
    private static final double MOST_USUAL = 0.1;
    /** Late records of one minute come in one batch: they are no independent witnesses. */
    private static final double SPREAD = 3;

    private final long[] ends = new long[MINUTES];
    private final int[] records = new int[MINUTES];
    private final int[] late = new int[MINUTES];
    private final int[] ahead = new int[MINUTES];
    private final long[] lags = new long[MINUTES];
    private int next;
    private double usual = LEAST_USUAL;
    private int learnt;

    /** @param learn whether this minute is as usual */
    void minute(FeedMinute minute, boolean learn) {
        ends[next] = minute.endMillis();
        records[next] = minute.seen();
        late[next] = minute.tooLate();
        ahead[next] = minute.ahead();
        lags[next] = minute.lagSeconds();
        if (learn) {
            learnt = Math.min(learnt + 1, 2_000);
            usual += (minute.tooLateShare() - usual) / (learnt + 20);
            usual = Math.min(MOST_USUAL, Math.max(LEAST_USUAL, usual));
        }
        next = (next + 1) % MINUTES;
    }

    /** One of the last lively minutes, and of the last half hour. */
    private boolean isRecent(int i, long now) {
        return now - ends[i] < WINDOW_MILLIS && Math.floorMod(next - 1 - i, MINUTES) < LATEST;
    }

    /**
     * The same share of all that came in half an hour: the stragglers of a burst may be all that comes for minutes, and
     * are no delay.
     */
    double longShare(long now) {
        int all = 0;
        int waited = 0;
        for (int i = 0; i < MINUTES; i++) {
            if (now - ends[i] < WINDOW_MILLIS) {
                all += records[i];
                waited += late[i] + ahead[i];
            }
        }
        return all == 0 ? 0 : (double) waited / all;
    }

    private int sum(int[] of, long now) {
        int sum = 0;
        for (int i = 0; i < MINUTES; i++) {
            sum += isRecent(i, now) ? of[i] : 0;
        }
        return sum;
    }

    int records(long now) {
        return sum(records, now);
    }

    int ahead(long now) {
        return sum(ahead, now);
    }

    /** Of late ones, with those from the future: they wait, and are as little in order. */
    double share(long now) {
        int all = sum(records, now);
        return all == 0 ? 0 : (double) (sum(late, now) + sum(ahead, now)) / all;
    }

    /** End of the first late minute of the window, ms. */
    long since(long now) {
        long since = now;
        for (int i = 0; i < MINUTES; i++) {
            if (isRecent(i, now) && late[i] + ahead[i] > 0) {
                since = Math.min(since, ends[i]);
            }
        }
        return since;
    }

    double meanLagSeconds(long now) {
        long sum = 0;
        for (int i = 0; i < MINUTES; i++) {
            sum += isRecent(i, now) ? lags[i] : 0;
        }
        int all = sum(records, now);
        return all == 0 ? 0 : (double) sum / all;
    }

    /** Nats by which the share is more than usual; 0 if it is not, or if there is too little to say. */
    double surprise(long now) {
        int lateMinutes = 0;
        for (int i = 0; i < MINUTES; i++) {
            lateMinutes += isRecent(i, now) && late[i] + ahead[i] > 0 ? 1 : 0;
        }
        double share = Math.min(1, share(now));
        int all = sum(records, now);
        if (lateMinutes < LEAST_MINUTES || share * all < LEAST_RECORDS || share <= usual) {
            return 0;
        }
        double rest = share == 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - usual));
        return all * (share * Math.log(share / usual) + rest) / SPREAD;
    }

    void clear() {
        Arrays.fill(ends, 0);
    }

    void write(ByteBuffer out) {
        out.putInt(next);
        for (int i = 0; i < MINUTES; i++) {
            out.putLong(ends[i]).putInt(records[i]).putInt(late[i]).putInt(ahead[i]);
            out.putLong(lags[i]);
        }
        out.putDouble(usual).putInt(learnt);
    }

    static Lateness read(ByteBuffer in) {
        Lateness it = new Lateness();
        it.next = in.getInt();
        for (int i = 0; i < MINUTES; i++) {
            it.ends[i] = in.getLong();
            it.records[i] = in.getInt();
            it.late[i] = in.getInt();
            it.ahead[i] = in.getInt();
            it.lags[i] = in.getLong();
        }
        it.usual = in.getDouble();
        it.learnt = in.getInt();
        return it;
    }
}
