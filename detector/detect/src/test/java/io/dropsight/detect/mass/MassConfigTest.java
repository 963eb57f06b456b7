package io.dropsight.detect.mass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MassConfigTest {
    @Test
    void asksForFiveDevicesAndOneInAHundredByDefault() {
        assertThat(MassConfig.DEFAULTS).isEqualTo(new MassConfig(5, 0.01, 1));
        assertThat(MassConfig.DEFAULTS.threshold(2, false)).isEqualTo(16);
        assertThat(MassConfig.DEFAULTS.threshold(2, true)).isEqualTo(18);
        assertThat(MassConfig.DEFAULTS.threshold(15, false)).isEqualTo(18);
        assertThat(MassConfig.DEFAULTS.threshold(30, true)).isEqualTo(20);
    }

    @Test
    void everyKeyReachesItsField() {
        MassConfig config = new MassConfig(7, 0.2, 0.5);
        assertThat(config.leastDevices()).isEqualTo(7);
        assertThat(config.leastShare()).isEqualTo(0.2);
        assertThat(config.falseAlertsPer10kDeviceDays()).isEqualTo(0.5);
        assertThat(config.withFalseAlertsPer10kDeviceDays(2)).isEqualTo(new MassConfig(7, 0.2, 2));
    }

    @Test
    void aTenthOfTheFalseAlertsAsksForTenTimesTheOdds() {
        assertThat(new MassConfig(5, 0.01, 0.1).threshold(2, false)).isCloseTo(16 + Math.log(10), within(1e-9));
        assertThat(new MassConfig(5, 0.01, 50).threshold(2, false))
                .as("never less")
                .isEqualTo(16);
    }

    @Test
    void takesWhatLiesWithinItsBounds() {
        assertThat(new MassConfig(3, 0.5, 0.001)).isNotNull();
        assertThat(new MassConfig(1000, 1e-9, 100)).isNotNull();
    }

    @Test
    void refusesWhatDoesNot() {
        for (int bad : new int[] {2, 1001, -1}) {
            assertThatThrownBy(() -> new MassConfig(bad, 0.01, 1))
                    .hasMessage("mass.least-devices is " + bad + ": use 3 to 1000, such as 5");
        }
        for (double bad : new double[] {0, -0.1, 0.51, Double.NaN}) {
            assertThatThrownBy(() -> new MassConfig(5, bad, 1))
                    .hasMessage("mass.least-share is " + bad + ": use a share in (0, 0.5], such as 0.01");
        }
        for (double bad : new double[] {0, 0.0009, 101, Double.NaN}) {
            assertThatThrownBy(() -> new MassConfig(5, 0.01, bad))
                    .hasMessage("mass.false-alerts-per-10k-device-days is " + bad
                            + ": use a number in [0.001, 100], such as 1");
        }
    }
}
