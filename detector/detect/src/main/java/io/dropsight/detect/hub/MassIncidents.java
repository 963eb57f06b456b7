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
import io.dropsight.detect.mass.MassCause;
import io.dropsight.detect.mass.Resemblance;
import io.dropsight.detect.mass.Series;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a hub's mass incidents: how each opens, grows, ends, and is over once its devices are back. Part of
 * {@link MassBook}.
 *
 * <p>An open incident is looked at once a minute (arrival axis), and so says something at most once a minute.
 */
final class MassIncidents {
    private static final long CHECK_MILLIS = 60_000;
    /** The log is usually so many minutes behind. */
    private static final int BEHIND_MINUTES = 2;
    /** Calm minutes after which nobody drops of it any more. */
    private static final int CALM_CHECKS = 4;
    /** Looks by which even what a log brings that is later than allowed has settled. */
    private static final int LATE_CHECKS = 6;
    /** Refused connects within so long say that it goes on. */
    private static final long REFUSING_SECONDS = 15 * 60;
    /** By then all its drops have settled, and the census knows who is back. */
    private static final long SETTLED_SECONDS = 12 * 60;

    /** Three minutes more: which drops belong to a wave is known for sure once they have settled. */
    private static final long WAVE_SETTLED_SECONDS = 15 * 60;

    private static final long LONGEST_RETURN_SECONDS = 6 * 3600;
    static final long REOPEN_SECONDS = 30 * 60;
    private static final long ROLLOUT_CALM_SECONDS = 30 * 60;
    /** Waves of one rollout are one incident. */
    private static final long ROLLOUT_JOIN_SECONDS = 3600;

    private static final long NORMAL_AFTER_SECONDS = 3600;
    /** Looks after which the place and cause of a burst are told again, from all of it. */
    private static final int LOCALISE_UNTIL = 3;

    private static final int LEAST_TO_LOCALISE = 30;
    private static final long YOUNG_SECONDS = 60;

    /** So long its drops are surely listed one by one. */
    private static final long LISTED_MILLIS = 40 * 60_000L;

    private static final long UPDATE_MILLIS = 15 * 60_000L;
    private static final double ALIKE = 0.6;
    /** Fewer drop together every day. */
    private static final double LEAST_FORECAST_SHARE = 0.01;

