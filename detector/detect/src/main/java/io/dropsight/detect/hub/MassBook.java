package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Timers;
import io.dropsight.detect.Traits;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.BurstTest;
import io.dropsight.detect.mass.EchoTest;
import io.dropsight.detect.mass.MassConfig;
import io.dropsight.detect.mass.Series;
import io.dropsight.detect.periodic.Lifetimes;
import io.dropsight.model.Auth;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happens to many devices of a hub at once: bursts of drops that nothing explains, where they are and why, and the
 * echoes that follow. Part of {@link HubBook}; not thread-safe.
 *
 * <p>A drop is counted when it is heard of, and again when it has settled; an incident opens on the first and ends on
 * the second, so that its last version does not depend on the order in which records came.
 */
final class MassBook implements Claims {
    private static final long RETRY_MILLIS = 5_000;
    private static final long PATIENCE_MILLIS = 3_000;
    /** Name of the entry that says when a burst was looked at last. */
    private static final String TRIED = "t";

    private static final Cohort CERTIFICATES = new Cohort(Cohort.Kind.AUTH, Auth.X509.wire());

    private final FleetBook fleet;
    private final Expectations expectations;
    private final BurstTest test;
    private final MassCounts counts;
    private final BurstList burst = new BurstList("d");
    private final IncidentLog log;
    private final MassIncidents incidents;
    private final RolloutWatch rollouts;
    private long triedAt = Long.MIN_VALUE;
    private long retryAt = Timers.NONE;
    private long retryMinute;
    private boolean triedAnew;
    private boolean patient = true;

    MassBook(
            String hub,
            MassConfig config,
            FleetBook fleet,
            Expectations expectations,
            FeedState feed,
            Witness witness,
            HubOutput output) {
        this.fleet = fleet;
        this.expectations = expectations;
        this.test = new BurstTest(config);
        this.log = new IncidentLog(hub);
        this.counts = new MassCounts(fleet, log::coversMinute);
        this.incidents = new MassIncidents(
                log, fleet, counts, burst, expectations, test, new MassAlerts(hub, fleet, feed, witness, output));
        this.rollouts = new RolloutWatch(fleet, incidents.rollouts());
    }

    @Override
    public @Nullable Claim on(Traits traits, long at) {
        MassIncident it = log.covering(traits, at);
        return it == null ? null : new Claim(it.alertId, !it.isOutage() || it.isSmall());
    }

    /** The wave that is foretold next and has not come; null if there is none. */
    @Nullable
    MassIncident nextForecast(long now) {
        return incidents.nextForecast(now);
    }

    /** Whether an outage covers any of these seconds of {@link EventTime}. */
    boolean isExplained(long fromSecond, long toSecond) {
        for (long minute = fromSecond / 60; minute <= toSecond / 60; minute++) {
            if (log.coversMinute(minute)) {
                return true;
            }
        }
        return false;
    }

    /** Something was heard of the hub: from now on silence means that nothing drops. */
    void begin(long second) {
        counts.begin(second / 60);
    }

    void hear(DropFact fact) {
        long now = EventTime.ofMillis(fact.stamp());
        burst.forget(now);
        switch (fact.kind()) {
            case FRESH, SETTLED -> drop(fact, now / 60);
            case REFUSED, REFUSED_SETTLED -> incidents.refused(fact);
            case MOVED, MOVED_SETTLED -> rollouts.hear(fact);
            case NAMED -> name(fact, now / 60);
        }
    }

    private void name(DropFact fact, long now) {
        BurstFact before = burst.name(fact);
        if (before != null) {
            counts.name(before, fact, now);
        }
    }

    private void drop(DropFact fact, long now) {
        boolean ofHub = (fact.bits() & (Drop.SERVER | Drop.HUB)) != 0;
        if (!ofHub && (fact.habit() == DropFact.Habit.OWN || incidents.isEcho(fact) || expectations.explain(fact))) {
            counts.addExplained(fact, now);
            incidents.explained(fact);
            return;
        }
        burst.add(fact);
        counts.add(fact, now);

        if (incidents.owns(fact)) {
            return;
        }
        if (fact.kind() == DropFact.Kind.FRESH) {
            look(fact.stamp(), fact.at() / 60, fact.traits().cohorts());
        }
    }

    /** Is what came by now more than chance, anywhere that the last drop belongs to? */
    private void look(long stamp, long minute, Collection<Cohort> cohorts) {
        if (stamp < triedAt + RETRY_MILLIS) {
            retryAt = Math.min(retryAt, triedAt + RETRY_MILLIS);
            retryMinute = Math.max(retryMinute, minute);
            triedAnew = true;
            return;
        }
        Alarm best = alarm(null, minute);
        for (Cohort cohort : cohorts) {
            Alarm other = alarm(cohort, minute);
            if (other != null
                    && (best == null || best.burst.evidence() < other.burst.evidence() && best.cohort != null)) {
                best = other; // a hub's alarm goes first: localisation finds the cohort by itself
            }
        }
        if (best != null && best.cohort != null && patient) {
            patient = false; // a few drops of one place may be the first of many
            triedAt = stamp;
            retryAt = stamp + RETRY_MILLIS + PATIENCE_MILLIS;
            retryMinute = Math.max(retryMinute, minute);
            triedAnew = true;
            return;
        }
        patient = true;
        if (best != null) {
            triedAt = stamp;
            triedAnew = true;
            raise(stamp, best);
        }
    }

