package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.Timers;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.BurstTest;
import io.dropsight.detect.mass.EchoTest;
import io.dropsight.detect.mass.Localiser;
import io.dropsight.detect.mass.Resemblance;
import io.dropsight.detect.mass.Series;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a hub's mass incidents: how each opens, grows, ends, and is over once its devices are back. Part of
 * {@link MassBook}.
 *
 * <p>An open incident is looked at once a minute (arrival axis), and so says something at most once a minute.
 */
final class MassIncidents {
    private static final long CHECK_MILLIS = 60_000;
    static final long REOPEN_SECONDS = 30 * 60;
    private static final long NORMAL_AFTER_SECONDS = 3600;
    /** Looks after which the place and cause of a burst are told again, from all of it. */
    private static final int LOCALISE_UNTIL = 3;

    private static final int LEAST_TO_LOCALISE = 30;
    private static final long YOUNG_SECONDS = 60;

    /** So long its drops are surely listed one by one. */
    private static final long LISTED_MILLIS = 40 * 60_000L;

    private static final long UPDATE_MILLIS = 15 * 60_000L;
    private static final double ALIKE = 0.6;
    private final FleetBook fleet;
    private final MassCounts counts;
    private final BurstList burst;
    private final IncidentLog log;
    private final EchoLog echoes;
    private final RolloutLog rollouts;
    private final MassPicture picture;
    private final MassAccount account;
    private final MassEnd end;
    private final MassAlerts alerts;

    MassIncidents(
            IncidentLog log,
            FleetBook fleet,
            MassCounts counts,
            BurstList burst,
            Expectations expectations,
            BurstTest test,
            MassAlerts alerts) {
        this.log = log;
        this.fleet = fleet;
        this.counts = counts;
        this.burst = burst;
        this.alerts = alerts;
        this.echoes = new EchoLog(log, fleet, expectations, counts::explainedPerMinute, this::begin);
        this.picture = new MassPicture(fleet, counts);
        this.account = new MassAccount(picture, test, log, fleet, counts, burst);
        this.end = new MassEnd(fleet, counts);
        this.rollouts = new RolloutLog(log, fleet, account, this::begin, this::publish);
    }

    private MassIncident begin(long stamp, Cause cause, long onset, long last) {
        MassIncident it = log.begin(cause, onset, last);
        it.detectedAtMillis = stamp;
        account.countBefore(it);
        log.setDue(it, firstCheck(stamp));
        return it;
    }

    /** On the minute, at least one after the opening: so what is found does not depend on when that was. */
    static long firstCheck(long stamp) {
        return Math.floorDiv(stamp + 2 * CHECK_MILLIS - 1, CHECK_MILLIS) * CHECK_MILLIS;
    }

    boolean isEcho(DropFact fact) {
        return echoes.isEcho(fact);
    }

    /** Hears a drop that is explained. */
    void explained(DropFact fact) {
        tell(echoes.hear(fact), fact.stamp());
    }

    /** The wave that is foretold next and has not come; null if there is none. */
    @Nullable
    MassIncident nextForecast(long now) {
        return echoes.next(now);
    }

    RolloutLog rollouts() {
        return rollouts;
    }

    void openEcho(long stamp, EchoTest.Echo echo) {
        tell(echoes.open(stamp, echo), stamp);
    }

    private void tell(@Nullable MassIncident begun, long stamp) {
        if (begun != null) {
            alerts.publish(begun, stamp);
            log.touch(begun);
        }
    }

    /** Whether an unexplained drop belongs to an outage, which then goes on. */
    boolean owns(DropFact fact) {
        MassIncident it = log.outageOf(fact.traits(), fact.at());
        if (it == null) {
            return false;
        }
        if (it.open && fact.at() > it.last) {
            Series series = counts.of(it.cohort);
            if (series != null && BurstTest.isElevated(series, fact.at() / 60)) {
                it.last = fact.at();
                it.endedAt = 0;
                it.quiet = 0;
                log.touch(it);
            }
        }
        return true;
    }

    /** Drops of a window that belong to outages. */
    double owned(@Nullable Cohort cohort, long end, int minutes) {
        double owned = 0;
        for (BurstFact fact : burst.between((end - minutes + 1) * 60, end * 60 + 59, f -> true)) {
            if ((cohort == null || fact.traits().isIn(cohort)) && log.outageOf(fact.traits(), fact.at()) != null) {
                owned += fact.weight();
            }
        }
        return owned;
    }

