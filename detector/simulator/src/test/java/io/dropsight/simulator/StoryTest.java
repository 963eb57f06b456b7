package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.simulator.Sessions.Drop;
import io.dropsight.simulator.Sessions.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Labels against sessions read back from the log. */
class StoryTest {
    /** 3.5 standard deviations of the largest jitter, 60 s. */
    private static final double MOST_JITTER = 210;

    private static final FleetSpec CLEAN = FleetSpec.mixed(21)
            .withDevices(500)
            .withDays(4)
            .withMix(
                    Mix.MIXED.withPeriodic(0.6).withIdle(0.1).withScheduled(0.2).withMaxForeignPerDay(0))
            .withDelivery(Delivery.CLEAN.withWholeSeconds(false));

    @Test
    void sessionsOfASessionClockEndAtItsAgesAndAsOftenAsTheLabelSays() {
        forEach(CLEAN, label -> label.clock() == Label.Clock.SESSION, 250, (label, drops) -> {
            assertThat(drops).hasSize(label.expiries());
            assertThat(drops).allMatch(drop -> drop.connectedAt() == null || isNearAnAge(label, drop.age()));
            if (label.expiries() > 0) {
                assertThat(drops.get(0).at()).isEqualTo(label.firstExpiry());
            }
        });
    }

    @Test
    void jitterIsNormalWithOneDeviationPerDevice() {
        List<Double> deviations = Sessions.of(Fleet.simulate(CLEAN)).stream()
                .filter(told -> told.label().clock() == Label.Clock.SESSION)
                .filter(told -> told.label().ages().size() == 1 && told.ages().size() >= 40)
                .map(told -> deviation(told.ages()))
                .toList();

        assertThat(deviations).hasSizeGreaterThan(200);
        assertThat(deviations).allMatch(deviation -> Stream.of(1, 2, 5, 15, 30, 60)
                .anyMatch(usual -> deviation > 0.55 * usual && deviation < 1.45 * usual));
    }

    @Test
    void aTokenClockRunsOnOverReconnects() {
        FleetSpec spec = CLEAN.withMix(CLEAN.mix().withMaxForeignPerDay(12).withTokenClock(1));
        List<Double> excess = new ArrayList<>();
        forEach(spec, label -> label.clock() == Label.Clock.TOKEN, 150, (label, drops) -> {
            double age = Sessions.seconds(label.ages().get(0));
            List<Drop> expiries =
                    drops.stream().filter(drop -> drop.codes().get(0) == 401003).toList();
            if (expiries.isEmpty()) { // this one writes 404104 alone
                return;
            }
            assertThat(expiries).hasSize(label.expiries());
            for (int i = 1; i < expiries.size(); i++) {
                Duration lag = Duration.between(
                        expiries.get(i - 1).at(), expiries.get(i).at());
                excess.add(Sessions.seconds(lag) - age);
            }
        });

        assertThat(excess).hasSizeGreaterThan(4_000).allMatch(e -> e > -MOST_JITTER);
        // The others' token expired while they were down, and was renewed when they came back.
        assertThat(excess.stream().filter(e -> e < MOST_JITTER).count()).isGreaterThan(excess.size() * 97L / 100);
    }

    @Test
    void schedulesStrikeAtTheSameTimeOfTheDay() {
        forEach(CLEAN, label -> label.clock() == Label.Clock.ANCHORED, 60, (label, drops) -> {
            double lag = Sessions.seconds(label.ages().get(0));
            assertThat(drops).hasSize(label.expiries());
            if (label.firstExpiry() != null) { // and none is left out until the end
                Instant next = label.firstExpiry().plusSeconds((long) (label.expiries() * lag + 2 * MOST_JITTER));
                assertThat(next).isAfter(CLEAN.start().plus(CLEAN.span()));
            }
            for (int i = 1; i < drops.size(); i++) {
                double gap = Sessions.seconds(
                        Duration.between(drops.get(i - 1).at(), drops.get(i).at()));
                assertThat(gap).isBetween(lag - 2 * MOST_JITTER, lag + 2 * MOST_JITTER);
            }
            assertThat(drops).allMatch(drop -> drop.backAt() == null || (drop.down() >= 60 && drop.down() <= 240.001));
        });
    }