    private record Alarm(@Nullable Cohort cohort, BurstTest.Burst burst) {}

    private @Nullable Alarm alarm(@Nullable Cohort cohort, long minute) {
        Series series = counts.of(cohort);
        if (series == null) {
            return null;
        }
        double scope = cohort == null ? fleet.size() : fleet.expected(cohort);
        Optional<BurstTest.Burst> found =
                test.at(series, minute, scope, cohort != null, (end, minutes) -> incidents.owned(cohort, end, minutes));
        if (found.isEmpty() && series.newest() > minute) {
            found = test.at(
                    series,
                    series.newest(),
                    scope,
                    cohort != null,
                    (end, minutes) -> incidents.owned(cohort, end, minutes));
        }
        return found.map(it -> new Alarm(cohort, it)).orElse(null);
    }

    private void raise(long stamp, Alarm alarm) {
        List<BurstFact> members = members(alarm);
        boolean repeats = incidents.repeats(members);
        EchoTest.Echo echo = repeats ? null : EchoTest.of(members, new Lore());
        List<BurstFact> explained = echo != null ? echo.members() : repeats ? members : List.of();
        if (!explained.isEmpty()) {
            counts.takeBack(explained);
            burst.removeAll(explained);
            if (echo != null) {
                incidents.openEcho(stamp, echo);
            }
            Alarm rest = alarm(alarm.cohort, alarm.burst.end());
            if (rest == null) {
                return;
            }
            List<BurstFact> others = members(rest);
            if (isOfEnoughDevices(rest, others)) {
                incidents.open(stamp, rest.cohort, rest.burst, others);
            }
            return;
        }
        if (isOfEnoughDevices(alarm, members)) {
            incidents.open(stamp, alarm.cohort, alarm.burst, members);
        }
    }

    /** A device that flaps is counted once. */
    private boolean isOfEnoughDevices(Alarm alarm, List<BurstFact> members) {
        Set<String> seen = new HashSet<>();
        double devices = 0;
        for (BurstFact fact : members) {
            devices += seen.add(fact.device()) ? fact.weight() : 0;
        }
        Series series = counts.of(alarm.cohort);
        double scope = alarm.cohort == null ? fleet.size() : fleet.expected(alarm.cohort);
        return series != null && test.passes(alarm.burst.of(devices, series), series, scope, alarm.cohort != null);
    }

    private List<BurstFact> members(Alarm alarm) {
        long from = (alarm.burst.end() - alarm.burst.minutes() + 1) * 60;
        long to = alarm.burst.end() * 60 + 59;
        return burst.between(
                from,
                to,
                fact -> (alarm.cohort == null || fact.traits().isIn(alarm.cohort))
                        && log.outageOf(fact.traits(), fact.at()) == null);
    }

    private final class Lore implements EchoTest.Known {
        @Override
        public boolean isLifetime(double seconds, double tolerance) {
            return Lifetimes.isUsual(seconds, tolerance) || expectations.isPeriodOfHub(seconds, tolerance);
        }

        @Override
        public double x509Share() {
            return fleet.known() == 0 ? 0 : (double) fleet.devices(CERTIFICATES) / fleet.known();
        }
    }

    long nextDeadline() {
        return Math.min(retryAt, incidents.nextDeadline());
    }

    void fire(long deadline) {
        if (retryAt <= deadline) {
            long stamp = retryAt;
            retryAt = Timers.NONE;
            triedAnew = true;
            Series hub = counts.of(null);
            if (hub != null) {
                TreeSet<Cohort> cohorts = new TreeSet<>();
                for (BurstFact latest : burst.between(retryMinute * 60, retryMinute * 60 + 59, f -> true)) {
                    cohorts.addAll(latest.traits().cohorts());
                }
                look(stamp, retryMinute, cohorts);
            }
        }
        incidents.fire(deadline);
    }

    /** The feed has ended, with its last arrival. */
    void end(long stamp) {
        incidents.end(stamp);
    }

    void restore(byte kind, String name, byte[] value) {
        switch (kind) {
            case Shelf.SERIES -> counts.restore(name, value);
            case Shelf.INCIDENT -> log.restore(name, value);
            case Shelf.FACT -> {
                if (name.equals(TRIED)) {
                    ByteBuffer in = ByteBuffer.wrap(value);
                    triedAt = in.getLong();
                    retryAt = in.getLong();
                    retryMinute = in.getLong();
                    patient = in.get() != 0;
                } else if (name.startsWith("d")) {
                    burst.restore(name, value);
                } else {
                    rollouts.restore(name, value);
                }
            }
            default -> throw new IllegalArgumentException("not a mass entry: " + (char) kind);
        }
    }

    void save(Shelf shelf) {
        counts.save(shelf);
        burst.save(shelf);
        rollouts.save(shelf);
        log.save(shelf);
        if (triedAnew) {
            shelf.keep(
                    Shelf.FACT,
                    TRIED,
                    ByteBuffer.allocate(25)
                            .putLong(triedAt)
                            .putLong(retryAt)
                            .putLong(retryMinute)
                            .put((byte) (patient ? 1 : 0))
                            .array());
            triedAnew = false;
        }
    }
}
