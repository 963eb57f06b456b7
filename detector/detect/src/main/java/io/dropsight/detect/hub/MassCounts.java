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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
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
    private final Map<Cohort, Counted> cohorts = new HashMap<>();
    private @Nullable Counted hub;
    private @Nullable Counted explained;
    private final List<Counted> changed = new ArrayList<>();
    private boolean bornAnew;
    /** First minute in which anything was heard of the hub; -1 before. */
    private long born = -1;

    private static final String BORN = "!";

    /** A series under its name. */
    private static final class Counted {
        final String name;
        final Series series;
        boolean isToBeSaved;
        boolean isForgotten;

        Counted(String name, Series series) {
            this.name = name;
            this.series = series;
        }
    }

    /** @param unusual minutes that no baseline may learn from */
    MassCounts(FleetBook fleet, LongPredicate unusual) {
        this.fleet = fleet;
        this.unusual = unusual;
    }

    /** Something was heard of the hub: from now on silence means that nothing drops. */
    void begin(long minute) {
        if (born < 0) {
            born = minute;
            bornAnew = true;
        }
    }

    private static String nameOf(Cohort cohort) {
        return "k" + cohort.kind().wire() + "/" + cohort.id();
    }

    private @Nullable Counted counted(@Nullable Cohort cohort) {
        return cohort == null ? hub : cohorts.get(cohort);
    }

    private static @Nullable Series seriesOf(@Nullable Counted it) {
        return it == null ? null : it.series;
    }

    private void changed(Counted it) {
        if (!it.isToBeSaved) {
            it.isToBeSaved = true;
            changed.add(it);
        }
    }

    /** @param cohort null for the hub */
    @Nullable
    Series of(@Nullable Cohort cohort) {
        return seriesOf(counted(cohort));
    }

    /** The same, with the baseline as of a time. */
    @Nullable
    Series learnt(@Nullable Cohort cohort, long stampMillis) {
        Counted it = counted(cohort);
        if (it != null) {
            it.series.learn(EventTime.ofMillis(stampMillis) / 60, unusual);
            changed(it);
        }
        return seriesOf(it);
    }

    @Nullable
    Series explained() {
        return seriesOf(explained);
    }

    void add(DropFact fact, long now) {
        Counted ofHub = hub;
        double prior = USUAL_DROPS_PER_DEVICE_DAY * fleet.size() / 1440;
        if (ofHub == null) {
            ofHub = new Counted(HUB, Series.ofHub(first(fact), prior));
            hub = ofHub;
        }
        add(ofHub, fact, now, prior);
        for (Cohort cohort : fact.traits().cohorts()) {
            add(cohort, fact, now);
        }
        if (cohorts.size() + (explained == null ? 1 : 2) > MOST_SERIES + 2) {
            forgetOldest();
        }
    }

    private void add(Cohort cohort, DropFact fact, long now) {
        Series ofHub = seriesOf(hub);
        double share = fleet.known() == 0 ? 0 : (double) fleet.devices(cohort) / fleet.known();
        double prior = (ofHub == null ? 0 : ofHub.mean()) * share;
        Counted it = cohorts.get(cohort);
        if (it == null) {
            it = new Counted(nameOf(cohort), new Series(first(fact), prior));
            cohorts.put(cohort, it);
        }
        add(it, fact, now, prior);
    }

    /** A fresh drop's device is known better: it counts for what it is now known to share. */
    void name(BurstFact before, DropFact named, long now) {
        for (Cohort cohort : before.traits().orElse(named.traits()).cohorts()) {
            if (!before.traits().isIn(cohort)) {
                add(cohort, named, now);
            }
        }
    }

    double explainedPerMinute() {
        Series it = explained();
        return it == null ? 0 : it.mean();
    }

    void addExplained(DropFact fact, long now) {
        Counted it = explained;
        if (it == null) {
            it = new Counted(EXPLAINED, Series.ofHub(first(fact), 0));
            explained = it;
        }
        add(it, fact, now, 0);
    }

    /** The minute from which on it is counted what this drop is the first of. */
    private long first(DropFact fact) {
        begin(fact.at() / 60);
        return Math.min(born, fact.at() / 60);
    }

    private void add(Counted it, DropFact fact, long now, double prior) {
        long minute = fact.at() / 60;
        it.series.learn(now, unusual);
        if (fact.kind() == DropFact.Kind.SETTLED) {
            it.series.addSettled(minute, now, prior, unusual);
        } else {
            it.series.addFresh(minute);
        }
        changed(it);
    }

    /** These drops have their reason: they were not part of what is unexplained. */
    void takeBack(Collection<BurstFact> facts) {
        for (BurstFact fact : facts) {
            takeBack(hub, fact);
            fact.traits().cohorts().forEach(cohort -> takeBack(cohorts.get(cohort), fact));
        }
    }

    private void takeBack(@Nullable Counted it, BurstFact fact) {
        if (it != null) {
            it.series.takeBack(fact.at() / 60, fact.settled(), fact.weight());
            changed(it);
        }
    }

    /** An even rate that lasts is the new normal. */
    void accept(long now) {
        List<Counted> all = new ArrayList<>(cohorts.values());
        Stream.of(hub, explained).filter(Objects::nonNull).forEach(all::add);
        for (Counted it : all) {
            it.series.accept(now);
            changed(it);
        }
    }

    /** Usual drops of a cohort in so many minutes. */
    double usual(@Nullable Cohort cohort, long end, int minutes) {
        Series it = of(cohort);
        return it == null ? 0 : it.expected(end, minutes);
    }

    private void forgetOldest() {
        List<Map.Entry<Cohort, Counted>> all = new ArrayList<>(cohorts.entrySet());
        all.sort(Comparator.comparingLong(
                        (Map.Entry<Cohort, Counted> it) -> it.getValue().series.newest())
                .thenComparing(it -> it.getValue().name));
        for (Map.Entry<Cohort, Counted> it : all.subList(0, MOST_SERIES / 16)) {
            cohorts.remove(it.getKey());
            it.getValue().isForgotten = true;
            changed(it.getValue());
        }
    }

    void restore(String name, byte[] value) {
        if (name.equals(BORN)) {
            born = ByteBuffer.wrap(value).getLong();
            return;
        }
        Counted it = new Counted(name, Series.read(value));
        if (name.equals(HUB)) {
            hub = it;
        } else if (name.equals(EXPLAINED)) {
            explained = it;
        } else {
            int slash = name.indexOf('/');
            cohorts.put(
                    new Cohort(
                            Cohort.Kind.ofWire(Integer.parseInt(name.substring(1, slash))),
                            Integer.parseInt(name.substring(slash + 1))),
                    it);
        }
    }

    void save(Shelf shelf) {
        if (bornAnew) {
            shelf.keep(Shelf.SERIES, BORN, ByteBuffer.allocate(8).putLong(born).array());
            bornAnew = false;
        }
        for (Counted it : changed) { // one that was forgotten and came back comes twice, in this order
            shelf.keep(Shelf.SERIES, it.name, it.isForgotten ? null : it.series.write());
            it.isToBeSaved = false;
        }
        changed.clear();
    }
}
