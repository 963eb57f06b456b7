package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final long SEED = 7;

    @Test
    void findsWhatSortingWouldPutThere() {
        Random dice = new Random(SEED);
        for (int time = 0; time < 5_000; time++) {
            int size = 1 + dice.nextInt(40);
            double[] values = dice.doubles(size + 3)
                    .map(it -> Math.floor(it * 12)) // many are equal
                    .toArray();
            double[] sorted = Arrays.copyOf(values, size);
            Arrays.sort(sorted);
            int place = dice.nextInt(size);

            assertThat(Selection.select(values, size, place))
                    .as("time %d of seed %d", time, SEED)
                    .isEqualTo(sorted[place]);
            double[] before = Arrays.copyOf(values, place);
            assertThat(Arrays.stream(before).max().orElse(0)).isLessThanOrEqualTo(sorted[place]);
        }
    }
}
