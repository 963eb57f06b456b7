package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.periodic.CauseRule;
import io.dropsight.detect.periodic.Clock;
import io.dropsight.detect.periodic.Lifetimes;
import io.dropsight.detect.periodic.PeriodFit;
import io.dropsight.detect.periodic.PeriodicJudge;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which devices of a hub drop periodically. Part of {@link HubBook}; not thread-safe. */
final class PeriodicBook implements Expectations {
    /** A signal about event time t comes at t + 10 min; so does the proof that nothing happened until t. */
    private static final long SETTLE_MILLIS = 600_000;

    private static final double QUIET_PERIODS = 3.2;
    private static final long QUIET_SECONDS = 60;
    private static final long OFFLINE_SECONDS = 24 * 3600;
    private static final double OFFLINE_PERIODS = 4;
    /** Sessions that outlived the age in a row, or drops that had nothing to do with it, after which it is over. */
    private static final int MOST_SURVIVALS = 3;

    /** Drops older than this, before the device's last one, prove nothing about today. */
    private static final long COUNTS_FOR_SECONDS = 30L * 24 * 3600;
    /** Devices of a hub that must show a lifetime before it explains the drops of others. */
    private static final int CONFIRMING_DEVICES = 3;

    /** Regular drops from which on it can be told what keeps the clock. */
    private static final int MEMBERS_FOR_CLOCK = 6;
    /** The same where the last drop did not keep to the clock that was thought. */
    private static final int MEMBERS_AGAINST_CLOCK = 4;

    private static final int LEAST_WAVE = 5;
    /** A wave of one lifetime is about so long. */
    private static final long WAVE_SECONDS = 300;

    /** So long a resolved verdict keeps what it used from being used again. */
    private static final long KEPT_MILLIS = COUNTS_FOR_SECONDS * 1000 + SETTLE_MILLIS;

    /** A claimed drop that comes so close to an age is the device's own. */
    private static final double OWN_SECONDS = 20;

    private final PeriodicJudge judge;
    private final FleetBook fleet;
    private final FeedState feed;
    private final Claims claims;
    private final HubOutput output;
    private final AlertBook alerts;
    private final Cases<DeviceCase> cases = new Cases<>(Shelf.CASE);
    private final OpenPeriods periods = new OpenPeriods();

    PeriodicBook(
            PeriodicJudge judge, FleetBook fleet, FeedState feed, Claims claims, AlertBook alerts, HubOutput output) {
        this.feed = feed;
        this.judge = judge;
        this.fleet = fleet;
        this.claims = claims;
        this.output = output;
        this.alerts = alerts;
    }

    /** Takes back what an earlier process saved. */
    void restore(DeviceCase saved) {
        cases.restore(saved);
        if (saved.open) {
            periods.add(saved.openedPeriod);
            alerts.adopt(saved);
        }
    }

    void save(Shelf shelf) {
        cases.save(shelf);
    }

    void signal(Candidate signal) {
        DeviceCase known = cases.get(signal.device());
        DeviceState state = signal.state();
        if (known != null && state.drops() < known.judgedDrops) { // the device was forgotten and came back
            known.judgedDrops = 0;
            known.closedAtDrop = 0;
        }
        if (known != null && known.open) {
            follow(known, signal);
        } else {
            Optional<PeriodicJudge.Finding> finding = judge.judge(state, entries(state, known), periods.shared())
                    .filter(f -> judge.suffices(f, fleet.size()));
            if (finding.isPresent()) {
                DeviceCase opened = known == null ? new DeviceCase(signal.device()) : known;
                cases.keep(opened);
                open(opened, signal, finding.get());
            } else if (known != null && state.drops() - known.closedAtDrop >= DeviceState.RING) {
                cases.forget(known); // nothing of what the old verdict used is left in the ring
            }
        }
    }

    /** Ring index of the first drop that is neither used up by an old verdict nor too old. */
    private static int firstThatCounts(DeviceState state, @Nullable DeviceCase known) {
        int from = known == null ? 0 : Math.max(0, state.size() - (state.drops() - known.closedAtDrop));
        long[] times = state.times();
        while (from < times.length && times[from] < state.lastDrop() - COUNTS_FOR_SECONDS) {
            from++;
        }
        return from;
    }

