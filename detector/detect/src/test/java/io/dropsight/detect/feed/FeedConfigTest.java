package io.dropsight.detect.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FeedConfigTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Test
    void hasDefaultsThatLeaveAzureItsUsualLateness() {
        assertThat(FeedConfig.DEFAULTS).isEqualTo(new FeedConfig(1, QUARTER, 0.25, QUARTER));
    }

    @Test
    void everySettingReachesItsField() {
        FeedConfig config = new FeedConfig(2, Duration.ofMinutes(20), 0.5, Duration.ofMinutes(30));
        assertThat(config.falseAlertsPer10kDeviceDays()).isEqualTo(2);
        assertThat(config.minSilence()).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.lateShare()).isEqualTo(0.5);
        assertThat(config.calm()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.withFalseAlertsPer10kDeviceDays(3))
                .isEqualTo(new FeedConfig(3, Duration.ofMinutes(20), 0.5, Duration.ofMinutes(30)));
    }

    @Test
    void asksForMoreWhereFewerFalseAlertsAreAllowedAndNeverForLessThanAHubsOwnBudget() {
        double ofTen = FeedConfig.DEFAULTS.improbable(10);
        assertThat(ofTen).isCloseTo(Math.log(500 / 0.001), within(1e-9));
        assertThat(new FeedConfig(0.1, QUARTER, 0.25, QUARTER).improbable(10) - ofTen)
                .isCloseTo(Math.log(10), within(1e-9));
        assertThat(FeedConfig.DEFAULTS.improbable(0)).isEqualTo(FeedConfig.DEFAULTS.improbable(1));
        assertThat(FeedConfig.DEFAULTS.improbable(1_000_000))
                .isEqualTo(FeedConfig.DEFAULTS.improbable(100))
                .isCloseTo(Math.log(500 / 0.01), within(1e-9));
    }

    @Test
    void refusesABudgetOutOfBounds() {
        for (double bad : new double[] {0, 0.0009, 100.5, -1, Double.NaN}) {
            assertThatThrownBy(() -> new FeedConfig(bad, QUARTER, 0.25, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("feed.false-alerts-per-10k-device-days is " + bad
                            + ": use a number in [0.001, 100], such as 1");
        }
    }

    @Test
    void refusesASilenceOutOfBounds() {
        for (String bad : new String[] {"PT4M59.999S", "PT24H0.001S", "PT-15M"}) {
            assertThatThrownBy(() -> new FeedConfig(1, Duration.parse(bad), 0.25, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "feed.min-silence is " + Duration.parse(bad) + ": use 5 minutes to 1 day, such as PT15M");
        }
    }

    @Test
    void refusesALateShareOutOfBounds() {
        for (double bad : new double[] {0, 0.049, 1.001, Double.NaN}) {
            assertThatThrownBy(() -> new FeedConfig(1, QUARTER, bad, QUARTER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("feed.late-share is " + bad + ": use a ratio in [0.05, 1], such as 0.25");
        }
    }

    @Test
    void refusesACalmOutOfBounds() {
        for (String bad : new String[] {"PT59.999S", "PT6H0.001S"}) {
            assertThatThrownBy(() -> new FeedConfig(1, QUARTER, 0.25, Duration.parse(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("feed.calm is " + Duration.parse(bad) + ": use 1 minute to 6 hours, such as PT15M");
        }
    }

    @Test
    void takesItsBounds() {
        assertThat(new FeedConfig(0.001, Duration.ofMinutes(5), 0.05, Duration.ofMinutes(1)).lateShare())
                .isEqualTo(0.05);
        assertThat(new FeedConfig(100, Duration.ofDays(1), 1, Duration.ofHours(6)).lateShare())
                .isEqualTo(1);
    }
}
