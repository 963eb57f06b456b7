package io.dropsight.detect.hub;

import io.dropsight.detect.Census;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Timers;
import io.dropsight.detect.feed.FeedConfig;
import io.dropsight.detect.feed.FeedIncident;
import io.dropsight.detect.feed.FeedMinute;
import io.dropsight.detect.feed.FeedWatch;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a hub's log flows, and the alerts that say when it does not. A minute is judged once all of its censuses are
 * heard, a millisecond after its end. Part of {@link HubBook}; not thread-safe.
 */
final class FeedBook implements FeedState, MetricBook.Log {
    private static final byte VERSION = 1;
    /** Records around a gap's ends may be lost, too. */
    private static final long GAP_EDGE_MILLIS = 120_000;

    private static final long LONGEST_PAUSE_MILLIS = 15 * 60_000L;

    private final String hub;
    private final FeedConfig config;
    private final FleetBook fleet;
    private final HubOutput output;
    private FeedWatch watch;
    private @Nullable FeedMinute minute;
    /** End of the last minute whose census may have changed the fleet; 0 if that is known. */
    private long fleetAt;
    /** Of the open incident's alert. */
    private int version;

    private long publishedAt;
    private long dueAt = Timers.NONE;
    /** Of the latest lively minute, in this process: nothing but figures follows from it. */
    private double latestLag;

    private boolean changed;
    /** The latest gap, ms on the arrival axis; the end is {@code Long.MAX_VALUE} while it lasts. */
    private long gapFrom = Long.MAX_VALUE;

    private long gapTo = Long.MIN_VALUE;

    FeedBook(String hub, FeedConfig config, FleetBook fleet, HubOutput output) {
        this.hub = hub;
        this.config = config;
        this.fleet = fleet;
        this.output = output;
        this.watch = new FeedWatch(config);
    }

    @Override
    public boolean isBlind() {
        return watch.isBlind();
    }

    /** Since when, ms on the arrival axis; 0 if it is not. */
    long blindSince() {
        FeedIncident it = watch.incident();
        return it == null ? 0 : it.since;
    }

    @Override
    public long lastMillis() {
        return watch.lastMillis();
    }

    /** Mean time that the records of the latest minute took to arrive, s. */
    double latestLag() {
        return latestLag;
    }

    /** The log has a gap, or comes in after one. */
    boolean isGap() {
        return watch.isGap();
    }

    @Override
    public boolean wasSilent(long second) {
        long at = EventTime.toMillis(second);
        return at >= gapFrom - GAP_EDGE_MILLIS
                && at <= (gapTo > Long.MAX_VALUE - GAP_EDGE_MILLIS ? gapTo : gapTo + GAP_EDGE_MILLIS);
    }

    /** When what silence until {@code due} would prove may be concluded, ms; {@code Long.MAX_VALUE} while unknown. */
    long notBefore(long due) {
        return due == Timers.NONE ? due : watch.notBefore(due);
    }

    /** To be called after the fleet has heard it. */
    void hear(Census census) {
        FeedMinute part = FeedMinute.of(census);
        FeedMinute whole = minute;
        if (part.isLively()) {
            minute = whole == null ? part : whole.plus(part);
            changed = true;
        }
        fleetAt = census.stamp();
        changed |= !watch.isFleet(fleet.connected(), fleet.known());
    }

    long nextDeadline() {
        FeedMinute whole = minute;
        long next = Math.min(watch.nextDeadline(), dueAt);
        next = whole == null ? next : Math.min(next, whole.endMillis() + 1);
        return fleetAt == 0 ? next : Math.min(next, fleetAt + 1);
    }