    /** Ring indexes of the drops that count, rising. */
    private int[] entries(DeviceState state, @Nullable DeviceCase known) {
        long[] times = state.times();
        int[] entries = new int[state.size()];
        int n = 0;
        for (int i = firstThatCounts(state, known); i < state.size(); i++) {
            if (!isTakenAway(state, i, times[i], known)) {
                entries[n++] = i;
            }
        }
        return Arrays.copyOf(entries, n);
    }

    /**
     * Whether an incident claims a drop that is not the device's own. Feeding every claimed drop to the test makes a
     * regularly dipping hub look like expiring devices; feeding none lets an unrecognised echo blind it (detection 2).
     */
    private boolean isTakenAway(DeviceState state, int index, long at, @Nullable DeviceCase known) {
        Claims.Claim claim = claims.on(state.traits(), at);
        if (claim == null || claim.schedule()) {
            return false;
        }
        int session = state.session(index);
        boolean own = session > 0
                && (known != null && Math.abs(session - known.period) <= OWN_SECONDS
                        || periods.shared().confirms(session, OWN_SECONDS, 2)
                        || Lifetimes.isUsual(session, OWN_SECONDS));
        return !own || (state.bits(index) & Drop.SERVER) != 0;
    }

    /** What was decided about the device; null if nothing. */
    @Nullable
    DeviceCase caseOf(DeviceKey device) {
        return cases.get(device);
    }

    /** Which drops of a device's ring its own periodic verdict, or a period of its hub, explains. */
    boolean[] explained(DeviceKey device, DeviceState state) {
        DeviceCase known = cases.get(device);
        long[] times = state.times();
        boolean[] explained = new boolean[times.length];
        if (known != null) {
            // A token that was kept over reconnects strikes between other drops.
            explained = PeriodFit.onLag(known.period, 1.5 * known.tolerance + 5, state);
            // What an earlier verdict has used up had an earlier period.
            int usedUp = Math.max(0, state.size() - (state.drops() - known.closedAtDrop));
            Arrays.fill(explained, 0, Math.min(usedUp, explained.length), true);
        }
        for (int i = 0; i < explained.length; i++) {
            int session = state.session(i);
            explained[i] |= known != null && known.explains(session, times[i])
                    || session > 0
                            && state.auth() != Auth.X509
                            && periods.shared().confirms(session, OWN_SECONDS + 0.003 * session, CONFIRMING_DEVICES);
        }
        return explained;
    }

    /** How much better one age or lag explains a device's drops than any memoryless law; natural log. */
    double logEvidence(Candidate signal) {
        DeviceState state = signal.state();
        DeviceCase known = cases.get(signal.device());
        return judge.logEvidence(state, entries(state, known), periods.shared());
    }

    double logThreshold() {
        return judge.logThreshold();
    }

    private void open(DeviceCase it, Candidate signal, PeriodicJudge.Finding finding) {
        DeviceState state = signal.state();
        long[] times = state.times();
        int[] members = finding.members();
        it.open = true;
        it.clock = finding.clock();
        it.period = (float) finding.seconds();
        it.openedPeriod = (float) finding.seconds();
        it.tolerance = (float) finding.tolerance();
        it.mad = (float) finding.mad();
        it.secondPeriod = 0;
        it.logEvidence = (float) finding.logEvidence();
        it.onset = times[members[0]];
        it.lastMatch = times[members[members.length - 1]];
        it.lastSession = state.session(members[members.length - 1]);
        it.resolvedAt = 0;
        it.detectedAtMillis = signal.stamp();
        it.judgedDrops = state.drops();
        it.matches = members.length;
        it.strangers = 0;
        it.survivals = 0;
        it.forgetDescription();
        CauseRule.Opinion opinion = CauseRule.of(state, members, it.clock, it.period);
        it.cause = opinion.cause();
        it.doubt = opinion.cause();
        take(it, opinion);
        remember(it, signal);
        periods.add(it.openedPeriod);
        alerts.join(it, Lifetimes.classOf(it.period), signal.stamp());
        say(it);
    }

    private static void take(DeviceCase it, CauseRule.Opinion opinion) {
        it.confidence = (float) opinion.confidence();
        it.alternative = opinion.alternative();
        it.returnSeconds = (float) opinion.returnSeconds();
        it.recent = opinion.recent();
        it.unauthorized = opinion.unauthorized();
        it.clean = opinion.clean();
    }

    private void remember(DeviceCase it, Candidate signal) {
        DeviceState state = signal.state();
        it.connected = state.isConnected();
        it.lastConnect = state.lastConnect();
        it.lastDrop = state.lastDrop();
        it.describe(signal);
        cases.setDeadline(it, EventTime.toMillis(overAt(it)) + SETTLE_MILLIS);
    }

