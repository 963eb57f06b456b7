package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Cause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenLifetimeTest {
    @ParameterizedTest(name = "{0} min, jitter {1} s: {2} min")
    @CsvSource({
        "65, 1, 60",
        "70, 1, 60",
        "60, 1, 60",
        "25, 1, 20",
        "20, 1, 15",
        "30, 1, 30",
        "125, 1, 120",
        "1445, 2, 1440",
        "65.3, 1, 60",
        "65.4, 1, 0",
        "65.4, 10, 60",
        "66.4, 1000, 60",
        "66.6, 1000, 0",
        "77, 1, 0",
        "83.3, 5, 0"
    })
    void readsTheLifetimeOffTheAgeAtWhichTheHubCloses(double ageMinutes, double jitter, int lifetimeMinutes) {
        assertThat(TokenLifetime.of(Cause.SAS_TOKEN_EXPIRY, ageMinutes * 60, jitter))
                .isEqualTo(seconds(lifetimeMinutes));
    }

    @ParameterizedTest(name = "{0} min: {1} min")
    @CsvSource({
        "45, 60",
        "48, 60",
        "51, 60",
        "58, 60",
        "59.5, 60",
        "1152, 1440",
        "16, 20",
        "1080, 1440",
        "53, 0",
        "70, 0"
    })
    void readsTheLifetimeOffTheAgeAtWhichTheClientRenews(double ageMinutes, int lifetimeMinutes) {
        assertThat(TokenLifetime.of(Cause.SAS_TOKEN_RENEWAL, ageMinutes * 60, 1))
                .isEqualTo(seconds(lifetimeMinutes));
    }

    @ParameterizedTest
    @CsvSource({"IDLE_TIMEOUT", "SCHEDULED"})
    void knowsOfNoTokenBehindOtherCauses(Cause cause) {
        assertThat(TokenLifetime.of(cause, 3_900, 1)).isNull();
    }

    /** 0 stands for none. */
    private static Double seconds(int minutes) {
        return minutes == 0 ? null : Double.valueOf(minutes * 60.0);
    }
}
