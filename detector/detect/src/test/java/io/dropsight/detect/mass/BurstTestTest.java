package io.dropsight.detect.mass;

import static io.dropsight.detect.mass.Bursts.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BurstTestTest {
    private static final BurstTest.Without NOTHING = (end, minutes) -> 0;
    private final BurstTest test = new BurstTest(MassConfig.DEFAULTS);

    private Optional<BurstTest.Burst> look(double usual, int seenMinutes, int drops, double scope, boolean cohort) {
        Series it = Bursts.steady(usual, seenMinutes);
        long now = START + seenMinutes + 1;
        Bursts.add(it, now, drops);
        return test.at(it, now, scope, cohort, NOTHING);
    }

    @Test
    void theEvidenceIsTheLikelihoodRatioOfAPoissonCount() {
        BurstTest.Burst burst = look(0.5, 600, 20, 1_000, false).orElseThrow();
        assertThat(burst.minutes()).isEqualTo(2);
        assertThat(burst.expected()).isCloseTo(1, within(0.05));
        assertThat(burst.evidence()).isCloseTo(20 * Math.log(20) - 19, within(1.2));
        assertThat(burst.excess()).isCloseTo(19, within(0.1));
        assertThat(burst.lift()).isCloseTo(20, within(1.0));
    }

    @ParameterizedTest(name = "{0} a minute, {1} drop of {2}: {3}")
    @CsvSource({
        "0, 4, 100, false", // fewer than five devices
        "0, 5, 100, true",
        "0, 5, 501, false", // less than one in a hundred
        "0, 9, 1000, false",
        "0, 11, 1000, true",
        "1, 11, 100, false", // seven more than usual are chance
        "1, 20, 100, true",
    })
    void aHubNeedsEvidenceAndEnoughDevices(double usual, int drops, double fleet, boolean told) {
        assertThat(look(usual, 600, drops, fleet, false).isPresent()).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({"2, 3, false", "3, 3, true", "3, 5, true", "3, 6, false", "4, 7, true", "10, 19, false", "11, 19, true"
    })
    void aTinyHubNeedsMoreThanHalfOfItsDevices(int drops, double fleet, boolean told) {
        assertThat(look(0, 600, drops, fleet, false).isPresent()).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "5, 20, false",
        "6, 7, false",
        "8, 8, true",
        "7, 20, true",
        "7, 200, false",
        "20, 200, true",
        "9, 0, true"
    })
    void aCohortNeedsSixDevicesOfEightAndATwelfthOfIt(int drops, double size, boolean told) {
        assertThat(look(0, 600, drops, size, true).isPresent()).isEqualTo(told);
    }

    @Test
    void beforeFiveMinutesNothingIsTold() {
        assertThat(look(0, 3, 50, 100, false)).isEmpty();
        assertThat(look(0, 6, 50, 100, false)).isPresent();
    }

    /** As a fleet of tokens does that has just begun to be watched: far more than is likely before anything is known. */
    @ParameterizedTest(name = "{0} a minute")
    @ValueSource(doubles = {0.2, 1, 5, 20, 90, 400})
    void aFleetThatDropsALotFromTheFirstMinuteOnHasNoOutage(double perMinute) {
        for (long seed = 1; seed <= 25; seed++) {
            Random dice = new Random(seed);
            Series it = new Series(START, perMinute / 70);
            Map<Long, Integer> unsettled = new HashMap<>();
            for (long now = START; now < START + 240; now++) {
                it.learn(now, Bursts.CALM);
                int drops = poisson(perMinute, dice);
                unsettled.put(now, drops);
                for (int i = unsettled.getOrDefault(now - 10, 0); i > 0; i--) {
                    it.addSettled(now - 10, now, perMinute / 70, Bursts.CALM);
                }
                Bursts.add(it, now, drops);
                assertThat(test.at(it, now, perMinute * 65, false, NOTHING))
                        .as("seed %d, minute %d", seed, now - START)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "from minute {0} on")
    @ValueSource(ints = {5, 8, 20, 45})
    void anOutageOfAFleetThatDropsALotIsSeenInTheFirstHour(int minute) {
        Random dice = new Random(minute);
        Series it = new Series(START, 1);
        for (int i = 0; i < minute; i++) {
            Bursts.add(it, START + i, poisson(90, dice));
        }
        Bursts.add(it, START + minute, 90 + 600); // of 6,000 devices a tenth
        assertThat(test.at(it, START + minute, 6_000, false, NOTHING))
                .hasValueSatisfying(burst -> assertThat(burst.excess()).isCloseTo(600, within(120.0)));
    }

    /** Arrivals of a Poisson process within 1. */
    private static int poisson(double rate, Random dice) {
        int n = -1;
        for (double at = 0; at < 1; at -= Math.log(1 - dice.nextDouble()) / rate) {
            n++;
        }
        return n;
    }

    @Test
    void inTheFirstHourASmallShareIsNotEnough() {
        assertThat(look(0, 45, 20, 1_000, false)).as("2 %").isEmpty();
        assertThat(look(0, 45, 40, 1_000, false)).as("4 %").isPresent();
        assertThat(look(0, 600, 20, 1_000, false)).isPresent();
    }

    @Test
    void aSlowDipIsSeenInALongWindowOnceThereIsSomethingToCompareItWith() {
        for (int hours : new int[] {2, 10}) {
            Series it = Bursts.steady(0.2, hours * 60);
            long end = START + hours * 60L;
            for (int i = 0; i < 30; i++) {
                if (i < 18) {
                    it.addSettled(end + i, end + i + 10, 0, Bursts.CALM);
                }
                Bursts.add(it, end + i, i % 2 == 0 ? 2 : 1);
            }
            Optional<BurstTest.Burst> seen = test.at(it, end + 29, 2_000, false, NOTHING);
            assertThat(seen.map(BurstTest.Burst::minutes)).isEqualTo(hours == 2 ? Optional.empty() : Optional.of(30));
        }
    }

    @Test
    void whatBelongsToSomethingElseIsNotCounted() {
        Series it = Bursts.steady(0, 600);
        Bursts.add(it, START + 601, 20);
        assertThat(test.at(it, START + 601, 100, false, (end, minutes) -> 17)).isEmpty();
        assertThat(test.at(it, START + 601, 100, false, (end, minutes) -> 5))
                .hasValueSatisfying(burst -> assertThat(burst.drops()).isEqualTo(15));
    }

    @Test
    void aTenthOfTheBudgetAsksForMoreEvidence() {
        Series it = Bursts.steady(0.5, 600);
        Bursts.add(it, START + 601, 12); // worth e^18.8
        assertThat(test.at(it, START + 601, 100, false, NOTHING)).isPresent();
        BurstTest strict = new BurstTest(MassConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(0.01));
        assertThat(strict.at(it, START + 601, 100, false, NOTHING)).isEmpty();
    }

    @Test
    void anIncidentGoesOnWhileDropsComeFasterThanUsual() {
        Series it = Bursts.steady(1, 600);
        long end = START + 600;
        Bursts.add(it, end, 30);
        assertThat(BurstTest.isElevated(it, end)).isTrue();
        assertThat(BurstTest.isElevated(it, end + 4)).isTrue();
        assertThat(BurstTest.isElevated(it, end + 5)).isFalse();
        assertThat(BurstTest.isElevatedSettled(it, end, 5))
                .as("nothing of it has settled")
                .isFalse();
    }

    @Test
    void noWindowOfAFreshStartHoldsWhatCameBefore() {
        Series it = Bursts.steady(0, 600);
        Bursts.add(it, START + 600, 30);
        Bursts.add(it, START + 606, 8);
        assertThat(BurstTest.worst(it, START + 600, START + 599, false)).isNull();
        BurstTest.Burst later = BurstTest.worst(it, START + 606, START + 600, false);
        assertThat(later).isNotNull();
        assertThat(later.drops()).isEqualTo(8);
        assertThat(test.isAlarming(later, false)).isTrue();
    }
}
