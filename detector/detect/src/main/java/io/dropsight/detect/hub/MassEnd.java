package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.mass.BurstTest;
import io.dropsight.detect.mass.Series;

/**
 * When a mass incident has ended, since nobody drops of it any more, and when it is over, since its devices are back. Part
 * of {@link MassIncidents}.
 */
final class MassEnd {
    /** Refused connects within so long say that it goes on. */
    static final long REFUSING_SECONDS = 15 * 60;
    /** By then all its drops have settled, and the census knows who is back. */
    static final long SETTLED_SECONDS = 12 * 60;

    /** The log is usually so many minutes behind. */
    private static final int BEHIND_MINUTES = 2;
    /** Calm minutes after which nobody drops of it any more. */
    private static final int CALM_CHECKS = 4;
    /** Looks by which even what a log brings that is later than allowed has settled. */
    private static final int LATE_CHECKS = 6;
    /** Three minutes more: which drops belong to a wave is known for sure once they have settled. */
    private static final long WAVE_SETTLED_SECONDS = 15 * 60;

    private static final long LONGEST_RETURN_SECONDS = 6 * 3600;
    private static final long ROLLOUT_CALM_SECONDS = 30 * 60;

    private final FleetBook fleet;
    private final MassCounts counts;

    MassEnd(FleetBook fleet, MassCounts counts) {
        this.fleet = fleet;
        this.counts = counts;
    }

    boolean isCalm(MassIncident it, long now) {
        if (it.isRollout()) {
            return now - it.last > ROLLOUT_CALM_SECONDS;
        }
        if (it.lastRefused != 0 && now - it.lastRefused <= REFUSING_SECONDS) {
            it.quiet = 0;
            return false;
        }
        long minute = now / 60 - BEHIND_MINUTES;
        Series series = it.isEcho() ? counts.explained() : counts.of(it.cohort);
        boolean calm = it.isEcho()
                ? now - it.last > MassIncident.AFTER_SECONDS + BEHIND_MINUTES * 60
                : series == null || !BurstTest.isElevated(series, minute);
        it.quiet = calm ? it.quiet + 1 : 0;
        return it.quiet >= Math.max(CALM_CHECKS, it.windowMinutes >= 15 ? it.windowMinutes : 0);
    }

    /** A rate that has been even for an hour is no incident: it is how this hub is now. */
    void acceptIfEven(MassIncident it, long now) {
        Series series = counts.of(it.cohort);
        long minute = (now - MassAccount.SETTLED_SECONDS) / 60;
        if (series == null) {
            return;
        }
        int blocks = 6;
        int[] sums = new int[blocks];
        double mean = 0;
        for (int i = 0; i < blocks; i++) {
            sums[i] = series.settledSum(minute - 5L * i, 5);
            mean += sums[i] / (double) blocks;
        }
        double off = 0;
        for (int sum : sums) {
            off += (sum - mean) * (sum - mean) / Math.max(1, mean);
        }
        if (off / (blocks - 1) < 4) {
            it.becameNormal = true;
            it.endedAt = it.last;
            counts.accept(minute);
        }
    }

    static boolean isSettled(MassIncident it, long now) {
        boolean late = EventTime.ofMillis(it.detectedAtMillis) - it.onset > SETTLED_SECONDS;
        return now - it.end() >= settledAfter(it) && (!late || it.checks >= LATE_CHECKS);
    }

    /** Seconds after its last drop by which it is sure that it was the last. */
    private static long settledAfter(MassIncident it) {
        if (it.isEcho()) {
            return WAVE_SETTLED_SECONDS;
        }
        if (it.isRollout()) {
            return ROLLOUT_CALM_SECONDS;
        }
        if (it.lastRefused > it.last) {
            return REFUSING_SECONDS + 60;
        }
        return SETTLED_SECONDS + (it.windowMinutes >= 15 ? 60L * it.windowMinutes : 0);
    }

    boolean isOver(MassIncident it, long now) {
        if (it.becameNormal || it.isEcho() || it.isRollout()) {
            return it.becameNormal || now - it.endedAt >= settledAfter(it);
        }
        if (!isSettled(it, now)) {
            return false;
        }
        int missing = Math.max(0, fleet.away() - it.awayBefore);
        it.returned = Math.max(0, Math.min(it.dropped, it.dropped - missing));
        return missing <= Math.max(2, Math.max(0.15 * it.dropped, 0.01 * fleet.known()))
                || now - it.endedAt >= LONGEST_RETURN_SECONDS;
    }
}