    private final FleetBook fleet;
    private final MassCounts counts;
    private final BurstList burst;
    private final Expectations expectations;
    private final IncidentLog log;
    private final EchoLog echoes;
    private final MassAccount account;
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
        this.expectations = expectations;
        this.alerts = alerts;
        this.echoes = new EchoLog(log, counts::explainedPerMinute, this::begin);
        this.account = new MassAccount(this, test, log, fleet, counts, burst);
    }

    private MassIncident begin(long stamp, Cause cause, long onset, long last) {
        MassIncident it = log.begin(cause, onset, last);
        it.detectedAtMillis = stamp;
        account.countBefore(it);
        log.setDue(it, firstCheck(stamp));
        return it;
    }

    /** On the minute, at least one after the opening: so what is found does not depend on when that was. */
    private static long firstCheck(long stamp) {
        return Math.floorDiv(stamp + 2 * CHECK_MILLIS - 1, CHECK_MILLIS) * CHECK_MILLIS;
    }

    boolean isEcho(DropFact fact) {
        return echoes.isEcho(fact);
    }

    /** Hears a drop that is explained. */
    void explained(DropFact fact) {
        tell(echoes.hear(fact), fact.stamp());
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
                && fact.at() <= Math.max(incident.last, incident.lastRefused) + REFUSING_SECONDS
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
        long onset = onsetOf(members);
        List<Long> alike = new ArrayList<>();
        for (MassIncident it : log.matching(it -> !it.isEcho() && onset - it.onset > 600)) {
            if (Resemblance.of(it.sample, sample) >= ALIKE) {
                alike.add(it.onset);
            }
        }
        if (repeated < ALIKE * weight && !Resemblance.isOneOfARow(alike, onset)) {
            return false;
        }
        MassIncident silent = log.begin(Cause.SCHEDULED, onset, lastOf(members));
        silent.open = false;
        silent.sample = sample;
        return true;
    }

    void open(long stamp, @Nullable Cohort alarmed, BurstTest.Burst alarm, List<BurstFact> members) {
        if (members.isEmpty()) {
            return;
        }
        Localiser.Place place = place(members, alarm.end(), alarm.minutes(), alarmed);
        if (alarmed == null && place != null && members.size() < LEAST_TO_LOCALISE) {
            place = null; // the first few of a hub's outage come from somewhere, too
        }
        Cohort cohort = place == null ? null : place.cohort();
        long onset = onsetOf(members);
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
        it.last = Math.max(it.last, lastOf(members));
        it.windowMinutes = alarm.minutes();
        it.expected = alarm.expected();
        it.lift = Math.max(it.lift, alarm.lift());
        it.evidence = Math.max(it.evidence, alarm.evidence());
        describe(it, place, members, known != null);
        publish(it, stamp);
        log.touch(it);
    }

    /** What began in one place goes on in others: it is told anew, from all of it. */
    private void widen(long stamp, MassIncident it, List<BurstFact> more) {
        it.last = Math.max(it.last, lastOf(more));
        it.onset = Math.min(it.onset, onsetOf(more));
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

    /** A rollout is seen, or goes on. */
    void rollout(long stamp, Cohort left, List<BurstFact> members) {
        MassIncident known = log.recent(left, onsetOf(members), ROLLOUT_JOIN_SECONDS);
        MassIncident it = known == null ? begin(stamp, Cause.ROLLOUT, onsetOf(members), lastOf(members)) : known;
        it.cause = Cause.ROLLOUT;
        it.alternative = Cause.SDK_FAULT;
        it.confidence = 0.9;
        it.open = true;
        it.endedAt = 0;
        it.cohort = left;
        account.countBefore(it);
        it.told = fleet.told(left);
        it.last = Math.max(it.last, lastOf(members));
        it.moved = Math.max(it.moved, members.size());
        it.dropped = Math.max(it.dropped, it.moved);
        it.list(members.stream().map(BurstFact::device).toList());
        if (known == null || it.settled.count == 0) {
            members.stream().filter(BurstFact::settled).forEach(move -> it.settled.add(move.device(), move.at(), 0, 1));
        }
        log.setDue(it, Math.min(it.dueMillis, firstCheck(stamp)));
        publish(it, stamp);
    }

    /** @return whether a device left the version that an open incident is about */
    boolean moved(DropFact fact, Cohort left) {
        MassIncident it = log.last(incident -> incident.open && left.equals(incident.cohort));
        if (it == null) {
            return false;
        }
        if (fact.kind().isSettled()) {
            if (it.isRollout()) {
                it.settled.add(BurstList.deviceOf(fact.device()), fact.at(), 0, 1);
                log.touch(it);
            }
            return it.isRollout();
        }
        it.moved++;
        if (it.isRollout()) {
            it.dropped = Math.max(it.dropped, it.moved);
            it.last = Math.max(it.last, fact.at());
            it.quiet = 0;
            it.endedAt = 0;
            it.list(List.of(BurstList.deviceOf(fact.device())));
        }
        log.touch(it);
        return it.isRollout();
    }

    Localiser.@Nullable Place place(List<BurstFact> members, long end, int minutes, @Nullable Cohort alarmed) {
        Localiser.Place found = Localiser.place(
                members,
                counts.usual(null, end, minutes),
                fleet.size(),
                fleet::expected,
                cohort -> counts.usual(cohort, end, minutes));
        if (found == null && alarmed != null) {
            double inside = members.stream().mapToInt(BurstFact::weight).sum();
            return new Localiser.Place(alarmed, inside, fleet.expected(alarmed), 8, 1);
        }
        return found;
    }

    /** Drops that happened to come just before are not the beginning: the first twentieth is left out. */
    static long onsetOf(List<BurstFact> members) {
        long[] times = members.stream().mapToLong(BurstFact::at).sorted().toArray();
        return times.length == 0 ? 0 : times[times.length / 20];
    }

    private static long lastOf(List<BurstFact> members) {
        return members.stream().mapToLong(BurstFact::at).max().orElse(0);
    }

    void describe(MassIncident it, Localiser.@Nullable Place place, List<BurstFact> members, boolean onlyMore) {
        Set<String> devices = new HashSet<>();
        MassCause.Codes codes = MassCause.Codes.NONE;
        int dropped = 0;
        int unseen = 0;
        for (BurstFact fact : members) {
            if (devices.add(fact.device())) {
                dropped += fact.weight();
                unseen += fact.sessionSeconds() == 0 ? fact.weight() : 0;
            }
            codes = codes.plus(fact.code(), fact.weight());
        }
        it.dropped = onlyMore ? Math.max(it.dropped, dropped) : dropped;
        it.unseen = unseen;
        it.codes = codes.plus(it.refusedCodes);
        it.share = place == null ? 0 : place.share();
        it.told = it.cohort == null ? null : fleet.told(it.cohort);
        MassCause.Opinion opinion = MassCause.of(it.codes, place, (double) it.moved / Math.max(1, it.dropped));
        it.cause = opinion.cause();
        it.alternative = opinion.alternative();
        it.confidence = opinion.confidence();
        it.devices = List.of();
        it.list(devices);
        it.examples = MassWording.examples(
                members.stream().filter(fact -> fact.at() >= it.onset).toList());
    }

    // ---- once a minute

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
        if (now - it.onset <= 2 * SETTLED_SECONDS) {
            account.countBefore(it);
        }
        account.settle(it, now);
        boolean calm = isCalm(it, now) || isSettled(it, now);
        if (ended && it.endedAt != 0 || it.endedAt == 0 && calm) {
            it.endedAt = it.end();
        }
        if (it.isOutage() && it.endedAt == 0 && now - it.onset > NORMAL_AFTER_SECONDS && it.refused == 0) {
            acceptIfEven(it, now);
        }
        if (it.endedAt != 0 && isOver(it, now)) {
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
        Localiser.Place place = place(localise ? near : own, it.last / 60, minutes, localise ? null : it.cohort);
        if (localise) {
            it.cohort = place == null ? null : place.cohort();
            account.countBefore(it);
            own = near.stream()
                    .filter(fact -> it.cohort == null || fact.traits().isIn(it.cohort))
                    .toList();
        }
        describe(it, place, own, !localise);
    }

    private boolean isCalm(MassIncident it, long now) {
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
    private void acceptIfEven(MassIncident it, long now) {
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

    private static boolean isSettled(MassIncident it, long now) {
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

    private boolean isOver(MassIncident it, long now) {
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

    private void resolve(MassIncident it, long stamp) {
        it.open = false;
        it.resolvedAt = EventTime.ofMillis(stamp);
        if (it.isOutage() || it.isEcho()) {
            forecast(it);
        }
        alerts.publish(it, stamp);
    }

    /** When its devices will drop together again: by their own verdicts, or by the age that the wave itself showed. */
    private void forecast(MassIncident it) {
        Expectations.Wave wave = expectations.waveAfter(
                it.onset - MassIncident.BEFORE_SECONDS,
                Math.max(it.last, it.lastRefused) + MassIncident.AFTER_SECONDS,
                it.isEcho());
        if (wave == null && it.isEcho() && it.age > 0) {
            wave = new Expectations.Wave(it.onset + Math.round(it.age), Math.max(1, it.dropped));
        }
        if (wave != null && wave.at() > it.resolvedAt && wave.devices() >= LEAST_FORECAST_SHARE * fleet.size()) {
            it.forecastAt = wave.at();
            it.forecastDevices = wave.devices();
        }
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
