package io.dropsight.detect.feed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the log of one hub flows: finds gaps (of all sources or of some) and delays, and says when nothing may
 * be concluded from silence.
 *
 * <p>Its time is the arrival axis: minutes of it as the censuses tell them, and timers on the watermark, between; no
 * clock is read. A gap opens at the very time at which its silence has become too improbable. At most one incident is
 * open. O(1) a minute; about 2 KB and 100 bytes a source. Not thread-safe.
 */
public final class FeedWatch {
    /** No timer. */
    public static final long NONE = Long.MAX_VALUE;

    private static final byte VERSION = 1;
    private static final long MINUTE = 60_000;
    /** What was held back has come after so long without a mostly late minute: longer than the settle buffer's hold. */
    private static final long CALM_AFTER_GAP = 3 * MINUTE;
    /** A catch-up that lasts longer is a delay. */
    private static final long LONGEST_CATCH_UP = 30 * MINUTE;
    /** After so long without anything a delay ends, since nobody knows of it. */
    private static final long DELAY_FORGOTTEN = 2 * 60 * MINUTE;

    /** The silence of fewer devices is theirs, not the log's. */
    private static final int LEAST_DEVICES = 5;
    /** After so long a silence nobody waits any more. */
    private static final long SOURCE_FORGOTTEN = 24 * 60 * MINUTE;

    private static final long HUB_FORGOTTEN = 7 * 24 * 60 * MINUTE;
    /** A lasting delay is the log's way: verdicts do not wait for longer. */
    private static final long LONGEST_HOLD = 24 * 60 * MINUTE;
    /** Of the expected records; below it the hub may have had nothing to say. */
    private static final double LOST_BELOW = 0.2;
    /** A silence of so much of what a gap needs proves nothing about devices either. */
    private static final double SUSPECT = 0.5;

    private final FeedConfig config;
    private Rhythm rhythm = new Rhythm();
    private SourceShares sources = new SourceShares();
    private Lateness lateness = new Lateness();
    private @Nullable FeedIncident open;
    private int incidents;
    /** End of the last lively minute, ms; 0 before the first. */
    private long lastMillis;

    private int connected;
    private int devices;
    private long releasedAt;
    /** Now, when the timers were last set. */
    private long plannedAt;

    private double lagSeconds;
    /** Since 1970, or -1; kept, for it costs much to find. */
    private long gapAt = NONE;

    private long suspectAt = NONE;

    /** Hears what changes. */
    public interface Listener {
        /** Opened, closed, or another in numbers that matter at once. */
        void changed(FeedIncident incident, long at);
    }

    public FeedWatch(FeedConfig config) {
        this.config = config;
    }

    /** Nothing may be concluded from silence: the log has a gap or is late. */
    public boolean isBlind() {
        return open != null;
    }

    /** Whether the log has a gap now, or comes in after one. */
    public boolean isGap() {
        return open != null && open.gap;
    }

    public @Nullable FeedIncident incident() {
        return open;
    }

    /**
     * When something that silence until {@code due} would prove may be concluded: not while the log has a gap, is late
     * (up to a day) or has been silent for suspiciously long; as far as is known now.
     */
    public long notBefore(long due) {
        FeedIncident it = open;
        if (it == null) {
            return due >= suspectAt ? NONE : Math.max(due, releasedAt);
        }
        return it.gap ? NONE : Math.max(due, it.openedAt + LONGEST_HOLD);
    }

    /** End of the last minute in which anything came, ms; 0 if nothing has. */
    public long lastMillis() {
        return lastMillis;
    }

    /** What the records of the last lively minute took, on average. */
    public double lagSeconds() {
        return lagSeconds;
    }

    /** How many devices the hub has and how many are connected, as of {@code at}. */
    public void fleet(int nowConnected, int nowKnown, long at) {
        if (!isFleet(nowConnected, nowKnown)) {
            connected = nowConnected;
            devices = nowKnown;
            plan(at);
        }
    }

    /** Whether this is known already. */
    public boolean isFleet(int nowConnected, int nowKnown) {
        return nowConnected == connected && nowKnown == devices;
    }

    /**
     * Takes a minute, all of its parts heard.
     *
     * @param at now: after its end
     */
    public void minute(FeedMinute minute, long at, Listener listener) {
        if (!minute.isLively()) {
            return;
        }
        long number = minute.endMillis() / MINUTE - 1;
        lagSeconds = minute.arrived() == 0 ? 0 : (double) minute.lagSeconds() / minute.arrived();
        FeedIncident it = open;
        if (it != null && it.gap && it.sources.isEmpty()) {
            catchUp(it, minute);
            sources.resume(minute.endMillis());
        } else {
            if (it == null && minute.endMillis() >= suspectAt) {
                releasedAt = at;
            }
            rhythm.minute(number, lastMillis / MINUTE - 1, minute.voices() > 0, minute.arrived(), connected);
            double improbable = config.improbable(devices);
            sources.lively(minute.endMillis(), minute.sources(), improbable);
            sources.forgetBefore(at - SOURCE_FORGOTTEN);
            if (it != null && it.gap) {
                followSources(it, minute);
            } else {
                lateness.minute(minute, it == null && lateness.share(at) < config.lateShare() / 2);
            }
        }
        lastMillis = minute.endMillis();
        if (open == null) {
            openDelay(at, listener);
        }
        if (open == null || !open.gap) {
            openSourceGap(at, listener);
        }
        followDelay(minute);
        plan(at);
    }

