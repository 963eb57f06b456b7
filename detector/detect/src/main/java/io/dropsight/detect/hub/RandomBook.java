package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.random.Opinion;
import io.dropsight.detect.random.RandomJudge;
import io.dropsight.detect.random.RandomJudge.Finding;
import io.dropsight.detect.random.RandomJudge.Rule;
import io.dropsight.model.Alert;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which devices of a hub drop too often, without a rhythm, or do not come back. Part of {@link HubBook}; hears what
 * {@link PeriodicBook} heard before it; not thread-safe.
 */
final class RandomBook {
    /** A signal about event time t comes at t + 10 min; so does the proof that nothing happened until t. */
    private static final long SETTLE_MILLIS = 600_000;
    /** So long a resolved verdict keeps what it used from being used again. */
    private static final long KEPT_MILLIS = 30L * 24 * 3600 * 1000 + SETTLE_MILLIS;
    /** One age explains the drops so much better than chance (natural log) that the device may be periodic. */
    private static final double PERIODIC_MAYBE = Math.log(6);
    /** What the slowest of periodic devices gain with each drop, foreign ones among them. */
    private static final double PERIODIC_GAIN = 0.3;
    /** The same of a full ring: more than the periodic test asks for. */
    private static final double PERIODIC_GAIN_OF_ALL = 0.45;

    /**
     * A 401003 says that the token ended: no accident, but the periodic test's affair, unless it did not find an age in
     * so many of the ring.
     */
    private static final int EXPIRIES_WITHOUT_AGE = 15;

    /** As many devices as a quarter may be ill before they raise their own yardstick. */
    private static final double UPPER_QUARTER = 0.75;

    private static final double MEDIAN = 0.5;

    private final RandomJudge judge;
    private final PeriodicBook periodic;
    private final FleetBook fleet;
    private final Claims claims;
    private final AlertBook alerts;
    private final HubOutput output;
    private final FleetRates rates = new FleetRates();
    private final Cases<RandomCase> cases = new Cases<>(Shelf.RANDOM_CASE);

    RandomBook(
            RandomJudge judge,
            PeriodicBook periodic,
            FleetBook fleet,
            Claims claims,
            AlertBook alerts,
            HubOutput output) {
        this.judge = judge;
        this.periodic = periodic;
        this.fleet = fleet;
        this.claims = claims;
        this.alerts = alerts;
        this.output = output;
    }

    /** Takes back what an earlier process saved. */
    void restore(RandomCase saved) {
        cases.restore(saved);
        if (saved.open) {
            alerts.adopt(saved);
        }
    }

    void restoreRate(String name, byte[] value) {
        rates.restore(name, value);
    }

    void save(Shelf shelf) {
        cases.save(shelf);
        rates.save(shelf);
    }

    /** A settled error drop: it tells of the fleet's rate, and that an open verdict goes on. */
    void hear(DropFact fact) {
        if (fact.kind() != DropFact.Kind.SETTLED
                || fact.habit() == DropFact.Habit.OWN
                || (fact.bits() & Drop.HUB) != 0
                || claims.on(fact.traits(), fact.at()) != null) {
            return;
        }
        rates.count(fact);
        DeviceCase other = periodic.caseOf(fact.device());
        if (other != null) {
            other.isOutOfRates = false;
        }
        RandomCase it = cases.get(fact.device());
        if (it != null && it.open && it.rule == Rule.RATE && fact.at() > it.lastSeen) {
            it.lastSeen = fact.at();
            cases.setDeadline(it, overAt(it));
        }
    }

