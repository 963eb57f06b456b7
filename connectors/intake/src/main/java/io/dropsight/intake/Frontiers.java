package io.dropsight.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far each source partition of a feed is, and how far each may go. Pure: it is told what happens and how much time
 * passes. Not thread-safe.
 *
 * <p>A frontier is an arrival before which nothing comes of the partition any more: what was delivered last, what was
 * proved by asking the source, or what waits to be delivered next. Those with the smallest frontier never wait, so there
 * is no deadlock. Time in which something waits counts against whoever could move and gives no sign of life: one with a
 * frontier within the bound of the smallest.
 */
final class Frontiers {
    /** Frontier of one that has not begun: all others wait. */
    static final Instant NOT_THERE = Instant.EPOCH;

    /** One of other instances alone, that has never been seen to move, may have been removed long ago. */
    private static final Duration STRANGER_PATIENCE = Duration.ofSeconds(20);

    private final AlignmentSettings settings;
    private final Map<SourcePartition, Party> parties = new LinkedHashMap<>();

    Frontiers(AlignmentSettings settings) {
        this.settings = settings;
    }

    /**
     * What other instances show of a partition.
     *
     * @param arrival up to where it was committed
     * @param sign    differs whenever something was committed anew
     */
    record Shown(Instant arrival, String sign) {}

    /** One that is waited for no longer; {@code known} if it is one of this process's sources, or ever moved. */
    record LeftOut(SourcePartition partition, Instant frontier, boolean known) {}

    private static final class Party {
        private Instant local = NOT_THERE;
        private Instant shown = NOT_THERE;
        private String sign = "";
        private boolean expected;
        private boolean opened;
        private boolean seen;
        private boolean moved;
        private boolean follower;
        private boolean aside;
        private boolean leftOut;
        private int waiting;
        private Duration silent = Duration.ZERO;

        private Instant frontier() {
            return local.isAfter(shown) ? local : shown;
        }

        private boolean counts() {
            return (expected || opened || seen) && !follower && !aside && !leftOut;
        }

        private boolean isKnown() {
            return expected || opened || moved;
        }

        private void lives() {
            silent = Duration.ZERO;
            leftOut = false;
            aside = false;
        }
    }

    /** It will be delivered, by this process or another: until then it is waited for. */
    void expect(SourcePartition partition) {
        party(partition).expected = true;
    }

    /** Another process has it, and what that commits cannot be seen from here. */
    void elsewhere(SourcePartition partition) {
        Party party = party(partition);
        party.expected = false;
        party.opened = party.waiting > 0;
    }

    /** It is waited for by nobody, and waits for the others. */
    void follow(SourcePartition partition) {
        party(partition).follower = true;
    }

    /** Not a sign of life: one that cannot read its source is opened again and again. */
    void opened(SourcePartition partition, Instant arrival) {
        Party party = party(partition);
        party.opened = true;
        party.local = arrival;
    }

    void reached(SourcePartition partition, Instant arrival) {
        Party party = party(partition);
        party.lives();
        party.opened = true;
        party.local = arrival.isAfter(party.local) ? arrival : party.local;
    }

    /** It has something with that arrival, and waits until it may deliver it. */
    void waits(SourcePartition partition, Instant arrival) {
        reached(partition, arrival);
        party(partition).waiting++;
    }

    void waitsNoMore(SourcePartition partition) {
        party(partition).waiting--;
    }

    /** It will not move until people have done something, and says so itself. */
    void standAside(SourcePartition partition) {
        party(partition).aside = true;
    }

    /** All that can be seen of the partitions of all instances. */
    void heard(Map<SourcePartition, Shown> all) {
        parties.forEach((partition, party) -> {
            if (!all.containsKey(partition)) {
                party.seen = false;
                party.shown = NOT_THERE;
            }
        });
        all.forEach((partition, shown) -> {
            Party party = party(partition);
            if (party.seen && !party.sign.equals(shown.sign())) {
                party.moved = true;
                party.lives();
            }
            party.seen = true;
            party.sign = shown.sign();
            party.shown = shown.arrival();
        });
    }

    /** The largest arrival that this one may deliver; {@link Instant#MAX} if there are no others. */
    Instant limit(SourcePartition partition) {
        Instant smallest = Instant.MAX;
        for (Map.Entry<SourcePartition, Party> entry : parties.entrySet()) {
            if (entry.getValue().counts() && !entry.getKey().equals(partition)) {
                Instant frontier = entry.getValue().frontier();
                smallest = frontier.isBefore(smallest) ? frontier : smallest;
            }
        }
        if (smallest.equals(Instant.MAX) || !smallest.isAfter(NOT_THERE)) {
            return smallest;
        }
        return smallest.plus(settings.within());
    }

    boolean isAnyWaiting() {
        return parties.values().stream().anyMatch(party -> party.waiting > 0);
    }

    /** @return who is waited for no longer, from now until it gives a sign of life */
    List<LeftOut> pass(Duration time) {
        if (!isAnyWaiting()) {
            return List.of();
        }
        Instant movable = smallest();
        movable =
                movable.isAfter(NOT_THERE) && movable.isBefore(Instant.MAX) ? movable.plus(settings.within()) : movable;
        List<LeftOut> left = new ArrayList<>();
        for (Map.Entry<SourcePartition, Party> entry : parties.entrySet()) {
            Party party = entry.getValue();
            if (party.counts() && party.waiting == 0 && !party.frontier().isAfter(movable)) {
                party.silent = party.silent.plus(time);
                if (party.silent.compareTo(party.isKnown() ? settings.patience() : STRANGER_PATIENCE) >= 0) {
                    party.leftOut = true;
                    left.add(new LeftOut(entry.getKey(), party.frontier(), party.isKnown()));
                }
            }
        }
        return left;
    }

    /** The logs of this process's sources. */
    Set<String> logs() {
        Set<String> logs = new TreeSet<>();
        parties.forEach((partition, party) -> {
            if (party.expected || party.opened) {
                logs.add(partition.log());
            }
        });
        return logs;
    }

    private Instant smallest() {
        return parties.values().stream()
                .filter(Party::counts)
                .map(Party::frontier)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    private Party party(SourcePartition partition) {
        return parties.computeIfAbsent(partition, key -> new Party());
    }
}
