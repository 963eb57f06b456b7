package io.dropsight.detect.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.History;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rarely drops at the usual rate alarm, and how many drops of a restless device are needed. */
class RateCalibrationTest {
    private static final RandomConfig CONFIG = RandomConfig.DEFAULTS;

    private static boolean alarms(DeviceState state) {
        int[] all = IntStream.range(0, state.size()).toArray();
        return RateTest.of(state, all, () -> 0, CONFIG).alarm();
    }

    private static long gap(Random dice, double perDay) {
        return Math.max(1, Math.round(-Math.log(1 - dice.nextDouble()) * 86_400 / perDay));
    }

    /** By a Weibull law; of a shape below 1 they come in clusters. */
    private static long clustered(Random dice, double perDay, double shape, double mean) {
        double scale = 86_400 / perDay / mean;
        return Math.max(1, Math.round(scale * Math.pow(-Math.log(1 - dice.nextDouble()), 1 / shape)));
    }

    /** The bound covers shapes of 1 and 0.8; 0.6 lies outside. */
    @ParameterizedTest
    @CsvSource({"1, 1", "0.8, 1.133003", "0.6, 1.504575"})
    void dropsAtTheUsualRateAlarmLessOftenThanOnceInADrops(double shape, double mean) {
        double[] rates = {1, 2, 3.5};
        for (double perDay : rates) {
            Random dice = new Random(61);
            int alarms = 0;
            int drops = 0;
            for (int device = 0; device < 1_000; device++) {
                History history = History.begin();
                for (int i = 0; i < 60; i++) {
                    history.session(clustered(dice, perDay, shape, mean), History.CLOSED, 30);
                    drops++;
                    if (alarms(history.state())) {
                        alarms++;
                        history = History.begin();
                    }
                }
            }
            double allowed = drops / CONFIG.threshold();
            System.out.printf(
                    "%.1f drops a day of shape %.1f, seed 61: %d alarms in %,d drops, %.0f allowed%n",
                    perDay, shape, alarms, drops, allowed);
            assertThat((double) alarms).isLessThanOrEqualTo(allowed + 3 * Math.sqrt(allowed));
        }
    }

    @Test
    void aQuietDeviceThatBecomesRestlessIsFoundInFewDrops() {
        assertThat(needed("after 5 quiet days", 12, 5, 71)).isLessThanOrEqualTo(12);
        assertThat(needed("after 5 quiet days", 40, 5, 72)).isLessThanOrEqualTo(8);
        assertThat(needed("never heard of before", 12, 0, 73)).isLessThanOrEqualTo(40);
        assertThat(needed("never heard of before", 40, 0, 74)).isLessThanOrEqualTo(12);
    }

    private static int needed(String past, double perDay, int quietDays, long seed) {
        Random dice = new Random(seed);
        int[] needed = new int[400];
        for (int device = 0; device < needed.length; device++) {
            History history = History.begin().knownFor(quietDays * 86_400L);
            int drops = 0;
            do {
                history.session(gap(dice, perDay), History.CLOSED, 30);
                drops++;
            } while (drops < 200 && !alarms(history.state()));
            needed[device] = drops;
        }
        Arrays.sort(needed);
        int median = needed[needed.length / 2];
        System.out.printf(
                "%.0f drops a day, %s, seed %d: %d drops at the median, %d at the 95th percentile%n",
                perDay, past, seed, median, needed[(int) (0.95 * needed.length)]);
        return median;
    }
}
