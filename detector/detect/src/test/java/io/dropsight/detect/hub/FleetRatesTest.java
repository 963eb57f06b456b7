package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.Traits;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.device.History;
import io.dropsight.model.DeviceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FleetRatesTest {
    private static final long DAY = 86_400;

    private static DropFact drop(int device, long at) {
        return new DropFact(
                0,
                DeviceKey.of("plant", "pump-" + device),
                0,
                DropFact.Kind.SETTLED,
                History.START + at,
                100,
                404104,
                Drop.CLOSED_REMOTELY,
                DropFact.Habit.NONE,
                0,
                Traits.NONE);
    }

    private static double upperTenth(FleetRates rates, int fleetSize, long at) {
        return rates.withoutOne("plant/pump-0", fleetSize, 0.9, History.START + at);
    }

    /** Each of the devices drops so often a day, for ten days. */
    private static FleetRates steady(int devices, double perDay) {
        FleetRates rates = new FleetRates();
        for (long at = 0; at < 10 * DAY; at += Math.round(DAY / perDay)) {
            for (int device = 0; device < devices; device++) {
                rates.count(drop(device, at));
            }
        }
        return rates;
    }

    @Test
    void silentDevicesAreZeros() {
        FleetRates rates = steady(50, 12);
        assertThat(upperTenth(rates, 1_000, 10 * DAY)).isZero();
        assertThat(upperTenth(rates, 50, 10 * DAY)).isCloseTo(12, within(1.0));
        assertThat(upperTenth(rates, 400, 10 * DAY)).as("an eighth of them").isCloseTo(12, within(1.0));
    }

    @Test
    void aDeviceIsNotItsOwnYardstick() {
        FleetRates rates = steady(1, 40);
        for (int size : new int[] {1, 2, 5}) {
            assertThat(upperTenth(rates, size, 10 * DAY)).isZero();
        }
    }

    @Test
    void theSampleIsBoundedAndDoesNotDependOnTheOrder() {
        List<DropFact> facts = new ArrayList<>();
        for (int device = 0; device < 10_000; device++) {
            for (int i = 0; i < 1 + device % 4; i++) {
                facts.add(drop(device, 0));
            }
        }
        FleetRates ordered = new FleetRates();
        facts.forEach(ordered::count);
        Collections.shuffle(facts, new Random(81));
        FleetRates shuffled = new FleetRates();
        facts.forEach(shuffled::count);
        assertThat(saved(ordered)).hasSize(FleetRates.SAMPLE + 1);
        assertThat(upperTenth(shuffled, 10_000, 0)).isEqualTo(upperTenth(ordered, 10_000, 0));
        assertThat(upperTenth(ordered, 200_000, 0)).as("19 of 20 never drop").isZero();
    }

    @Test
    void comesBackAsItWas() {
        FleetRates rates = steady(40, 7);
        FleetRates restored = new FleetRates();
        saved(rates).forEach(restored::restore);
        for (int size : new int[] {40, 60, 300, 500}) {
            assertThat(upperTenth(restored, size, 11 * DAY)).isEqualTo(upperTenth(rates, size, 11 * DAY));
        }
    }

    private static Map<String, byte[]> saved(FleetRates rates) {
        Map<String, byte[]> saved = new HashMap<>();
        rates.save((kind, name, value) -> {
            assertThat(kind).isEqualTo(Shelf.RATE);
            if (value != null) {
                saved.put(name, value);
            }
        });
        return saved;
    }
}
