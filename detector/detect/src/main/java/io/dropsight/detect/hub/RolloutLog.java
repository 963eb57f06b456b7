package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.model.Cause;
import java.util.List;
import java.util.function.ObjLongConsumer;

/** Rollouts among a hub's mass incidents: how each begins and goes on. Part of {@link MassIncidents}. */
final class RolloutLog {
    /** Waves of one rollout are one incident. */
    private static final long ROLLOUT_JOIN_SECONDS = 3600;

    private final IncidentLog log;
    private final FleetBook fleet;
    private final MassAccount account;
    private final EchoLog.Beginner beginner;
    private final ObjLongConsumer<MassIncident> publisher;

    /**
     * @param beginner  begins an incident
     * @param publisher tells it, unless it has just been told
     */
    RolloutLog(
            IncidentLog log,
            FleetBook fleet,
            MassAccount account,
            EchoLog.Beginner beginner,
            ObjLongConsumer<MassIncident> publisher) {
        this.log = log;
        this.fleet = fleet;
        this.account = account;
        this.beginner = beginner;
        this.publisher = publisher;
    }

    /** A rollout is seen, or goes on. */
    void begin(long stamp, Cohort left, List<BurstFact> members) {
        MassIncident known = log.recent(left, MassPicture.onsetOf(members), ROLLOUT_JOIN_SECONDS);
        MassIncident it = known == null
                ? beginner.begin(stamp, Cause.ROLLOUT, MassPicture.onsetOf(members), MassPicture.lastOf(members))
                : known;
        it.cause = Cause.ROLLOUT;
        it.alternative = Cause.SDK_FAULT;
        it.confidence = 0.9;
        it.open = true;
        it.endedAt = 0;
        it.cohort = left;
        account.countBefore(it);
        it.told = fleet.told(left);
        it.last = Math.max(it.last, MassPicture.lastOf(members));
        it.moved = Math.max(it.moved, members.size());
        it.dropped = Math.max(it.dropped, it.moved);
        it.list(members.stream().map(BurstFact::device).toList());
        if (known == null || it.settled.count == 0) {
            members.stream().filter(BurstFact::settled).forEach(move -> it.settled.add(move.device(), move.at(), 0, 1));
        }
        log.setDue(it, Math.min(it.dueMillis, MassIncidents.firstCheck(stamp)));
        publisher.accept(it, stamp);
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
}