    void fire(long deadline) {
        if (fleetAt != 0 && fleetAt < deadline) {
            changed |= !watch.isFleet(fleet.connected(), fleet.known());
            watch.fleet(fleet.connected(), fleet.known(), deadline);
            fleetAt = 0;
        }
        FeedMinute whole = minute;
        if (whole != null && whole.endMillis() < deadline) {
            changed = true;
            minute = null;
            latestLag = whole.arrived() == 0 ? latestLag : (double) whole.lagSeconds() / whole.arrived();
            watch.minute(whole, deadline, this::publish);
        }
        if (watch.nextDeadline() <= deadline) {
            changed = true;
            watch.fire(deadline, this::publish);
        }
        FeedIncident it = watch.incident();
        if (dueAt <= deadline && it != null) {
            publish(it, deadline);
        }
    }

    /** The feed has ended: what its last censuses tell lies beyond it. */
    void end() {
        minute = null;
        fleetAt = 0;
        changed = true;
    }

    private void publish(FeedIncident it, long at) {
        boolean first = it.isOpen() && it.openedAt == at;
        if (it.gap) {
            gapFrom = it.since;
            gapTo = it.backAt > 0 ? it.backAt : it.isOpen() ? Long.MAX_VALUE : it.closedAt;
        }
        version = first ? 1 : version + 1;
        publishedAt = at;
        dueAt = Timers.NONE;
        if (it.isOpen()) {
            long doubled = it.gap ? it.since + 2 * (at - it.since) : 0;
            dueAt = Math.max(doubled, at + LONGEST_PAUSE_MILLIS);
        }
        changed = true;
        output.alert(toAlert(it, at));
    }

    private Alert toAlert(FeedIncident it, long at) {
        Cause cause = it.gap ? Cause.FEED_GAP : Cause.FEED_DELAY;
        long over = it.gap && it.backAt > 0 ? it.backAt : it.closedAt;
        double confidence = FeedWording.confidence(it);
        return new Alert(
                Ids.of(hub, Pattern.FEED.label(), cause.label(), it.since / 60_000, it.ordinal),
                version,
                it.isOpen() ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(at),
                hub,
                Pattern.FEED,
                cause,
                confidence,
                List.of(),
                new Alert.Scope(null, 0, List.of()),
                Instant.ofEpochMilli(it.since),
                Instant.ofEpochMilli(it.openedAt),
                Instant.ofEpochMilli(Math.max(it.since, watch.lastMillis())),
                it.isOpen() ? null : Instant.ofEpochMilli(Math.max(it.since, over)),
                null,
                null,
                null,
                fleet.told(),
                FeedWording.evidence(it, at, watch.expected(it, at)),
                Advice.on(cause),
                probability(it.surprise),
                new Alert.Feed(Duration.ofSeconds(Math.round(it.lagSeconds)), it.isOpen()));
    }

    /** A bound on the chance of one such look at a healthy feed. */
    private static double probability(double nats) {
        return new BigDecimal(Math.max(1e-12, Math.min(1, Math.exp(-nats))))
                .round(new MathContext(2))
                .doubleValue();
    }

    void restore(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte known = in.get();
        if (known != VERSION) {
            throw new IllegalArgumentException("feed book of version " + known + ": this program reads " + VERSION);
        }
        version = in.getInt();
        publishedAt = in.getLong();
        dueAt = in.getLong();
        fleetAt = in.getLong();
        gapFrom = in.getLong();
        gapTo = in.getLong();
        minute = in.get() == 0 ? null : FeedMinute.read(in);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        watch = FeedWatch.read(config, rest);
    }

    void save(Shelf shelf) {
        if (!changed) {
            return;
        }
        changed = false;
        FeedMinute whole = minute;
        byte[] waiting = whole == null ? new byte[0] : whole.write();
        byte[] rest = watch.write();
        ByteBuffer out = ByteBuffer.allocate(46 + waiting.length + rest.length);
        out.put(VERSION).putInt(version).putLong(publishedAt).putLong(dueAt);
        out.putLong(watch.isFleet(fleet.connected(), fleet.known()) ? 0 : fleetAt); // not, if there is nothing to learn
        out.putLong(gapFrom).putLong(gapTo);
        out.put((byte) (whole == null ? 0 : 1)).put(waiting).put(rest);
        shelf.keep(Shelf.FEED, "", out.array());
    }
}
