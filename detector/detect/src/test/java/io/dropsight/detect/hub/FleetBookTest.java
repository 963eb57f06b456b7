package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Census;
import io.dropsight.detect.Cohort;
import io.dropsight.detect.EventTime;
import io.dropsight.model.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetBookTest {
    private static final long START = 300_000_000;
    private static final Cohort SDK = new Cohort(Cohort.Kind.SDK, 7);

    private final FleetBook fleet = new FleetBook();
    private final TreeMap<String, byte[]> store = new TreeMap<>();

    private static Census census(long minute, int partition, int known, int connected, Census.Count... counts) {
        return new Census(
                EventTime.toMillis(START + minute * 60),
                "plant",
                partition,
                known,
                connected,
                1,
                0,
                Census.Lags.NONE,
                List.of(counts),
                Census.Feed.NONE);
    }

    private FleetBook restored() {
        fleet.save((kind, name, value) -> {
            assertThat(kind).isEqualTo(Shelf.FLEET);
            if (value == null) {
                store.remove(name);
            } else {
                store.put(name, value);
            }
        });
        FleetBook it = new FleetBook();
        store.forEach(it::restore);
        return it;
    }

    @Test
    void partitionsAddUpAndARepeatedCensusChangesNothing() {
        fleet.hear(census(0, 0, 10, 4, new Census.Count(SDK, 3, "sdk/1")));
        fleet.hear(census(0, 1, 20, 5, new Census.Count(SDK, 4, "sdk/1")));
        fleet.hear(census(0, 1, 20, 5, new Census.Count(SDK, 4, "sdk/1")));
        assertThat(fleet.known()).isEqualTo(30);
        assertThat(fleet.connected()).isEqualTo(9);
        assertThat(fleet.devices(SDK)).isEqualTo(7);
        assertThat(fleet.told(SDK)).isEqualTo(new Alert.Cohort("sdk", "sdk/1"));
        fleet.hear(census(1, 0, 2, 1, new Census.Count(SDK, 0, "")));
        assertThat(fleet.known()).isEqualTo(22);
        assertThat(fleet.devices(SDK)).isEqualTo(4);
    }

    @Test
    void aCohortOfTheWholeFleetIsEstimatedFromTheKnownDevices() {
        fleet.hear(census(0, 0, 100, 100, new Census.Count(SDK, 25, "")));
        fleet.metric(START, 1_000);
        assertThat(fleet.size()).isEqualTo(1_000);
        assertThat(fleet.expected(SDK)).isEqualTo(250);
        assertThat(fleet.expected(new Cohort(Cohort.Kind.SDK, 8))).isZero();
    }

    @Test
    void aSizeByMetricSinksSlowly() {
        fleet.metric(START, 1_000);
        fleet.metric(START + 60, 100);
        assertThat(fleet.size()).isEqualTo(1_000); // 999.5
        fleet.metric(START + 3_600, 100);
        assertThat(fleet.size()).isEqualTo((int) Math.round(1_000 * Math.pow(0.9995, 60)));
        fleet.metric(START + 7 * 86_400, 100);
        assertThat(fleet.size()).isEqualTo(100);
        fleet.metric(START + 7 * 86_400 + 60, 5_000);
        assertThat(fleet.size()).isEqualTo(5_000);
    }

    @Test
    void theSizeIsNeverLessThanWhatTheLogHasShown() {
        assertThat(fleet.told()).isNull();
        fleet.hear(census(0, 0, 50, 10));
        assertThat(fleet.told()).isEqualTo(new Alert.FleetSize(50, false));
        fleet.metric(START, 40);
        assertThat(fleet.told()).isEqualTo(new Alert.FleetSize(50, false));
        fleet.metric(START, 60);
        assertThat(fleet.told()).isEqualTo(new Alert.FleetSize(60, true));
    }

    @Test
    void howManyWereConnectedIsKnownForHours() {
        for (int minute = 0; minute < 300; minute++) {
            fleet.hear(census(minute, 0, 1_000, minute));
        }
        assertThat(fleet.connectedAt(START + 250 * 60))
                .as("told ten minutes later")
                .isEqualTo(260);
        assertThat(fleet.connectedAt(START + 299 * 60)).isEqualTo(299);
        assertThat(restored().connectedAt(START + 250 * 60 + 59)).isEqualTo(260);
        assertThat(store).hasSizeLessThan(200);
    }

    @Test
    void atMost4096CohortsAreKeptTheLargest() {
        List<Census.Count> counts = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            counts.add(new Census.Count(new Cohort(Cohort.Kind.SDK, i), i, "sdk/" + i));
        }
        fleet.hear(census(0, 0, 5_000, 0, counts.toArray(new Census.Count[0])));
        assertThat(fleet.leftOut()).isEqualTo(5_000 - FleetBook.MOST_COHORTS);
        assertThat(fleet.devices(new Cohort(Cohort.Kind.SDK, 904))).isZero();
        assertThat(fleet.devices(new Cohort(Cohort.Kind.SDK, 905))).isEqualTo(905);
        restored();
        assertThat(store.keySet()).filteredOn(name -> name.startsWith("c")).hasSize(FleetBook.MOST_COHORTS);
    }

    @Test
    void aRestartLeavesNoTrace() {
        Random dice = new Random(8);
        for (int minute = 0; minute < 100; minute++) {
            for (int partition = 0; partition < 3; partition++) {
                Cohort cohort = new Cohort(Cohort.Kind.SDK, 1 + dice.nextInt(20));
                fleet.hear(census(
                        minute,
                        partition,
                        dice.nextInt(500),
                        dice.nextInt(400),
                        new Census.Count(cohort, dice.nextInt(30), dice.nextBoolean() ? "sdk/" + cohort.id() : "")));
            }
            fleet.metric(START + minute * 60L, dice.nextInt(2_000));
            FleetBook anew = restored();
            assertThat(anew.known()).isEqualTo(fleet.known());
            assertThat(anew.connected()).isEqualTo(fleet.connected());
            assertThat(anew.size()).isEqualTo(fleet.size());
            for (int id = 1; id <= 20; id++) {
                Cohort cohort = new Cohort(Cohort.Kind.SDK, id);
                assertThat(anew.devices(cohort)).isEqualTo(fleet.devices(cohort));
                assertThat(anew.told(cohort)).isEqualTo(fleet.told(cohort));
            }
        }
    }
}