    @Test
    void anExpiryLooksLikeItsCause() {
        forEach(CLEAN, label -> true, 400, (label, drops) -> {
            for (Drop drop : drops) {
                if (drop.backAt() == null || drop.connectedAt() == null) {
                    continue;
                }
                switch (label.cause()) {
                    case "sas_token_expiry" -> {
                        assertThat(drop.codes()).contains(404104).doesNotContain(0);
                        assertThat(drop.down()).isBetween(2.999, 40.001);
                    }
                    case "sas_token_renewal" -> {
                        assertThat(drop.codes()).containsExactly(0);
                        assertThat(drop.down()).isBetween(0.999, 7.001);
                    }
                    case "idle_timeout" -> {
                        assertThat(drop.codes()).containsExactly(404104);
                        assertThat(drop.down()).isBetween(0.999, 5.001);
                    }
                    default -> assertThat(drop.codes()).containsAnyOf(0, 404104).hasSize(1);
                }
            }
        });
    }

    @Test
    void foreignDropsComeAsOftenAsTheLabelSays() {
        FleetSpec spec = CLEAN.withMix(CLEAN.mix().withMaxForeignPerDay(12));
        double expected = 0;
        double seen = 0;
        for (Told told : Sessions.of(Fleet.simulate(spec))) {
            expected += 4 * told.label().foreignDropsPerDay();
            seen += told.drops().size() - told.label().expiries();
        }
        assertThat(expected).isGreaterThan(2_000);
        assertThat(seen).isBetween(0.9 * expected, 1.06 * expected); // less while down or before they join
    }

    @Test
    void longLifetimesAreAmongThoseOfTheLongPreset() {
        List<Label> labels = Fleet.simulate(FleetSpec.longLifetimes(2)).labels();

        for (Duration age : List.of(Duration.ofMinutes(1_152), Duration.ofHours(24))) {
            assertThat(labels)
                    .filteredOn(label ->
                            label.kind() == Label.Kind.PERIODIC && label.ages().contains(age))
                    .hasSizeGreaterThan(5)
                    .anyMatch(label -> label.expiries() >= 8);
        }
    }

    @Test
    void aDrawOfTwoAgesUsesBoth() {
        List<Told> mixed = Sessions.of(Fleet.simulate(CLEAN)).stream()
                .filter(told -> told.label().ages().size() == 2)
                .toList();

        assertThat(mixed).isNotEmpty().allSatisfy(told -> assertThat(told.ages())
                .anyMatch(age -> age < 62.5 * 60)
                .anyMatch(age -> age > 62.5 * 60));
    }

    private interface Check {
        void check(Label label, List<Drop> drops);
    }

    private static void forEach(FleetSpec spec, Predicate<Label> which, int atLeast, Check check) {
        List<Told> chosen = Sessions.of(Fleet.simulate(spec)).stream()
                .filter(told -> told.label().kind() != Label.Kind.HEALTHY && which.test(told.label()))
                .toList();
        assertThat(chosen).hasSizeGreaterThan(atLeast);
        for (Told told : chosen) {
            try {
                check.check(told.label(), told.drops());
            } catch (AssertionError e) {
                throw new AssertionError("seed " + spec.seed() + ", " + told.label(), e);
            }
        }
    }

    private static boolean isNearAnAge(Label label, double age) {
        return label.ages().stream().anyMatch(a -> Math.abs(Sessions.seconds(a) - age) <= MOST_JITTER);
    }

    private static double deviation(List<Double> ages) {
        double mean = ages.stream().mapToDouble(age -> age).average().orElseThrow();
        double squares =
                ages.stream().mapToDouble(age -> (age - mean) * (age - mean)).sum();
        return Math.sqrt(squares / (ages.size() - 1));
    }
}
