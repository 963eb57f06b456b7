package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FairnessTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void periodicNeedsSixDropsOrFourOfLongAges() {
        assertThat(Fairness.periodic(HOUR, 5, 5, 0)).isFalse();
        assertThat(Fairness.periodic(HOUR, 5, 6, 0)).isTrue();
        assertThat(Fairness.periodic(Duration.ofHours(12), 5, 4, 0)).isTrue();
        assertThat(Fairness.periodic(Duration.ofHours(12), 5, 3, 0)).isFalse();
        assertThat(Fairness.periodic(HOUR, 73, 6, 0)).isFalse();
        assertThat(Fairness.periodic(HOUR, 5, 6, 13)).isFalse();
    }

    @Test
    void randomNeedsTwelveDropsEightADayAndMoreThanTheFleet() {
        assertThat(Fairness.random(11, 0.5, 0)).isFalse();
        assertThat(Fairness.random(12, 1.5, 0)).isTrue();
        assertThat(Fairness.random(12, 1.6, 0)).isFalse();
        assertThat(Fairness.random(20, 1, 6)).isTrue();
        assertThat(Fairness.random(18, 1, 6)).isFalse();
    }

    @Test
    void massNeedsFiveDevicesAndTwoPercent() {
        assertThat(Fairness.mass(5, 250, 1_000)).isTrue();
        assertThat(Fairness.mass(5, 251, 1_000)).isFalse();
        assertThat(Fairness.mass(4, 20, 20)).isFalse();
        assertThat(Fairness.mass(3, 19, 19)).isTrue();
    }

    @Test
    void feedNeedsAQuarterOfAnHourAndTwentyRecords() {
        assertThat(Fairness.feed(Duration.ofMinutes(15), 20)).isTrue();
        assertThat(Fairness.feed(Duration.ofMinutes(14), 20)).isFalse();
        assertThat(Fairness.feed(Duration.ofMinutes(15), 19)).isFalse();
    }
}
