package io.dropsight.detect.periodic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeriodicConfigTest {
    @Test
    void allowsOneFalseAlertInTenThousandDeviceDaysByDefault() {
        assertThat(PeriodicConfig.DEFAULTS).isEqualTo(new PeriodicConfig(1.5, 1));
        assertThat(PeriodicConfig.DEFAULTS.nullShape()).isEqualTo(1.5);
        assertThat(PeriodicConfig.DEFAULTS.falseAlertsPer10kDeviceDays()).isEqualTo(1);
        assertThat(PeriodicConfig.DEFAULTS.threshold()).isEqualTo(3_000);
    }

    @Test
    void asksForTenTimesTheEvidenceForATenthOfTheFalseAlerts() {
        assertThat(new PeriodicConfig(1.5, 0.1).threshold()).isCloseTo(30_000, within(1e-6));
        assertThat(new PeriodicConfig(1.5, 10).threshold()).isEqualTo(300);
        assertThat(new PeriodicConfig(1.5, 100).threshold()).as("never less").isEqualTo(300);
    }

    @Test
    void takesWhatLiesWithinItsBounds() {
        for (double shape : new double[] {1, 2.5, 4}) {
            assertThat(new PeriodicConfig(shape, 1).nullShape()).isEqualTo(shape);
        }
        for (double budget : new double[] {0.001, 7, 100}) {
            assertThat(new PeriodicConfig(1.5, budget).falseAlertsPer10kDeviceDays())
                    .isEqualTo(budget);
        }
    }

    @Test
    void refusesANullShapeOutOfBounds() {
        for (double bad : new double[] {0.99, 4.01, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new PeriodicConfig(bad, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("periodic.null-shape is " + bad + ": use a number in [1, 4], such as 1.5");
        }
    }

    @Test
    void refusesABudgetOutOfBounds() {
        for (double bad : new double[] {0, 0.0009, 100.5, -1, Double.NaN}) {
            assertThatThrownBy(() -> new PeriodicConfig(1.5, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("periodic.false-alerts-per-10k-device-days is " + bad
                            + ": use a number in [0.001, 100], such as 1");
        }
    }
}