    /** Event time at which the verdict no longer holds if nothing more happens. */
    private static long overAt(DeviceCase it) {
        return it.connected
                ? Math.max(it.lastConnect, it.lastMatch) + Math.round(QUIET_PERIODS * it.period) + QUIET_SECONDS
                : it.lastDrop + Math.max(OFFLINE_SECONDS, Math.round(OFFLINE_PERIODS * it.period));
    }

    private void follow(DeviceCase it, Candidate signal) {
        DeviceState state = signal.state();
        long[] times = state.times();
        int news = Math.min(state.drops() - it.judgedDrops, state.size());
        boolean matched = false;
        for (int i = state.size() - news; i < state.size(); i++) {
            PeriodFit fit = PeriodFit.of(
                    it.clock, it.period, it.tolerance, it.secondPeriod, state.session(i), times[i] - it.lastMatch);
            if (fit.matches()) {
                it.tolerance = (float) fit.tolerance();
                it.lastMatch = times[i];
                it.lastSession = state.session(i) == 0 ? it.lastSession : state.session(i);
                it.matches++;
                it.strangers = 0;
                it.survivals = 0;
                matched = true;
            } else if (!isTakenAway(state, i, times[i], it)) {
                it.strangers++;
                it.survivals += fit.outlived() ? 1 : 0;
                PeriodFit.Change change =
                        PeriodFit.change(state, i, it.strangers, it.period, it.tolerance, periods.shared());
                if (change.second() > 0) {
                    it.secondPeriod = (float) change.second();
                    it.survivals = 0;
                } else if (change.changed()) {
                    it.judgedDrops = state.drops() - (state.size() - 1 - i);
                    resolve(it, signal.stamp(), times[i], it.judgedDrops - change.run());
                    signal(signal); // the new lifetime is judged at once, from its own drops
                    return;
                }
                if (it.survivals >= MOST_SURVIVALS || it.strangers >= DeviceState.RING) {
                    it.judgedDrops = state.drops();
                    resolve(it, signal.stamp(), times[i], state.drops());
                    return;
                }
            }
        }
        it.judgedDrops = state.drops();
        if (it.secondPeriod > 0 && PeriodFit.hasLeft(state, it.period, it.tolerance)) {
            resolve(it, signal.stamp(), it.lastMatch, state.drops() - PeriodFit.GONE_AFTER);
            signal(signal); // the second age is the only one now
            return;
        }
        refine(it, state);
        reconsiderClock(it, state, matched ? MEMBERS_FOR_CLOCK : MEMBERS_AGAINST_CLOCK, signal.stamp());
        if (matched) {
            reconsiderCause(it, state, signal.stamp());
        }
        remember(it, signal);
        alerts.touch(it, signal.stamp());
        say(it);
    }

    /** Period, spread and cause follow the drops of the ring. */
    private static void refine(DeviceCase it, DeviceState state) {
        PeriodFit.Refined refined = PeriodFit.refine(it.clock, it.period, it.tolerance, state);
        it.period = (float) refined.seconds();
        it.mad = (float) refined.mad();
        it.tolerance = (float) refined.tolerance();
    }

    /**
     * Three or four drops cannot tell what keeps the clock of a device that is away for long, and equally long each time:
     * sessions and lags are about equally steady. When more drops say that it is the other, the verdict goes on with that.
     */
    private void reconsiderClock(DeviceCase it, DeviceState state, int least, long stamp) {
        if (it.returnSeconds < PeriodicJudge.AWAY_SECONDS) {
            return;
        }
        judge.judge(state, entries(state, it), periods.shared())
                .filter(f -> f.clock() != it.clock && f.members().length >= least)
                .ifPresent(f -> {
                    alerts.leave(it, stamp, it.lastMatch);
                    it.clock = f.clock();
                    it.period = (float) f.seconds();
                    periods.remove(it.openedPeriod);
                    it.openedPeriod = it.period;
                    periods.add(it.openedPeriod);
                    it.tolerance = (float) f.tolerance();
                    it.mad = (float) f.mad();
                    it.secondPeriod = 0;
                    alerts.join(it, Lifetimes.classOf(it.period), stamp);
                });
    }