    /** A connect that the hub refused for a reason of its own: what goes on goes on. */
    void refused(DropFact fact) {
        MassIncident it = log.last(incident -> incident.open
                && incident.isOutage()
                && fact.at() >= incident.onset - MassIncident.BEFORE_SECONDS
                && fact.at() <= Math.max(incident.last, incident.lastRefused) + MassEnd.REFUSING_SECONDS
                && (incident.cohort == null || fact.traits().isIn(incident.cohort)));
        if (it != null) {
            if (fact.kind().isSettled()) {
                it.settledRefused++;
                it.settledCodes = it.settledCodes.plus(fact.code(), 1);
                it.settledLastRefused = Math.max(it.settledLastRefused, fact.at());
            } else {
                it.refused++;
                it.refusedCodes = it.refusedCodes.plus(fact.code(), 1);
            }
            if (fact.at() > it.lastRefused) {
                it.lastRefused = fact.at();
                it.quiet = 0;
                it.endedAt = 0;
            }
            log.touch(it);
        }
    }

    /**
     * Whether a burst of a part of the fleet is one of a row: the same devices at the same lag twice before, or once at
     * a lag of whole half days. It is then remembered, and no incident.
     */
    boolean repeats(List<BurstFact> members) {
        double weight = members.stream().mapToInt(BurstFact::weight).sum();
        boolean ofHub = members.stream().anyMatch(f -> (f.bits() & (Drop.SERVER | Drop.HUB)) != 0);
        if (members.isEmpty() || ofHub || weight > 0.5 * fleet.size()) {
            return false;
        }
        double repeated = members.stream()
                .filter(BurstFact::repeated)
                .mapToInt(BurstFact::weight)
                .sum();
        int[] sample = Resemblance.sample(members);
        long onset = MassPicture.onsetOf(members);
        List<Long> alike = new ArrayList<>();
        for (MassIncident it : log.matching(it -> !it.isEcho() && onset - it.onset > 600)) {
            if (Resemblance.of(it.sample, sample) >= ALIKE) {
                alike.add(it.onset);
            }
        }
        if (repeated < ALIKE * weight && !Resemblance.isOneOfARow(alike, onset)) {
            return false;
        }
        MassIncident silent = log.begin(Cause.SCHEDULED, onset, MassPicture.lastOf(members));
        silent.open = false;
        silent.sample = sample;
        return true;
    }

    void open(long stamp, @Nullable Cohort alarmed, BurstTest.Burst alarm, List<BurstFact> members) {
        if (members.isEmpty()) {
            return;
        }
        Localiser.Place place = picture.place(members, alarm.end(), alarm.minutes(), alarmed);
        if (alarmed == null && place != null && members.size() < LEAST_TO_LOCALISE) {
            place = null; // the first few of a hub's outage come from somewhere, too
        }
        Cohort cohort = place == null ? null : place.cohort();
        long onset = MassPicture.onsetOf(members);
        MassIncident known = log.recent(cohort, onset, REOPEN_SECONDS);
        MassIncident young = known == null ? young(onset) : null;
        if (young != null && (cohort == null || members.size() < LEAST_TO_LOCALISE)) {
            widen(stamp, young, members);
            return;
        }
        MassIncident it = known == null ? begin(stamp, Cause.HUB_TRANSIENT, onset, onset) : known;
        if (known == null) {
            it.cohort = cohort;
            account.countBefore(it);
            it.sample = Resemblance.sample(members);
        } else {
            it.open = true;
            it.endedAt = 0;
            it.resolvedAt = 0;
            it.quiet = 0;
            log.setDue(it, Math.min(it.dueMillis, firstCheck(stamp)));
        }
        it.last = Math.max(it.last, MassPicture.lastOf(members));
        it.windowMinutes = alarm.minutes();
        it.expected = alarm.expected();
        it.lift = Math.max(it.lift, alarm.lift());
        it.evidence = Math.max(it.evidence, alarm.evidence());
        picture.describe(it, place, members, known != null);
        publish(it, stamp);
        log.touch(it);
    }

