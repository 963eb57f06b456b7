package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one more drop adds to the evidence, in natural logarithms. */
class KernelEvidenceTest {
    private static final int AGE = 65 * 60;
    private static final int UNUSUAL_AGE = 77 * 60;

    private static double sessionEvidence(HubPeriods hub, int... sessions) {
        return evidence(hub, sessions).session();
    }

    private static final long SEED = 41;

    private static KernelTest.Evidence evidence(HubPeriods hub, int... sessions) {
        return KernelTest.of(dropTimes(sessions, 10), sessions, hub, 1.5);
    }

    private static long[] dropTimes(int[] sessions, int back) {
        long[] times = new long[sessions.length];
        long now = 0;
        for (int i = 0; i < times.length; i++) {
            now += sessions[i];
            times[i] = now;
            now += back;
        }
        return times;
    }

    private static int[] repeated(int count, int age) {
        int[] sessions = new int[count];
        Arrays.fill(sessions, age);
        return sessions;
    }

    private static int[] with(int[] sessions, int more) {
        int[] longer = Arrays.copyOf(sessions, sessions.length + 1);
        longer[sessions.length] = more;
        return longer;
    }

    @Test
    void whatWasAskedBeforeChangesNoAnswer() {
        Random dice = new Random(SEED);
        KnownEvidence known = new KnownEvidence(1.5);
        List<HubPeriods> hubs = List.of(HubPeriods.NONE, HubPeriods.sharedBy(new double[] {AGE, AGE, 2_700, 2_701}));
        List<int[]> rings = new ArrayList<>();
        for (int i = 0; i < 3 * KnownEvidence.SLOTS; i++) {
            rings.add(dice.ints(2 + dice.nextInt(6), 300, 9_000).toArray());
        }
        for (int time = 0; time < 10_000; time++) {
            int[] sessions = rings.get(dice.nextInt(rings.size()));
            HubPeriods hub = hubs.get(dice.nextInt(hubs.size()));
            assertThat(known.of(dropTimes(sessions, 10), sessions, hub))
                    .as("time %d of seed %d", time, SEED)
                    .isEqualTo(evidence(hub, sessions));
        }
    }

    @Test
    void aRepetitionIsWorthAboutSix() {
        for (int count = 2; count <= 8; count++) {
            double gain = sessionEvidence(HubPeriods.NONE, repeated(count, AGE))
                    - sessionEvidence(HubPeriods.NONE, repeated(count - 1, AGE));
            assertThat(gain).as("repetition %d", count - 1).isBetween(4.8, 6.5);
        }
        assertThat(sessionEvidence(HubPeriods.NONE, repeated(3, AGE))).isBetween(12.0, 14.0);
    }

    @Test
    void aJitterOfSecondsCostsLittleAndOfMinutesMuch() {
        Random random = new Random(31);
        double[] gains = new double[3];
        int[] jitters = {2, 20, 120};
        int trials = 200;
        for (int j = 0; j < jitters.length; j++) {
            for (int trial = 0; trial < trials; trial++) {
                int[] sessions = new int[8];
                for (int i = 0; i < sessions.length; i++) {
                    sessions[i] = AGE + (int) Math.round(random.nextGaussian() * jitters[j]);
                }
                double all = sessionEvidence(HubPeriods.NONE, sessions);
                gains[j] += (all - sessionEvidence(HubPeriods.NONE, Arrays.copyOf(sessions, 4))) / 4 / trials;
            }
        }
        System.out.printf(
                "gain a repetition, jitter of 2, 20, 120 s, seed 31: %.2f, %.2f, %.2f%n", gains[0], gains[1], gains[2]);
        assertThat(gains[0]).isGreaterThan(5);
        assertThat(gains[1]).isBetween(2.8, gains[0] - 1);
        assertThat(gains[2]).isBetween(0.5, gains[1] - 1);
    }

    @Test
    void aStrangerCostsAboutThree() {
        int[] regular = repeated(4, AGE);
        double before = sessionEvidence(HubPeriods.NONE, regular);
        for (int stranger : new int[] {700, 5_000, 40_000}) {
            assertThat(sessionEvidence(HubPeriods.NONE, with(regular, stranger)) - before)
                    .as("session of %d s", stranger)
                    .isBetween(-3.3, -2.3);
        }
    }

