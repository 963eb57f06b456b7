package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drops without a period raise the evidence over A less often than once in A drops. */
class CalibrationTest {
    private static final int DEVICES = 600;
    private static final int DROPS = 100;
    private static final int RING = 20;

    /** Session laws of the null, scale 1; all keep to {@code s * density(s) <= 1.5 / e}. */
    enum Law {
        EXPONENTIAL(41),
        WEIBULL_0_6(42),
        WEIBULL_1_5(43),
        LOG_NORMAL(44);

        private final long seed;

        Law(long seed) {
            this.seed = seed;
        }

        double next(Random random) {
            double exponential = -Math.log(1 - random.nextDouble());
            return switch (this) {
                case EXPONENTIAL -> exponential;
                case WEIBULL_0_6 -> Math.pow(exponential, 1 / 0.6);
                case WEIBULL_1_5 -> Math.pow(exponential, 1 / 1.5);
                case LOG_NORMAL -> Math.exp(random.nextGaussian());
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void alarmsStayRarerThanOneInADrops(Law law) {
        Random random = new Random(law.seed);
        double[] thresholds = {300, 3_000};
        int[] alarms = new int[thresholds.length];
        for (int device = 0; device < DEVICES; device++) {
            double scale = 600 * Math.pow(72, random.nextDouble()); // 10 minutes to 12 hours
            int[] sessions = new int[DROPS];
            long[] times = new long[DROPS];
            long now = 0;
            for (int i = 0; i < DROPS; i++) {
                sessions[i] = (int) Math.max(1, Math.round(scale * law.next(random)));
                now += sessions[i];
                times[i] = now;
                now += 1 + random.nextInt(60);
            }
            int[] freshFrom = new int[thresholds.length];
            for (int end = 3; end <= DROPS; end++) {
                double[] evidence = new double[thresholds.length];
                for (int a = 0; a < thresholds.length; a++) {
                    evidence[a] = a > 0 && freshFrom[a] == freshFrom[0]
                            ? evidence[0]
                            : evidence(times, sessions, Math.max(freshFrom[a], end - RING), end);
                    if (evidence[a] >= Math.log(thresholds[a])) {
                        alarms[a]++;
                        freshFrom[a] = end;
                    }
                }
            }
        }
        int drops = DEVICES * DROPS;
        for (int a = 0; a < thresholds.length; a++) {
            double allowed = drops / thresholds[a];
            System.out.printf(
                    "%s, seed %d: %d alarms over %.0f in %,d drops, %.0f allowed%n",
                    law, law.seed, alarms[a], thresholds[a], drops, allowed);
            assertThat((double) alarms[a])
                    .as("alarms over %s in %d drops", thresholds[a], drops)
                    .isLessThanOrEqualTo(allowed + 3 * Math.sqrt(allowed));
        }
    }

    private static double evidence(long[] times, int[] sessions, int from, int end) {
        if (end - from < 3) {
            return 0;
        }
        return KernelTest.of(
                        Arrays.copyOfRange(times, from, end),
                        Arrays.copyOfRange(sessions, from, end),
                        HubPeriods.NONE,
                        1.5)
                .log();
    }
}
