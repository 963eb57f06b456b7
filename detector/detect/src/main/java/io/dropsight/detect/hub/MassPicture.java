package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.Localiser;
import io.dropsight.detect.mass.MassCause;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the drops of a mass incident show: where it is, since when, why, and who dropped. Part of {@link MassIncidents}. */
final class MassPicture {
    private final FleetBook fleet;
    private final MassCounts counts;

    MassPicture(FleetBook fleet, MassCounts counts) {
        this.fleet = fleet;
        this.counts = counts;
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

    static long lastOf(List<BurstFact> members) {
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
}
