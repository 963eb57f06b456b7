package io.dropsight.detect.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.DetectConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RandomConfigTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Test
    void allowsOneFalseAlertInTenThousandDeviceDaysByDefault() {
        assertThat(RandomConfig.DEFAULTS).isEqualTo(new RandomConfig(1, 6, 3.5, 4, QUARTER));
        assertThat(RandomConfig.DEFAULTS.threshold()).isEqualTo(3_000);
    }

    @Test
    void everyKeyReachesItsField() {
        RandomConfig config = new RandomConfig(2, 7, 5, 8, Duration.ofMinutes(30));
        assertThat(config.falseAlertsPer10kDeviceDays()).isEqualTo(2);
        assertThat(config.leastDrops()).isEqualTo(7);
        assertThat(config.usualDropsPerDay()).isEqualTo(5);
        assertThat(config.authFailureConnects()).isEqualTo(8);
        assertThat(config.authFailureAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.withFalseAlertsPer10kDeviceDays(0.5))
                .isEqualTo(new RandomConfig(0.5, 7, 5, 8, Duration.ofMinutes(30)));
    }

    @Test
    void asksForTenTimesTheEvidenceForATenthOfTheFalseAlerts() {
        assertThat(RandomConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(0.1).threshold())
                .isCloseTo(30_000, within(1e-6));
        assertThat(RandomConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(100).threshold())
                .as("never less")
                .isEqualTo(300);
    }

    @Test
    void oneBudgetReachesEveryDetector() {
        DetectConfig config = DetectConfig.DEFAULTS.withFalseAlertsPer10kDeviceDays(0.5);
        assertThat(config.random().falseAlertsPer10kDeviceDays()).isEqualTo(0.5);
        assertThat(config.periodic().falseAlertsPer10kDeviceDays()).isEqualTo(0.5);
    }

    @Test
    void refusesABudgetOutOfBounds() {
        for (double bad : new double[] {0, 0.0009, 100.5, -1, Double.NaN}) {
            assertThatThrownBy(() -> new RandomConfig(bad, 6, 4, 4, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random.false-alerts-per-10k-device-days is " + bad
                            + ": use a number in [0.001, 100], such as 1");
        }
    }

    @Test
    void refusesANumberOfDropsOutOfBounds() {
        for (int bad : new int[] {-1, 2, 21}) {
            assertThatThrownBy(() -> new RandomConfig(1, bad, 4, 4, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random.least-drops is " + bad
                            + ": use 3 to 20, of which the latter is all that is remembered");
        }
    }

    @Test
    void refusesAUsualRateOutOfBounds() {
        for (double bad : new double[] {0, 0.49, 101, Double.NaN}) {
            assertThatThrownBy(() -> new RandomConfig(1, 6, bad, 4, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random.usual-drops-per-day is " + bad + ": use a number in [0.5, 100], such as 4");
        }
    }

    @Test
    void refusesANumberOfRefusedConnectsOutOfBounds() {
        for (int bad : new int[] {0, 3, 1_001}) {
            assertThatThrownBy(() -> new RandomConfig(1, 6, 4, bad, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("random.auth-failure-connects is " + bad
                            + ": use 4 to 1000, fewer are refused now and then");
        }
    }

    @Test
    void refusesATimeOutOfBounds() {
        for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofSeconds(59), Duration.ofHours(25)}) {
            assertThatThrownBy(() -> new RandomConfig(1, 6, 3.5, 4, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "random.auth-failure-after is " + bad + ": use a time from PT1M to PT24H, such as PT15M");
        }
    }
}
