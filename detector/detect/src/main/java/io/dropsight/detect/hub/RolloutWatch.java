package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.mass.BurstFact;
import java.util.List;

/** Devices that come back with another SDK version: many from one version within 15 minutes are a rollout. */
final class RolloutWatch {
    private static final long WINDOW_SECONDS = 15 * 60;
    private static final int LEAST = 8;
    private static final double LEAST_SHARE = 0.012;
    private static final int TINY = 20;
    private static final double TINY_SHARE = 0.55;

    private final FleetBook fleet;
    private final RolloutLog rollouts;
    private final BurstList moves = new BurstList("m");

    RolloutWatch(FleetBook fleet, RolloutLog rollouts) {
        this.fleet = fleet;
        this.rollouts = rollouts;
    }

    void hear(DropFact fact) {
        moves.forget(fact.at());
        moves.add(fact);
        int version = fact.sessionSeconds(); // of a move, what was left
        Cohort left = new Cohort(Cohort.Kind.SDK, version);
        if (rollouts.moved(fact, left)) {
            return;
        }
        List<BurstFact> lately =
                moves.between(fact.at() - WINDOW_SECONDS, fact.at(), move -> move.sessionSeconds() == version);
        double devices = lately.stream().mapToInt(BurstFact::weight).sum();
        double needed = fleet.size() < TINY
                ? Math.max(3, TINY_SHARE * fleet.size())
                : Math.max(LEAST, LEAST_SHARE * fleet.size());
        if (devices >= needed) {
            rollouts.begin(fact.stamp(), left, lately);
        }
    }

    void restore(String name, byte[] value) {
        moves.restore(name, value);
    }

    void save(Shelf shelf) {
        moves.save(shelf);
    }
}
