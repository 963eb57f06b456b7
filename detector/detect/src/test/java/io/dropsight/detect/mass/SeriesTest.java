package io.dropsight.detect.mass;

import static io.dropsight.detect.mass.Bursts.CALM;
import static io.dropsight.detect.mass.Bursts.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void learnsWhatIsUsual() {
        Series it = Bursts.steady(2, 600);
        assertThat(it.isLearnt()).isTrue();
        assertThat(it.mean()).isCloseTo(2, within(0.1));
        assertThat(it.expected(START + 600, 5)).isCloseTo(10, within(0.5));
        assertThat(it.dispersion(5)).isEqualTo(1);
    }

    @Test
    void catchingUpAtOnceIsLearningMinuteByMinute() {
        for (long seed = 1; seed <= 20; seed++) {
            Random dice = new Random(seed);
            Series often = new Series(START, 0.3);
            Series seldom = new Series(START, 0.3);
            long incident = START + dice.nextInt(2_000);
            LongPredicate unusual = minute -> minute >= incident && minute < incident + 40;
            for (long minute = START, next; minute < START + 4_000; minute = next) {
                next = minute + 1 + dice.nextInt(dice.nextInt(10) == 0 ? 900 : 20);
                for (Series it : List.of(often, seldom)) {
                    it.learn(minute + 10, unusual);
                    it.addSettled(minute, minute + 10, 0.3, unusual);
                }
                for (long at = minute + 11; at < next; at++) {
                    often.learn(at, unusual);
                }
            }
            often.learn(START + 6_000, unusual);
            seldom.learn(START + 6_000, unusual);
            assertThat(seldom.write()).as("seed %d", seed).isEqualTo(often.write());
        }
    }

    @Test
    void aMinuteIsPartOfTheBaselineOnly32MinutesLater() {
        Series it = Bursts.steady(0, 120);
        long burst = START + 120;
        for (int i = 0; i < 50; i++) {
            it.addSettled(burst, burst + 10, 0, CALM);
        }
        it.learn(burst + Series.LAG, CALM);
        assertThat(it.mean()).isZero();
        it.learn(burst + Series.LAG + 1, CALM);
        assertThat(it.mean()).isPositive();
    }

    @Test
    void whatWasOnlyHeardOfIsNeverPartOfTheBaseline() {
        Series it = new Series(START, 0);
        Bursts.add(it, START + 5, 40);
        it.learn(START + 200, CALM);
        assertThat(it.mean()).isZero();
    }

    @Test
    void minutesOfAnIncidentAreLeftOut() {
        Series it = Bursts.steady(1, 300);
        double before = it.mean();
        long burst = START + 300;
        for (int i = 0; i < 500; i++) {
            it.addSettled(burst, burst + 10, 0, CALM);
        }
        it.learn(burst + 100, minute -> minute >= burst);
        assertThat(it.mean()).isCloseTo(before, within(0.1));
    }

    @Test
    void aSingleMinuteCannotLiftTheBaselineFar() {
        Series it = Bursts.steady(1, 600);
        long burst = START + 600;
        for (int i = 0; i < 100_000; i++) {
            it.addSettled(burst, burst + 10, 0, CALM);
        }
        it.learn(burst + Series.LAG + 1, CALM);
        assertThat(it.mean()).isLessThan(1.2);
    }

    @Test
    void unevenCountsWidenWhatIsStillChance() {
        Series it = new Series(START, 0);
        for (long minute = START; minute < START + 1_200; minute++) {
            it.learn(minute + 12, CALM);
            for (int i = 0; minute % 30 == 0 && i < 30; i++) {
                it.addSettled(minute, minute + 10, 0, CALM);
            }
        }
        it.learn(START + 1_200, CALM);
        assertThat(it.dispersion(5)).isEqualTo(6); // as much as it may be
    }

    @Test
    void ofFreshAndSettledTheLargerCountHolds() {
        Series it = new Series(START, 0);
        Bursts.add(it, START + 1, 7);
        for (int i = 0; i < 5; i++) {
            it.addSettled(START + 1, START + 11, 0, CALM);
        }
        assertThat(it.count(START + 1)).isEqualTo(7);
        assertThat(it.settledCount(START + 1)).isEqualTo(5);
        assertThat(it.settledSum(START + 3, 5)).isEqualTo(5);
        assertThat(it.sum(START + 3, 5)).isEqualTo(7);
        it.takeBack(START + 1, true, 5);
        assertThat(it.count(START + 1)).isEqualTo(2);
        it.takeBack(START + 1, true, 50);
        assertThat(it.count(START + 1)).isZero();
    }

    @Test
    void minutesOutOfViewCountNothing() {
        Series it = new Series(START, 0);
        Bursts.add(it, START + 100, 3);
        Bursts.add(it, START + 1, 3); // too old to be kept
        assertThat(it.count(START + 1)).isZero();
        assertThat(it.count(START + 101)).isZero();
        assertThat(it.count(START + 100)).isEqualTo(3);
        assertThat(it.newest()).isEqualTo(START + 100);
    }

    @Test
    void anEvenRateThatIsAcceptedIsTheNewNormal() {
        Series it = Bursts.steady(0, 200);
        for (long minute = START + 200; minute < START + 260; minute++) {
            for (int i = 0; i < 4; i++) {
                it.addSettled(minute, minute + 10, 0, CALM);
            }
        }
        it.accept(START + 260);
        assertThat(it.mean()).isCloseTo(4, within(1e-6));
        assertThat(it.expected(START + 261, 5)).isCloseTo(20, within(0.1));
    }

    @Test
    void aCohortTakesAtMost200BytesHoweverMuchItCounted() {
        Series it = new Series(START, 1e9);
        for (long minute = START; minute < START + 300; minute++) {
            it.learn(minute + 50, CALM);
            for (int i = 0; i < 40; i++) {
                it.addFresh(minute);
                it.addSettled(minute, minute + 10, 1e9, CALM);
            }
        }
        assertThat(it.write().length).isLessThanOrEqualTo(Series.MAX_BYTES);
        assertThat(Series.read(it.write()).write()).isEqualTo(it.write());
    }

    @Test
    void aRestartAtEveryMinuteLeavesNoTrace() {
        for (boolean hub : new boolean[] {false, true}) {
            Random dice = new Random(3);
            Series uncut = hub ? Series.ofHub(START, 0.5) : new Series(START, 0.5);
            Series cut = hub ? Series.ofHub(START, 0.5) : new Series(START, 0.5);
            for (long minute = START; minute < START + 700; minute++) {
                int drops = dice.nextInt(100) < 3 ? dice.nextInt(40) : dice.nextInt(3);
                for (Series it : new Series[] {uncut, cut}) {
                    it.learn(minute, m -> m % 97 == 0);
                    for (int i = 0; i < drops; i++) {
                        it.addFresh(minute);
                        if (minute - START > 10) {
                            it.addSettled(minute - 10, minute, 0.5, CALM);
                        }
                    }
                }
                cut = Series.read(cut.write());
                assertThat(cut.write()).isEqualTo(uncut.write());
                assertThat(cut.expected(minute, 30)).isEqualTo(uncut.expected(minute, 30));
                assertThat(cut.dispersion(30)).isEqualTo(uncut.dispersion(30));
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = new Series(START, 0).write();
        bytes[0] = 77;
        assertThatThrownBy(() -> Series.read(bytes)).hasMessage("series of version 77: this program reads 1");
    }
}
