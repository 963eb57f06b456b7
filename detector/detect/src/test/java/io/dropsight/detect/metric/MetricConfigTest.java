package io.dropsight.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricConfigTest {
    @Test
    void hasTheRuleThatFoundNineOfNineRealDips() {
        assertThat(MetricConfig.DEFAULTS).isEqualTo(new MetricConfig(0.03, 5, 10, 1.2));
    }

    @Test
    void everySettingReachesItsField() {
        MetricConfig config = new MetricConfig(0.1, 7, 20, 2);
        assertThat(config.leastShare()).isEqualTo(0.1);
        assertThat(config.leastDevices()).isEqualTo(7);
        assertThat(config.leastFleet()).isEqualTo(20);
        assertThat(config.beyondUsual()).isEqualTo(2);
        assertThat(new MetricConfig(0.005, 1, 2, 1).leastDevices()).isOne();
        assertThat(new MetricConfig(1, 100_000, 1_000_000, 10).leastFleet()).isEqualTo(1_000_000);
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        for (double bad : new double[] {0.004, 1.001, Double.NaN}) {
            refused(
                    () -> new MetricConfig(bad, 5, 10, 1.2),
                    "metric.least-share is " + bad + ": use a ratio in [0.005, 1], such as 0.03");
        }
        for (int bad : new int[] {0, 100_001}) {
            refused(
                    () -> new MetricConfig(0.03, bad, 10, 1.2),
                    "metric.least-devices is " + bad + ": use 1 to 100000, such as 5");
        }
        for (int bad : new int[] {1, 1_000_001}) {
            refused(
                    () -> new MetricConfig(0.03, 5, bad, 1.2),
                    "metric.least-fleet is " + bad + ": use 2 to 1000000, such as 10");
        }
        for (double bad : new double[] {0.99, 10.1, Double.NaN}) {
            refused(
                    () -> new MetricConfig(0.03, 5, 10, bad),
                    "metric.beyond-usual is " + bad + ": use a number in [1, 10], such as 1.2");
        }
    }

    private static void refused(Runnable act, String message) {
        assertThatThrownBy(act::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