    private void catchUp(FeedIncident it, FeedMinute minute) {
        if (it.backAt == 0) {
            it.backAt = minute.endMillis() - MINUTE;
            it.expected = rhythm.expected(it.since / MINUTE, it.silence(0) / MINUTE);
        }
        count(it, minute);
    }

    private static void count(FeedIncident it, FeedMinute minute) {
        it.arrived += minute.arrived();
        it.duplicates += minute.duplicates();
        it.ahead += minute.ahead();
        if (2 * minute.late() > minute.seen()) {
            it.lateAt = minute.endMillis();
        }
        if (it.gap) {
            it.recovered += minute.late();
        }
        if (minute.arrived() > 0) {
            it.lagSeconds = (double) minute.lagSeconds() / minute.arrived();
            it.worstLagSeconds = Math.max(it.worstLagSeconds, it.lagSeconds);
        }
    }

    private void followSources(FeedIncident it, FeedMinute minute) {
        List<String> silent = new ArrayList<>(it.sources);
        boolean back = silent.stream().allMatch(name -> sources.seen(name) == 0 || sources.seen(name) > it.openedAt);
        if (back && it.backAt == 0) {
            it.backAt = minute.endMillis() - MINUTE;
            it.expected = expectedOf(it);
        }
        count(it, minute);
    }

    private double expectedOf(FeedIncident it) {
        double share = it.sources.stream().mapToDouble(sources::shareOf).sum() / Math.max(1, sources.size());
        return share * rhythm.expected(it.since / MINUTE, it.silence(it.openedAt) / MINUTE);
    }

    private void followDelay(FeedMinute minute) {
        FeedIncident it = open;
        if (it == null || it.gap) {
            return;
        }
        count(it, minute);
        it.lateShare = lateness.share(minute.endMillis());
        if (it.lateShare >= config.lateShare() / 2) {
            it.lateAt = minute.endMillis();
        }
    }

    private void openDelay(long at, Listener listener) {
        double share = lateness.share(at);
        if (share < config.lateShare()
                || lateness.longShare(at) < config.lateShare() / 2
                || lateness.surprise(at) < config.improbable(devices)) {
            return;
        }
        FeedIncident it = begin(false, lateness.since(at), at);
        it.lateAt = lastMillis;
        it.lateShare = share;
        it.ahead = lateness.ahead(at);
        it.surprise = lateness.surprise(at);
        it.lagSeconds = lateness.meanLagSeconds(at);
        it.worstLagSeconds = it.lagSeconds;
        listener.changed(it, at);
    }

    private void openSourceGap(long at, Listener listener) {
        double improbable = config.improbable(devices);
        List<String> silent = sources.silent(at, config.minSilence().toMillis(), improbable);
        if (silent.isEmpty()) {
            return;
        }
        if (open != null) {
            close(open, at, listener);
        }
        long since = silent.stream().mapToLong(sources::seen).min().orElse(at);
        FeedIncident it = begin(true, since, at);
        it.sources = silent;
        it.surprise = silent.stream().mapToDouble(sources::surpriseOf).max().orElse(0);
        it.expected = expectedOf(it);
        listener.changed(it, at);
    }

    private FeedIncident begin(boolean gap, long since, long at) {
        FeedIncident it = new FeedIncident();
        it.gap = gap;
        it.ordinal = ++incidents;
        it.since = since;
        it.openedAt = at;
        it.usualSilence = rhythm.longestSilence();
        open = it;
        return it;
    }

    private void close(FeedIncident it, long at, Listener listener) {
        it.closedAt = at;
        open = null;
        releasedAt = at;
        if (it.gap) {
            lateness.clear();
            if (it.sources.isEmpty()) {
                rhythm.resume(lastMillis / MINUTE, it.recoveredShare() < LOST_BELOW);
            }
        }
        listener.changed(it, at);
    }

    /** The next timer's deadline, ms, or {@link #NONE}. */
    public long nextDeadline() {
        FeedIncident it = open;
        long next = it == null ? gapAt : Math.min(gapAt, it.gap ? gapOverAt(it) : delayOverAt(it));
        return Math.max(next, plannedAt); // what is known now may make it due in the past
    }

