package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifetimesTest {
    @Test
    void namesAUsualLifetimeByItsMinutes() {
        assertThat(Lifetimes.classOf(65 * 60)).isEqualTo("65m");
        assertThat(Lifetimes.classOf(65 * 60 + 50)).isEqualTo("65m");
        assertThat(Lifetimes.classOf(59.5 * 60)).isEqualTo("59.5m");
        assertThat(Lifetimes.classOf(60 * 60)).isEqualTo("60m");
        assertThat(Lifetimes.classOf(48 * 60)).isEqualTo("48m");
        assertThat(Lifetimes.classOf(19.2 * 3_600)).isEqualTo("1152m");
        assertThat(Lifetimes.classOf(86_400)).isEqualTo("1440m");
    }

    @Test
    void namesOtherAgesByABin() {
        assertThat(Lifetimes.classOf(83 * 60))
                .isEqualTo(Lifetimes.classOf(83.2 * 60))
                .startsWith("~8")
                .endsWith("m");
        assertThat(Lifetimes.classOf(67 * 60)).startsWith("~");
        assertThat(Lifetimes.classOf(4 * 3_600)).startsWith("~2");
    }

    @Test
    void neverPutsAgesTogetherThatDifferByMoreThanAFewPercent() {
        Map<String, Double> first = new HashMap<>();
        double widest = 1;
        for (double age = 200; age < Duration.ofDays(60).toSeconds(); age *= 1.0005) {
            double shortest = first.computeIfAbsent(Lifetimes.classOf(age), k -> 0.0);
            if (shortest == 0) {
                first.put(Lifetimes.classOf(age), age);
            } else {
                widest = Math.max(widest, age / shortest);
            }
        }
        System.out.printf("widest age class: %.1f %%%n", 100 * (widest - 1));
        assertThat(widest).isLessThan(1.045);
    }

    @Test
    void knowsWhatIsUsual() {
        assertThat(Lifetimes.isUsual(65 * 60 + 20, 30)).isTrue();
        assertThat(Lifetimes.isUsual(65 * 60 + 40, 30)).isFalse();
        assertThat(Lifetimes.isUsual(4 * 3_600, 30)).isFalse();
    }
}
