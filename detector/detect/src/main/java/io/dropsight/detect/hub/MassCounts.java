package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.Series;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Drops a minute of a hub and of each of its cohorts, with their baselines. Part of {@link MassBook}. */
final class MassCounts {
    static final int MOST_SERIES = 4_096;
    /** Error drops a device and day that are likely before anything is known. */
    private static final double USUAL_DROPS_PER_DEVICE_DAY = 0.3;

    private static final String HUB = "h";
    private static final String EXPLAINED = "e";

    private final FleetBook fleet;
    private final LongPredicate unusual;
    private final Map<String, Series> series = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    /** First minute in which anything was heard of the hub; -1 before. */
    private long born = -1;

    private static final String BORN = "!";

    /** @param unusual minutes that no baseline may learn from */
    MassCounts(FleetBook fleet, LongPredicate unusual) {
        this.fleet = fleet;
        this.unusual = unusual;
    }

    /** Something was heard of the hub: from now on silence means that nothing drops. */
    void begin(long minute) {
        if (born < 0) {
            born = minute;
            changed.add(BORN);
        }
    }

    private static String nameOf(@Nullable Cohort cohort) {
        return cohort == null ? HUB : "k" + cohort.kind().wire() + "/" + cohort.id();
    }

    /** @param cohort null for the hub */
    @Nullable
    Series of(@Nullable Cohort cohort) {
        return series.get(nameOf(cohort));
    }

    /** The same, with the baseline as of a time. */
    @Nullable
    Series learnt(@Nullable Cohort cohort, long stampMillis) {
        String name = nameOf(cohort);
        Series it = series.get(name);
        if (it != null) {
            it.learn(EventTime.ofMillis(stampMillis) / 60, unusual);
            changed.add(name);
        }
        return it;
    }

    @Nullable
    Series explained() {
        return series.get(EXPLAINED);
    }

    void add(DropFact fact, long now) {
        add(HUB, fact, now, USUAL_DROPS_PER_DEVICE_DAY * fleet.size() / 1440);
        Series hub = series.get(HUB);
        double hubMean = hub == null ? 0 : hub.mean();
        for (Cohort cohort : fact.traits().cohorts()) {
            double share = fleet.known() == 0 ? 0 : (double) fleet.devices(cohort) / fleet.known();
            add(nameOf(cohort), fact, now, hubMean * share);
        }
        if (series.size() > MOST_SERIES + 2) {
            forgetOldest();
        }
    }

    /** A fresh drop's device is known better: it counts for what it is now known to share. */
    void name(BurstFact before, DropFact named, long now) {
        Series hub = series.get(HUB);
        double hubMean = hub == null ? 0 : hub.mean();
        for (Cohort cohort : before.traits().orElse(named.traits()).cohorts()) {
            if (!before.traits().isIn(cohort)) {
                double share = fleet.known() == 0 ? 0 : (double) fleet.devices(cohort) / fleet.known();
                add(nameOf(cohort), named, now, hubMean * share);
            }
        }
    }

    double explainedPerMinute() {
        Series it = series.get(EXPLAINED);
        return it == null ? 0 : it.mean();
    }

    void addExplained(DropFact fact, long now) {
        add(EXPLAINED, fact, now, 0);
    }

    private void add(String name, DropFact fact, long now, double prior) {
        long minute = fact.at() / 60;
        begin(minute);
        Series it = series.get(name);
        if (it == null) {
            long first = Math.min(born, minute);
            it = name.equals(HUB) || name.equals(EXPLAINED) ? Series.ofHub(first, prior) : new Series(first, prior);
            series.put(name, it);
        }
        it.learn(now, unusual);
        if (fact.kind() == DropFact.Kind.SETTLED) {
            it.addSettled(minute, now, prior, unusual);
        } else {
            it.addFresh(minute);
        }
        changed.add(name);
    }

    /** These drops have their reason: they were not part of what is unexplained. */
    void takeBack(Collection<BurstFact> facts) {
        for (BurstFact fact : facts) {
            takeBack(HUB, fact);
            fact.traits().cohorts().forEach(cohort -> takeBack(nameOf(cohort), fact));
        }
    }

    private void takeBack(String name, BurstFact fact) {
        Series it = series.get(name);
        if (it != null) {
            it.takeBack(fact.at() / 60, fact.settled(), fact.weight());
            changed.add(name);
        }
    }

    /** An even rate that lasts is the new normal. */
    void accept(long now) {
        series.forEach((name, it) -> {
            it.accept(now);
            changed.add(name);
        });
    }

    /** Usual drops of a cohort in so many minutes. */
    double usual(@Nullable Cohort cohort, long end, int minutes) {
        Series it = of(cohort);
        return it == null ? 0 : it.expected(end, minutes);
    }

    private void forgetOldest() {
        List<String> names = new ArrayList<>(series.keySet());
        names.removeIf(name -> name.equals(HUB) || name.equals(EXPLAINED));
        names.sort(Comparator.comparingLong((String name) -> newest(name)).thenComparing(Comparator.naturalOrder()));
        for (String name : names.subList(0, MOST_SERIES / 16)) {
            series.remove(name);
            changed.add(name);
        }
    }

    private long newest(String name) {
        Series it = series.get(name);
        return it == null ? 0 : it.newest();
    }

    void restore(String name, byte[] value) {
        if (name.equals(BORN)) {
            born = ByteBuffer.wrap(value).getLong();
        } else {
            series.put(name, Series.read(value));
        }
    }

    void save(Shelf shelf) {
        for (String name : changed) {
            Series it = series.get(name);
            byte[] bytes = it == null ? null : it.write();
            if (name.equals(BORN)) {
                bytes = ByteBuffer.allocate(8).putLong(born).array();
            }
            shelf.keep(Shelf.SERIES, name, bytes);
        }
        changed.clear();
    }
}