    private void reconsiderCause(DeviceCase it, DeviceState state, long stamp) {
        int[] members = PeriodFit.members(it.clock, it.period, it.tolerance, state);
        if (members.length == 0) {
            return;
        }
        CauseRule.Opinion opinion = CauseRule.of(state, members, it.clock, it.period);
        if (opinion.cause() == it.cause) {
            take(it, opinion);
            it.doubt = it.cause;
        } else if (opinion.cause() == it.doubt) { // said twice: believed
            take(it, opinion);
            it.cause = opinion.cause();
            alerts.leave(it, stamp, it.lastMatch);
            alerts.join(it, Lifetimes.classOf(it.period), stamp);
        } else {
            it.doubt = opinion.cause();
        }
    }

    /** @param usedDrops the device's drop count up to which its ring is used up */
    private void resolve(DeviceCase it, long stamp, long eventTime, int usedDrops) {
        it.open = false;
        it.resolvedAt = eventTime;
        it.closedAtDrop = usedDrops;
        cases.setDeadline(it, stamp + KEPT_MILLIS);
        periods.remove(it.openedPeriod);
        say(it);
        alerts.leave(it, stamp, eventTime);
    }

    long nextDeadline() {
        return cases.nextDeadline();
    }

    /** Fires what is due at {@code deadline}, in the order of the devices. */
    void fire(long deadline) {
        while (cases.nextDeadline() <= deadline) {
            DeviceCase it = cases.first();
            if (!it.open) {
                cases.forget(it);
                continue;
            }
            resolve(it, deadline, overAt(it), it.judgedDrops); // at or after it: a blind feed postpones
        }
    }

    private void say(DeviceCase it) {
        output.verdict(it.verdict((double) it.period, next(it)));
    }

    private static @Nullable Instant next(DeviceCase it) {
        long second = nextSecond(it);
        return second == Long.MAX_VALUE ? null : EventTime.toInstant(second);
    }

    /** Event time of the next drop; {@code Long.MAX_VALUE} if none is expected. */
    static long nextSecond(DeviceCase it) {
        if (!it.open || !it.connected) {
            return Long.MAX_VALUE;
        }
        if (it.clock == Clock.SESSION) {
            return it.lastConnect + Math.round(it.period);
        }
        double times = Math.floor(Math.max(0, it.lastConnect - it.lastMatch) / it.period) + 1;
        return it.lastMatch + Math.round(times * it.period);
    }

    @Override
    public boolean explain(DropFact drop) {
        DeviceCase it = cases.get(drop.device());
        if (it != null && it.open) {
            double tolerance = 1.5 * it.tolerance + 5;
            return PeriodFit.of(
                                    it.clock,
                                    it.period,
                                    tolerance,
                                    it.secondPeriod,
                                    drop.sessionSeconds(),
                                    drop.at() - it.lastMatch)
                            .matches()
                    || it.clock == Clock.SESSION && lostItsConnect(drop, it.period);
        }
        double session = drop.sessionSeconds();
        return session > 0
                && drop.traits().auth() != Auth.X509
                && periods.shared().confirms(session, 20 + 0.003 * session, CONFIRMING_DEVICES);
    }

    /** Whether the session began, for all that is known, before a gap in the log, and by its period within it. */
    private boolean lostItsConnect(DropFact drop, double period) {
        return drop.sessionSeconds() > period && feed.wasSilent(drop.at() - Math.round(period));
    }

    @Override
    public boolean isPeriodOfHub(double seconds, double tolerance) {
        return periods.shared().confirms(seconds, tolerance, 2);
    }

    @Override
    public @Nullable Wave waveAfter(long from, long to, boolean own) {
        List<Long> next = new ArrayList<>();
        for (DeviceCase it : cases.all()) {
            if (it.open
                    && it.connected
                    && it.clock == Clock.SESSION
                    && it.cause == Cause.SAS_TOKEN_EXPIRY
                    && it.secondPeriod == 0
                    && it.lastDrop >= from
                    && it.lastDrop <= to
                    && it.lastConnect >= it.lastDrop
                    && own == (it.lastMatch == it.lastDrop)) {
                next.add(it.lastConnect + Math.round(it.period));
            }
        }
        Collections.sort(next);
        int first = 0;
        int most = 0;
        int end = 0;
        for (int begin = 0; begin < next.size(); begin++) {
            while (end < next.size() && next.get(end) - next.get(begin) <= WAVE_SECONDS) {
                end++;
            }
            if (end - begin > most) {
                most = end - begin;
                first = begin;
            }
        }
        return most < LEAST_WAVE ? null : new Wave(next.get(first), most);
    }
}
