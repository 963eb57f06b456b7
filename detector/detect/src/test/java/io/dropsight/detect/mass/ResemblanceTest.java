package io.dropsight.detect.mass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.Traits;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResemblanceTest {
    private static final int DAY = 86_400;

    private static int[] sample(int from, int to) {
        return Resemblance.sample(IntStream.range(from, to)
                .mapToObj(i -> Bursts.fact(i, 0, 0, 404104, Traits.NONE))
                .toList());
    }

    @Test
    void theSameDevicesResembleEachOtherWhateverTheirOrder() {
        List<BurstFact> burst =
                new java.util.ArrayList<>(Bursts.of(100, i -> Bursts.fact(i, i, 0, 404104, Traits.NONE)));
        int[] here = Resemblance.sample(burst);
        Collections.reverse(burst);
        assertThat(Resemblance.sample(burst)).isEqualTo(here).hasSize(32).isSorted();
        assertThat(Resemblance.of(here, here)).isOne();
    }

    @Test
    void othersDoNot() {
        assertThat(Resemblance.of(sample(0, 100), sample(100, 200))).isZero();
        assertThat(Resemblance.of(sample(0, 0), sample(0, 100))).isZero();
    }

    @Test
    void theShareOfSharedMembersIsEstimated() {
        assertThat(Resemblance.of(sample(0, 1_000), sample(250, 1_250))).isCloseTo(0.6, within(0.25));
        assertThat(Resemblance.of(sample(0, 20), sample(5, 25)))
                .as("exact for the few")
                .isEqualTo(15 / 25.0, within(0.01));
    }

    @Test
    void wholeHalfDaysAreASchedule() {
        assertThat(Resemblance.isOneOfARow(List.of(0L), DAY)).isTrue();
        assertThat(Resemblance.isOneOfARow(List.of(0L), DAY / 2 + 290)).isTrue();
        assertThat(Resemblance.isOneOfARow(List.of(0L), 7 * DAY - 299)).isTrue();
        assertThat(Resemblance.isOneOfARow(List.of(0L), DAY + 310)).isFalse();
        assertThat(Resemblance.isOneOfARow(List.of(0L), 7200)).isFalse();
        assertThat(Resemblance.isOneOfARow(List.of(), DAY)).isFalse();
    }

    @Test
    void aLagThatComesASecondTimeIsASchedule() {
        assertThat(Resemblance.isOneOfARow(List.of(0L, 7200L), 14_400)).isTrue();
        assertThat(Resemblance.isOneOfARow(List.of(0L, 7200L), 14_530)).isTrue();
        assertThat(Resemblance.isOneOfARow(List.of(0L, 7200L), 14_900)).isFalse();
        assertThat(Resemblance.isOneOfARow(List.of(0L, 9_999L), 17_199)).isFalse();
    }
}