    void hear(Candidate signal) {
        DeviceCase other = periodic.caseOf(signal.device());
        if (other != null && other.open && !other.isOutOfRates) {
            rates.forget(signal.device().text()); // its drops before the verdict are no yardstick for others
            other.isOutOfRates = true;
        }
        RandomCase known = cases.get(signal.device());
        DeviceState state = signal.state();
        if (known != null && state.drops() < known.judgedDrops) { // the device was forgotten and came back
            known.judgedDrops = 0;
            known.closedAtDrop = 0;
        }
        if (known != null && known.open) {
            follow(known, signal);
            return;
        }
        int[] counted = counted(signal, known);
        Optional<Finding> finding = judge.judge(
                        state, counted, () -> fleetRate(signal), now(signal), signal.sdkVersion())
                .filter(f -> judge.suffices(f, fleet.size(), () -> rate(signal, MEDIAN)))
                .filter(f -> f.rule() != Rule.RATE || !mayBePeriodic(signal))
                .filter(f -> f.rule() != Rule.TAKE_OVERS || !isAftermath(state));
        if (finding.isPresent()) {
            open(known == null ? new RandomCase(signal.device()) : known, signal, counted, finding.get());
        } else if (judge.isSuspect(state)) {
            suspect(known == null ? new RandomCase(signal.device()) : known, signal);
        } else if (known != null) {
            acquit(known, state);
        }
    }

    private static long now(Candidate signal) {
        return EventTime.ofMillis(signal.stamp() - SETTLE_MILLIS);
    }

    /**
     * What the upper quarter of the fleet is used to. Where no metric tells the fleet's size, the devices that never drop
     * are not known, and those that do would be their own yardstick: then the median of the known ones stands for it.
     */
    private double fleetRate(Candidate signal) {
        Alert.FleetSize size = fleet.told();
        boolean measured = size != null && size.fromMetric();
        return rate(signal, measured ? UPPER_QUARTER : MEDIAN);
    }

    /** What that share of the fleet, but for the device itself, does not exceed; error drops a day. */
    private double rate(Candidate signal, double quantile) {
        return rates.withoutOne(signal.device().text(), fleet.size(), quantile, now(signal));
    }

    /** Ring indexes of the drops that speak for "too often": errors of its own that nothing else explains. */
    private int[] counted(Candidate signal, @Nullable RandomCase known) {
        DeviceState state = signal.state();
        int from = known == null ? 0 : Math.max(0, state.size() - (state.drops() - known.closedAtDrop));
        long[] times = state.times();
        boolean[] explained = periodic.explained(signal.device(), state);
        int expired = 0;
        for (int i = from; i < state.size(); i++) {
            expired += (state.bits(i) & Drop.UNAUTHORIZED) != 0 ? 1 : 0;
        }
        int[] counted = new int[state.size()];
        int n = 0;
        for (int i = from; i < state.size(); i++) {
            if (Drop.isError(state.bits(i))
                    && (state.bits(i) & Drop.HUB) == 0
                    && !explained[i]
                    && (expired >= EXPIRIES_WITHOUT_AGE || (state.bits(i) & Drop.UNAUTHORIZED) == 0)
                    && claims.on(state.traits(), times[i]) == null) {
                counted[n++] = i;
            }
        }
        return Arrays.copyOf(counted, n);
    }

    /**
     * Two hypotheses compete: drops at a high rate, and drops at one age. The evidence of the periodic test is the odds
     * of the second against the first, whatever the rate ({@link io.dropsight.detect.periodic.PeriodicJudge#logEvidence}). While it
     * is high, and grows with the drops as that of a periodic device does, the verdict is left to the periodic book.
     * Once the ring is full that needs more evidence than the periodic book asks for: so nothing is held back for ever.
     */
    private boolean mayBePeriodic(Candidate signal) {
        double odds = periodic.logEvidence(signal);
        int drops = signal.state().size();
        double gain = drops < DeviceState.RING ? PERIODIC_GAIN : PERIODIC_GAIN_OF_ALL;
        return odds >= Math.max(PERIODIC_MAYBE, gain * drops) && odds < periodic.logThreshold();
    }

    /** After an incident devices come back before the hub has noticed that they were gone: that is no rival. */
    private boolean isAftermath(DeviceState state) {
        return LongStream.of(state.takeOvers()).anyMatch(at -> claims.on(state.traits(), at) != null);
    }

