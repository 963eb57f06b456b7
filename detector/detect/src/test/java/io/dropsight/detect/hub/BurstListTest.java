package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.Traits;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BurstListTest {
    private static final long START = 300_000_000;
    private static final Traits BARE = new Traits(0, 0, 0, Auth.SAS);

    private final BurstList list = new BurstList("d");

    private static DropFact fact(DropFact.Kind kind, String device, long at, Traits traits) {
        return new DropFact(
                0, DeviceKey.parse("plant/" + device), 0, kind, at, 60, 404104, 1, DropFact.Habit.NONE, 5, traits);
    }

    private static DropFact fresh(String device, long at) {
        return fact(DropFact.Kind.FRESH, device, at, BARE);
    }

    private List<BurstFact> all(BurstList of) {
        return of.between(0, START + 1_000_000, fact -> true);
    }

    private static double weight(List<BurstFact> facts) {
        return facts.stream().mapToInt(BurstFact::weight).sum();
    }

    private static BurstList restored(Map<String, byte[]> saved) {
        BurstList it = new BurstList("d");
        saved.forEach(it::restore);
        return it;
    }

    private static void save(BurstList list, Map<String, byte[]> into) {
        list.save((kind, name, value) -> {
            assertThat(kind).isEqualTo(Shelf.FACT);
            if (value == null) {
                into.remove(name);
            } else {
                into.put(name, value);
            }
        });
    }

    @Test
    void whatSettlesReplacesWhatWasHeardOf() {
        list.add(fresh("pump", START));
        list.add(fact(DropFact.Kind.SETTLED, "pump", START + 2, BARE));
        assertThat(all(list)).hasSize(1).allMatch(BurstFact::settled);
        assertThat(all(list).get(0).at()).isEqualTo(START + 2);
    }

    @Test
    void anotherDropOfTheSameDeviceStays() {
        list.add(fresh("pump", START));
        list.add(fact(DropFact.Kind.SETTLED, "pump", START + 31, BARE));
        assertThat(all(list)).hasSize(2);
    }

    @Test
    void moreMayBecomeKnownOfADevice() {
        list.add(fresh("pump", START));
        Traits traits = new Traits(1, 2, 3, Auth.X509);
        BurstFact before = list.name(fact(DropFact.Kind.NAMED, "pump", START, traits));
        assertThat(before).isNotNull();
        assertThat(before.traits()).isEqualTo(BARE);
        assertThat(all(list).get(0).traits()).isEqualTo(new Traits(1, 2, 3, Auth.SAS));
        assertThat(list.name(fact(DropFact.Kind.NAMED, "other", START, traits))).isNull();
    }

    @Test
    void theyComeInTheOrderOfTheirTimes() {
        list.add(fresh("a", START + 9));
        list.add(fresh("b", START + 3));
        list.add(fresh("edge/module/x", START + 6));
        assertThat(list.between(START + 3, START + 6, fact -> true))
                .extracting(BurstFact::device)
                .containsExactly("b", "edge/module/x");
    }

    @Test
    void oldOnesAreForgotten() {
        list.add(fresh("a", START));
        list.add(fresh("b", START + 100));
        list.forget(START + BurstList.KEPT_SECONDS + 50);
        assertThat(all(list)).extracting(BurstFact::device).containsExactly("b");
    }

    @Test
    void ofVeryManyASampleStandsForAll() {
        int drops = 50_000;
        for (int i = 0; i < drops; i++) {
            list.add(fresh("device-" + i, START + i / 1_000));
            assertThat(list.size()).isLessThanOrEqualTo(BurstList.CAPACITY);
        }
        assertThat(weight(all(list))).isCloseTo(drops, within(0.05 * drops));
        assertThat(all(list)).extracting(BurstFact::weight).containsOnly(8);
        for (int i = 0; i < drops; i++) {
            list.add(fact(DropFact.Kind.SETTLED, "device-" + i, START + i / 1_000, BARE));
        }
        assertThat(list.size()).isLessThanOrEqualTo(BurstList.CAPACITY);
        assertThat(all(list)).as("the same sample").allMatch(BurstFact::settled);
        assertThat(weight(all(list))).isCloseTo(drops, within(0.05 * drops));
    }

    @Test
    void aCalmListCountsOneByOneAgain() {
        for (int i = 0; i < 20_000; i++) {
            list.add(fresh("device-" + i, START));
        }
        list.forget(START + BurstList.KEPT_SECONDS + 1);
        assertThat(list.size()).isZero();
        list.add(fresh("a", START + 20_000));
        list.add(fresh("b", START + 20_000));
        assertThat(all(list)).extracting(BurstFact::weight).containsExactly(1, 1);
    }

    @Test
    void aRestartAtAnyPointLeavesNoTrace() {
        Random dice = new Random(5);
        BurstList cut = new BurstList("d");
        Map<String, byte[]> store = new TreeMap<>();
        for (int i = 0; i < 12_000; i++) {
            long now = START + i / 4;
            DropFact.Kind kind = dice.nextBoolean() ? DropFact.Kind.FRESH : DropFact.Kind.SETTLED;
            DropFact fact = fact(kind, "device-" + dice.nextInt(20_000), now - dice.nextInt(600), BARE);
            for (BurstList it : List.of(list, cut)) {
                it.forget(now);
                it.add(fact);
            }
            if (dice.nextInt(500) == 0) {
                save(cut, store);
                cut = restored(store);
                assertThat(all(cut)).isEqualTo(all(list));
            }
        }
    }
}
