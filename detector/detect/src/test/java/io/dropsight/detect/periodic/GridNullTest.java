package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GridNullTest {
    private static double log(double... values) {
        return GridNull.logEvidence(values, 3_600, 8, 1.5);
    }

    @Test
    void equalSessionsAmongWholeStepsAreLittleEvidence() {
        double each = Math.log(0.6 / (600 * 1.5 / (Math.E * 3_600)));
        assertThat(log(3_600, 3_601, 6_600, 3_599, 10_801))
                .as("three of five")
                .isCloseTo(2 * each + 2 * Math.log(0.4), within(1e-9));
        assertThat(log(3_600, 3_601, 3_300, 3_599, 10_801))
                .as("on a grid of 5 minutes only")
                .isGreaterThan(log(3_600, 3_601, 4_200, 3_599, 10_801));
    }

    @Test
    void manyEqualSessionsAreEnoughAllTheSame() {
        double[] values = new double[12];
        Arrays.fill(values, 3_600);
        values[3] = 1_800;
        values[7] = 7_200;
        assertThat(log(values)).isGreaterThan(Math.log(3_000));
    }

    @Test
    void oneStrangerOffTheGridSaysThatThereIsNone() {
        assertThat(log(3_600, 3_601, 6_600, 3_599, 10_861)).isInfinite();
        assertThat(log(3_600, 3_601, 3_599, 6_600)).as("a single stranger").isInfinite();
        assertThat(log(3_600, 3_900, 3_601, 3_300, 3_599))
                .as("tokens that are looked at every 5 minutes")
                .isInfinite();
    }
}