    @Test
    void strangersBeforeCostNothing() {
        int[] sessions = {700, 11_000, 2_345, 29_000, AGE, AGE, AGE};
        assertThat(sessionEvidence(HubPeriods.NONE, sessions)).isGreaterThan(8);
    }

    @Test
    void aSessionOfTwiceOrHalfTheAgeStillSpeaksForIt() {
        int[] regular = repeated(4, UNUSUAL_AGE);
        double before = sessionEvidence(HubPeriods.NONE, regular);
        assertThat(sessionEvidence(HubPeriods.NONE, with(regular, 2 * UNUSUAL_AGE)) - before)
                .isBetween(3.5, 5.0);
        assertThat(sessionEvidence(HubPeriods.NONE, with(regular, UNUSUAL_AGE / 2)) - before)
                .isBetween(1.5, 3.0);
        assertThat(sessionEvidence(HubPeriods.NONE, with(regular, 5 * UNUSUAL_AGE)) - before)
                .isNegative();
    }

    @Test
    void aUsualLifetimeIsASmallHeadStart() {
        double usual = sessionEvidence(HubPeriods.NONE, AGE);
        assertThat(usual - sessionEvidence(HubPeriods.NONE, UNUSUAL_AGE)).isBetween(1.0, 3.5);
        int[] unusual = repeated(3, UNUSUAL_AGE);
        assertThat(sessionEvidence(HubPeriods.NONE, unusual)).isGreaterThan(9);
    }

    @Test
    void aPeriodThatTheHubKnowsSavesADrop() {
        HubPeriods hub = new HubPeriods(List.of(new HubPeriods.Confirmed(UNUSUAL_AGE, 40)));
        double known = sessionEvidence(hub, repeated(2, UNUSUAL_AGE));
        assertThat(known).isGreaterThan(sessionEvidence(HubPeriods.NONE, repeated(2, UNUSUAL_AGE)) + 4);
        assertThat(known).isGreaterThan(sessionEvidence(HubPeriods.NONE, repeated(3, UNUSUAL_AGE)) - 2);
        assertThat(sessionEvidence(hub, repeated(4, AGE)))
                .as("another age does not gain")
                .isLessThanOrEqualTo(sessionEvidence(HubPeriods.NONE, repeated(4, AGE)));
    }

    @Test
    void sessionsUnderTwoHundredSecondsOrUnknownAreNoEvidence() {
        int[] regular = repeated(3, AGE);
        double before = sessionEvidence(HubPeriods.NONE, regular);
        assertThat(sessionEvidence(HubPeriods.NONE, with(with(regular, 0), 199)))
                .isEqualTo(before);
        assertThat(sessionEvidence(HubPeriods.NONE, repeated(15, 150))).isZero();
    }

    @Test
    void dropsOfOneLagAreEvidenceWhateverHappensBetween() {
        // A token of 4 hours kept over reconnects, with another drop somewhere in each period.
        long[] times = {14_400, 19_000, 28_800, 40_500, 43_200, 47_000, 57_600, 66_666, 72_000, 86_400};
        int[] sessions = IntStream.range(0, times.length)
                .map(i -> i == 0 ? 14_400 : (int) (times[i] - times[i - 1] - 10))
                .toArray();
        KernelTest.Evidence evidence = KernelTest.of(times, sessions, HubPeriods.NONE, 1.5);
        assertThat(evidence.token()).isGreaterThan(Math.log(3_000));
        assertThat(evidence.token()).isGreaterThan(evidence.session());
    }

    @Test
    void theWidthWithMostEvidenceFitsTheJitter() {
        assertThat(evidence(HubPeriods.NONE, repeated(8, AGE)).sessionWidth()).isEqualTo(4);
        int[] sloppy = {3_900, 3_780, 4_010, 3_850, 3_960, 3_700, 4_060, 3_900};
        assertThat(evidence(HubPeriods.NONE, sloppy).sessionWidth()).isGreaterThanOrEqualTo(60);
    }
}