    private static long gapOverAt(FeedIncident it) {
        if (it.backAt == 0) {
            return it.since + (it.sources.isEmpty() ? HUB_FORGOTTEN : SOURCE_FORGOTTEN) + 1;
        }
        long calm = Math.max(it.backAt + MINUTE, it.lateAt) + CALM_AFTER_GAP;
        return 1 + Math.min(calm, it.backAt + LONGEST_CATCH_UP);
    }

    private long delayOverAt(FeedIncident it) {
        return 1
                + (lastMillis > it.lateAt
                        ? it.lateAt + config.calm().toMillis()
                        : lastMillis + Math.max(DELAY_FORGOTTEN, config.calm().toMillis()));
    }

    /** Fires what is due at {@code at}. */
    public void fire(long at, Listener listener) {
        FeedIncident it = open;
        if (it == null || !it.gap) {
            if (it != null && delayOverAt(it) <= at) {
                close(it, at, listener);
            }
            if (gapAt <= at) {
                openGap(at, listener);
            }
        } else if (gapAt <= at && !it.sources.isEmpty()) {
            it.sources = List.of(); // now all are silent
            it.backAt = 0;
            it.lateAt = 0;
            listener.changed(it, at);
        } else if (gapOverAt(it) <= at) {
            boolean stillLate = it.backAt > 0 && it.lateAt >= it.backAt + LONGEST_CATCH_UP - CALM_AFTER_GAP;
            close(it, at, listener);
            if (stillLate) {
                openLasting(it, at, listener);
            }
        }
        plan(at);
    }

    /** After a gap everything goes on to come late. */
    private void openLasting(FeedIncident gap, long at, Listener listener) {
        FeedIncident it = begin(false, gap.backAt, at);
        it.lateAt = gap.lateAt;
        it.lateShare = 1;
        it.lagSeconds = gap.lagSeconds;
        it.worstLagSeconds = gap.lagSeconds;
        it.surprise = gap.surprise;
        listener.changed(it, at);
    }

    private void openGap(long at, Listener listener) {
        if (open != null) {
            close(open, at, listener);
        }
        FeedIncident it = begin(true, lastMillis, at);
        long from = lastMillis / MINUTE;
        it.surprise = rhythm.surprise(from, at / MINUTE, connected);
        it.expected = rhythm.expected(from, (at - lastMillis) / MINUTE);
        listener.changed(it, at);
    }

    private void plan(long at) {
        plannedAt = Math.max(plannedAt, at);
        plan();
    }

    /** Until when the present silence is no news. */
    private void plan() {
        gapAt = NONE;
        suspectAt = NONE;
        FeedIncident it = open;
        if (lastMillis == 0 || devices < LEAST_DEVICES || it != null && it.gap && it.sources.isEmpty()) {
            return;
        }
        double threshold = rhythm.threshold(config.improbable(devices));
        long from = lastMillis / MINUTE;
        long least = config.minSilence().toMillis();
        long minute = rhythm.worthAt(from, threshold, connected);
        gapAt = minute < 0 ? NONE : Math.max(minute * MINUTE, lastMillis + least) + 1;
        long half = rhythm.worthAt(from, SUSPECT * threshold, connected);
        suspectAt = half < 0 ? NONE : Math.max(half * MINUTE, lastMillis + least * 2 / 3) + 1;
    }

    /** Records that usually come while {@code it} lasts until then. */
    public double expected(FeedIncident it, long now) {
        return it.sources.isEmpty() && it.backAt == 0
                ? rhythm.expected(it.since / MINUTE, it.silence(now) / MINUTE)
                : it.expected;
    }

    /** For a restart; versioned. */
    public byte[] write() {
        FeedIncident it = open;
        int size = 1 + 54 + Rhythm.BYTES + Lateness.BYTES + sources.bytes() + 1 + (it == null ? 0 : it.bytes());
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION).putInt(incidents).putLong(lastMillis).putInt(connected).putInt(devices);
        out.putLong(releasedAt).putLong(plannedAt).putDouble(lagSeconds);
        rhythm.write(out);
        sources.write(out);
        lateness.write(out);
        out.put((byte) (it == null ? 0 : 1));
        if (it != null) {
            it.write(out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Takes back what {@link #write} gave. */
    public static FeedWatch read(FeedConfig config, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("feed state of version " + version + ": this program reads " + VERSION);
        }
        FeedWatch it = new FeedWatch(config);
        it.incidents = in.getInt();
        it.lastMillis = in.getLong();
        it.connected = in.getInt();
        it.devices = in.getInt();
        it.releasedAt = in.getLong();
        it.plannedAt = in.getLong();
        it.lagSeconds = in.getDouble();
        it.rhythm = Rhythm.read(in);
        it.sources = SourceShares.read(in);
        it.lateness = Lateness.read(in);
        it.open = in.get() == 0 ? null : FeedIncident.read(in);
        it.plan();
        return it;
    }
}