    private void suspect(RandomCase it, Candidate signal) {
        cases.keep(it);
        it.suspect = true;
        it.judgedDrops = signal.state().drops();
        it.onset = signal.state().firstRefused();
        it.lastSeen = signal.state().lastRefused();
        it.drops = signal.state().refusals();
        it.take(RandomJudge.onRefusalOf(signal.state()));
        it.describe(signal);
        cases.setDeadline(it, EventTime.toMillis(judge.readyAt(signal.state())) + SETTLE_MILLIS);
    }

    /** It is back, or quiet: what is left of an old verdict goes on being kept, or is forgotten. */
    private void acquit(RandomCase it, DeviceState state) {
        if (it.suspect) {
            it.suspect = false;
            cases.setDeadline(it, EventTime.toMillis(it.resolvedAt) + KEPT_MILLIS);
        }
        if (it.resolvedAt == 0 || state.drops() - it.closedAtDrop >= DeviceState.RING) {
            cases.forget(it);
        }
    }

    private void open(RandomCase it, Candidate signal, int[] counted, Finding finding) {
        cases.keep(it);
        it.open = true;
        it.suspect = false;
        // A run of refusals may be older than the verdict that ended with it.
        it.onset = finding.onset() > it.resolvedAt ? finding.onset() : finding.lastSeen();
        it.resolvedAt = 0;
        it.detectedAtMillis = signal.stamp();
        it.judgedDrops = signal.state().drops();
        it.forgetDescription();
        it.take(finding.opinion());
        measure(it, signal, counted, finding);
        it.describe(signal);
        cases.setDeadline(it, overAt(it));
        alerts.join(it, "", signal.stamp());
        say(it);
    }

    private void measure(RandomCase it, Candidate signal, int[] counted, Finding finding) {
        it.rule = finding.rule();
        it.lastSeen = Math.max(it.lastSeen, finding.lastSeen());
        it.drops = finding.drops();
        it.perDay = (float) finding.perDay();
        it.usual = (float) finding.usual();
        it.logEvidence = (float) finding.logEvidence();
        it.quietSeconds = finding.quietSeconds();
        look(it, signal.state(), counted);
    }

    /** The codes and returns of the latest drops. */
    private static void look(RandomCase it, DeviceState state, int[] counted) {
        it.recent = counted.length;
        it.closed = count(state, counted, Drop.CLOSED_REMOTELY);
        it.unauthorized = count(state, counted, Drop.UNAUTHORIZED);
        it.server = count(state, counted, Drop.SERVER);
        it.throttled = count(state, counted, Drop.THROTTLED);
        it.brief = (int) IntStream.of(counted)
                .filter(i -> state.session(i) > 0 && state.session(i) < 60)
                .count();
        it.returnSeconds = (float) RandomJudge.medianReturn(state, counted);
        it.lastSession = counted.length == 0 ? 0 : state.session(counted[counted.length - 1]);
    }

    private static int count(DeviceState state, int[] counted, int bit) {
        return (int)
                IntStream.of(counted).filter(i -> (state.bits(i) & bit) != 0).count();
    }

    /** When the verdict no longer holds if nothing more happens, ms on the arrival axis. */
    private static long overAt(RandomCase it) {
        return EventTime.toMillis(it.lastSeen + it.quietSeconds) + SETTLE_MILLIS;
    }

