package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {
    @Test
    void knowsTheBinomialTail() {
        assertThat(Chance.atMost(10, 10, 0.9)).isCloseTo(1, within(1e-12));
        assertThat(Chance.atMost(0, 3, 0.5)).isCloseTo(0.125, within(1e-12));
        assertThat(Chance.atMost(4, 5, 0.9)).isCloseTo(1 - Math.pow(0.9, 5), within(1e-12));
    }

    @Test
    void knowsThePoissonTail() {
        assertThat(Chance.atLeast(0, 2)).isEqualTo(1);
        assertThat(Chance.atLeast(1, 2)).isCloseTo(1 - Math.exp(-2), within(1e-12));
        assertThat(Chance.atLeast(3, 0.5)).isCloseTo(1 - Math.exp(-0.5) * (1 + 0.5 + 0.125), within(1e-12));
    }

    @Test
    void allowsMoreWhereMoreIsExpected() {
        assertThat(Chance.most(0.01)).isEqualTo(1);
        assertThat(Chance.most(0.5)).isEqualTo(4);
        assertThat(Chance.most(10)).isEqualTo(21);
    }
}
