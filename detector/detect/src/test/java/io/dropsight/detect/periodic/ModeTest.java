package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ModeTest {
    private static Mode mode(double width, double... values) {
        return Mode.of(values, width);
    }

    @Test
    void takesTheFullestWindowInAnyOrderOfTheValues() {
        Mode mode = mode(10, 3_905, 700, 3_900, 12_000, 3_902, 705);
        assertThat(mode.members()).isEqualTo(3);
        assertThat(mode.center()).isEqualTo(3_902);
        assertThat(mode.mad()).isEqualTo(2);
        assertThat(mode.maxDeviation()).isEqualTo(3);
    }

    @Test
    void takesTheShorterOfTwoThatAreEquallyFull() {
        assertThat(mode(10, 700, 3_900, 705, 3_905).center()).isEqualTo(702.5);
    }

    @Test
    void widensTheWindowByHalfAPercent() {
        assertThat(mode(8, 10_000, 10_057).members()).isEqualTo(2);
        assertThat(mode(8, 10_000, 10_059).members()).isOne();
    }

    @Test
    void hasNoMembersWithoutValues() {
        assertThat(mode(10).members()).isZero();
    }

    @Test
    void toleratesAtLeastTwelveSecondsAndHalfAPercent() {
        assertThat(mode(10, 900, 900, 900).tolerance()).isEqualTo(12);
        assertThat(mode(10, 86_400, 86_400, 86_400).tolerance()).isEqualTo(432);
    }

    @Test
    void toleratesWhatTheSpreadAsksForButNeverMoreThanATenthOfTheAge() {
        Mode spread = mode(60, 3_880, 3_890, 3_900, 3_910, 3_920);
        assertThat(spread.mad()).isEqualTo(10);
        assertThat(spread.tolerance()).isEqualTo(45);
        assertThat(mode(60, 3_900, 3_900, 3_900, 3_900, 3_940).tolerance())
                .as("one and a half times the largest deviation")
                .isEqualTo(60);
        assertThat(mode(60, 290, 320, 350).tolerance()).isCloseTo(32, Offset.offset(1e-9));
    }
}