    /** What began in one place goes on in others: it is told anew, from all of it. */
    private void widen(long stamp, MassIncident it, List<BurstFact> more) {
        it.last = Math.max(it.last, MassPicture.lastOf(more));
        it.onset = Math.min(it.onset, MassPicture.onsetOf(more));
        it.cohort = null;
        account.countBefore(it);
        count(it, true);
        publish(it, stamp);
        log.touch(it);
    }

    /** An outage that has just begun. */
    private @Nullable MassIncident young(long onset) {
        return log.last(it ->
                it.open && it.isOutage() && it.checks <= LOCALISE_UNTIL && Math.abs(onset - it.onset) <= YOUNG_SECONDS);
    }

    /** Tells it, or leaves that to the next look, if it has just been told. */
    private void publish(MassIncident it, long stamp) {
        if (it.version == 0 || stamp - it.publishedAtMillis >= CHECK_MILLIS) {
            alerts.publish(it, stamp);
        }
    }

    long nextDeadline() {
        return log.nextDeadline();
    }

    void fire(long deadline) {
        while (log.nextDeadline() <= deadline) {
            MassIncident it = log.first();
            long stamp = it.dueMillis;
            check(it, stamp);
            log.setDue(it, it.open ? stamp + CHECK_MILLIS : Timers.NONE);
        }
    }

    private void check(MassIncident it, long stamp) {
        long now = EventTime.ofMillis(stamp);
        it.checks++;
        boolean ended = it.endedAt != 0;
        if (it.isOutage() && stamp - it.detectedAtMillis <= LISTED_MILLIS) {
            count(it, it.checks <= LOCALISE_UNTIL);
        }
        if (now - it.onset <= 2 * MassEnd.SETTLED_SECONDS) {
            account.countBefore(it);
        }
        account.settle(it, now);
        boolean calm = end.isCalm(it, now) || MassEnd.isSettled(it, now);
        if (ended && it.endedAt != 0 || it.endedAt == 0 && calm) {
            it.endedAt = it.end();
        }
        if (it.isOutage() && it.endedAt == 0 && now - it.onset > NORMAL_AFTER_SECONDS && it.refused == 0) {
            end.acceptIfEven(it, now);
        }
        if (it.endedAt != 0 && end.isOver(it, now)) {
            resolve(it, stamp);
            return;
        }
        boolean news = it.publishedState != it.state()
                || it.dropped >= 2 * it.publishedDropped
                || it.dropped > it.publishedDropped && stamp - it.publishedAtMillis >= UPDATE_MILLIS;
        if (news) {
            publish(it, stamp);
        }
    }

    private void count(MassIncident it, boolean localise) {
        long to = Math.max(it.last, it.lastRefused) + MassIncident.AFTER_SECONDS;
        List<BurstFact> near = burst.between(it.onset - MassIncident.BEFORE_SECONDS, to, fact -> {
            MassIncident owner = log.outageOf(fact.traits(), fact.at());
            return owner == null || owner.alertId.equals(it.alertId);
        });
        List<BurstFact> own = near.stream()
                .filter(fact -> it.cohort == null || fact.traits().isIn(it.cohort))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        int minutes = (int) Math.max(2, Math.min(30, (it.last - it.onset) / 60 + 1));
        Localiser.Place place =
                picture.place(localise ? near : own, it.last / 60, minutes, localise ? null : it.cohort);
        if (localise) {
            it.cohort = place == null ? null : place.cohort();
            account.countBefore(it);
            own = near.stream()
                    .filter(fact -> it.cohort == null || fact.traits().isIn(it.cohort))
                    .toList();
        }
        picture.describe(it, place, own, !localise);
    }

    private void resolve(MassIncident it, long stamp) {
        it.open = false;
        it.resolvedAt = EventTime.ofMillis(stamp);
        if (it.isOutage() || it.isEcho()) {
            echoes.forecast(it);
        }
        alerts.publish(it, stamp);
    }

    /** The feed has ended: what was not told yet is. */
    void end(long stamp) {
        for (MassIncident it : log.matching(it -> it.open)) {
            if (it.isOutage()) {
                count(it, false);
            }
            if (it.dropped != it.publishedDropped) {
                alerts.publish(it, Math.max(stamp, it.publishedAtMillis));
            }
        }
    }
}
