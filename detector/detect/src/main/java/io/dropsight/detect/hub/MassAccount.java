package io.dropsight.detect.hub;

import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.BurstTest;
import io.dropsight.detect.mass.Localiser;
import io.dropsight.detect.mass.Series;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells an incident anew from what has settled, in which order and lateness have no part: an incident is opened on what
 * is just heard of, in whatever order, but its last version is the same for every order. Part of {@link MassIncidents}.
 */
final class MassAccount {
    /** A drop is settled so long after it happened; one minute more, and the census tells of it, too. */
    static final long SETTLED_SECONDS = 11 * 60;

    private final MassPicture picture;
    private final BurstTest test;
    private final IncidentLog log;
    private final FleetBook fleet;
    private final MassCounts counts;
    private final BurstList burst;

    MassAccount(
            MassPicture picture, BurstTest test, IncidentLog log, FleetBook fleet, MassCounts counts, BurstList burst) {
        this.picture = picture;
        this.test = test;
        this.log = log;
        this.fleet = fleet;
        this.counts = counts;
        this.burst = burst;
    }

    /** Connected devices just before, and those that dropped without having been seen to connect. */
    void countBefore(MassIncident it) {
        int all = fleet.connectedAt(it.onset - 60);
        it.awayBefore = fleet.awayAt(it.onset - 60);
        it.connectedBefore = it.cohort == null || fleet.known() == 0
                ? all
                : (int) Math.round((double) all * fleet.devices(it.cohort) / fleet.known());
    }

    /** What is to be told of the incident, if all that belongs to it has settled. */
    void settle(MassIncident it, long now) {
        if (it.isEcho() || it.isRollout()) {
            settleCounts(it, now);
            return;
        }
        if (now - it.lastRefused >= SETTLED_SECONDS) {
            it.refused = it.settledRefused;
            it.refusedCodes = it.settledCodes;
            it.lastRefused = it.settledLastRefused;
        }
        if (now - it.onset < SETTLED_SECONDS || now - it.onset > BurstList.KEPT_SECONDS - 300) {
            return;
        }
        List<BurstFact> near = burst.between(it.onset / 60 * 60 - MassIncident.BEFORE_SECONDS, now, fact -> {
            MassIncident owner = log.outageOf(fact.traits(), fact.at());
            return (fact.settled() || now - fact.at() < SETTLED_SECONDS)
                    && (owner == null || owner.alertId.equals(it.alertId));
        });
        it.last = lastOf(it, within(it, near));
        if (now - it.end() >= SETTLED_SECONDS) {
            describe(
                    it,
                    near.stream()
                            .filter(fact -> fact.at() <= it.end() + MassIncident.AFTER_SECONDS)
                            .toList());
        }
    }

    private static List<BurstFact> within(MassIncident it, List<BurstFact> facts) {
        return facts.stream()
                .filter(fact -> it.cohort == null || fact.traits().isIn(it.cohort))
                .toList();
    }

    private void describe(MassIncident it, List<BurstFact> near) {
        int minutes = (int) Math.max(2, Math.min(30, (it.last - it.onset) / 60 + 1));
        Localiser.Place place = picture.place(near, it.last / 60, minutes, it.cohort);
        it.cohort = place == null ? null : place.cohort();
        List<BurstFact> own = within(it, near);
        BurstTest.Burst burst = worst(it, own);
        if (burst == null) {
            return;
        }
        it.windowMinutes = burst.minutes();
        it.expected = burst.expected();
        it.lift = burst.lift();
        it.evidence = burst.evidence();
        it.onset = MassPicture.onsetOf(own);
        it.last = lastOf(it, own);
        picture.describe(it, place, own, false);
        countBefore(it);
    }

    /** The window with most evidence, by settled drops. */
    private BurstTest.@Nullable Burst worst(MassIncident it, List<BurstFact> near) {
        Series series = counts.learnt(it.cohort, it.dueMillis);
        BurstTest.Burst worst = null;
        long before = -1;
        for (BurstFact fact : near) {
            long minute = fact.at() / 60;
            if (series != null && minute != before) {
                BurstTest.Burst best = BurstTest.worst(series, minute, 0, true);
                worst = worst == null || best != null && best.evidence() > worst.evidence() ? best : worst;
            }
            before = minute;
        }
        return worst;
    }

    /** The last drop while drops came faster than usual. */
    private long lastOf(MassIncident it, List<BurstFact> own) {
        Series series = counts.of(it.cohort);
        int minutes = it.windowMinutes >= 15 ? it.windowMinutes : 5;
        long pause = minutes == 5 ? MassIncident.AFTER_SECONDS : minutes * 60L;
        long last = it.onset;
        for (BurstFact fact : own) {
            long minute = fact.at() / 60;
            boolean goesOn;
            if (series == null || fact.at() <= last) {
                goesOn = true;
            } else if (fact.at() <= last + pause) {
                goesOn = fact.settled()
                        ? BurstTest.isElevatedSettled(series, minute, minutes)
                        : BurstTest.isElevated(series, minute, minutes);
            } else {
                BurstTest.Burst again = BurstTest.worst(series, minute, last / 60, fact.settled());
                goesOn = fact.at() <= last + MassIncidents.REOPEN_SECONDS
                        && again != null
                        && test.isAlarming(again, it.cohort != null);
            }
            last = goesOn ? Math.max(last, fact.at()) : last;
        }
        return last;
    }

    /** Of an echo or a rollout. */
    private void settleCounts(MassIncident it, long now) {
        if (it.settled.count == 0 || now - it.last < SETTLED_SECONDS) {
            return;
        }
        it.onset = it.settled.first;
        it.last = it.settled.last;
        it.dropped = it.settled.count;
        it.devices = it.settled.devices;
        it.examples = List.of();
        if (it.isEcho()) {
            it.meanAge = it.settled.meanSession();
        } else {
            it.moved = it.settled.count;
        }
        countBefore(it);
    }
}