    private void follow(RandomCase it, Candidate signal) {
        DeviceState state = signal.state();
        it.judgedDrops = state.drops();
        int[] counted = counted(signal, it);
        it.describe(signal);
        Optional<Finding> byCodes =
                judge.byCodes(state, now(signal)).filter(f -> f.rule() != Rule.TAKE_OVERS || !isAftermath(state));
        if (byCodes.isPresent()) {
            // Codes say what it is: nothing to be said twice.
            measure(it, signal, counted, byCodes.get());
            become(it, byCodes.get().opinion(), signal.stamp());
        } else if (it.rule == Rule.REFUSED) {
            if (state.isConnected()) {
                resolve(it, signal.stamp(), state.lastConnect());
                return;
            }
        } else if (it.rule == Rule.TAKE_OVERS) {
            it.lastSeen = Math.max(it.lastSeen, state.takeOvers()[DeviceState.TAKE_OVERS - 1]);
        } else if (!followRate(it, signal, counted)) {
            return;
        }
        cases.setDeadline(it, overAt(it));
        alerts.touch(it, signal.stamp());
        say(it);
    }

    /** @return whether it goes on */
    private boolean followRate(RandomCase it, Candidate signal, int[] counted) {
        DeviceState state = signal.state();
        long[] times = state.times();
        int[] own = IntStream.of(counted).filter(i -> times[i] >= it.onset).toArray();
        int errors = (int) IntStream.range(0, state.size())
                .filter(i -> times[i] >= it.onset && Drop.isError(state.bits(i)))
                .count();
        if (2 * own.length < errors
                && judge.byRate(state, counted, () -> fleetRate(signal), it.sdkVersion)
                        .isEmpty()) {
            // What it rested on has found another explanation: a period, or an incident.
            resolve(it, signal.stamp(), now(signal));
            return false;
        }
        if (own.length == 0) {
            return true;
        }
        long last = times[own[own.length - 1]];
        it.lastSeen = Math.max(it.lastSeen, last);
        if (own.length > 1) {
            long span = last - times[own[0]];
            it.perDay = (float) ((own.length - 1) * 86_400.0 / Math.max(1, span));
            it.quietSeconds = RandomJudge.quiet(span, own.length);
        }
        it.drops = Math.max(it.drops, own.length);
        look(it, state, own);
        Opinion opinion = RandomJudge.causeOf(state, own, it.sdkVersion);
        if (opinion.cause() == it.cause || opinion.cause() == it.doubt) {
            become(it, opinion, signal.stamp());
        } else {
            it.doubt = opinion.cause();
        }
        return true;
    }

    private void become(RandomCase it, Opinion opinion, long stamp) {
        boolean other = opinion.cause() != it.cause;
        if (other) {
            alerts.leave(it, stamp, it.lastSeen);
        }
        it.take(opinion);
        if (other) {
            alerts.join(it, "", stamp);
        }
    }

    private void resolve(RandomCase it, long stamp, long eventTime) {
        it.open = false;
        it.resolvedAt = Math.max(eventTime, it.lastSeen);
        it.closedAtDrop = it.judgedDrops;
        cases.setDeadline(it, stamp + KEPT_MILLIS);
        say(it);
        alerts.leave(it, stamp, it.resolvedAt);
    }

    long nextDeadline() {
        return cases.nextDeadline();
    }

    /** Fires what is due at {@code deadline}, in the order of the devices. */
    void fire(long deadline) {
        while (cases.nextDeadline() <= deadline) {
            RandomCase it = cases.first();
            if (it.suspect) {
                lockedOut(it, deadline);
            } else if (it.open) {
                resolve(it, deadline, it.lastSeen + it.quietSeconds);
            } else {
                cases.forget(it);
            }
        }
    }

    /** A suspect has not come back in time. */
    private void lockedOut(RandomCase it, long stamp) {
        it.suspect = false;
        it.open = true;
        it.rule = Rule.REFUSED;
        it.logEvidence = (float) RandomJudge.LOG_EVIDENCE_OF_CODES;
        it.quietSeconds = RandomJudge.LOCKED_OUT_SECONDS;
        it.onset = it.onset > it.resolvedAt ? it.onset : it.lastSeen;
        it.resolvedAt = 0;
        it.detectedAtMillis = stamp;
        cases.setDeadline(it, overAt(it));
        alerts.join(it, "", stamp);
        say(it);
    }

    private void say(RandomCase it) {
        output.verdict(it.verdict(null, null));
    }
}
