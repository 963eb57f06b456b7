package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordingTest {
    private static AlertGroup group(Cause cause, int devices) {
        AlertGroup group = new AlertGroup("any");
        group.cause = cause;
        group.open = true;
        group.publishedMembers = devices;
        group.ageSeconds = 3_900;
        group.jitterSeconds = 2;
        group.matches = 3L * devices;
        group.recent = 3L * devices;
        group.returnSeconds = 5;
        return group;
    }

    @Test
    void writesDurationsAsPeopleSayThem() {
        assertThat(Wording.duration(0.4)).isEqualTo("0 s");
        assertThat(Wording.duration(45)).isEqualTo("45 s");
        assertThat(Wording.duration(119.4)).isEqualTo("119 s");
        assertThat(Wording.duration(119.6)).isEqualTo("2 min");
        assertThat(Wording.duration(3_902)).isEqualTo("65 min 2 s");
        assertThat(Wording.duration(3_900)).isEqualTo("65 min");
        assertThat(Wording.duration(10_800)).isEqualTo("3 h");
        assertThat(Wording.duration(69_120)).isEqualTo("19 h 12 min");
        assertThat(Wording.duration(86_400)).isEqualTo("24 h");
        assertThat(Wording.duration(172_799)).isEqualTo("2 d");
        assertThat(Wording.duration(176_400)).isEqualTo("2 d 1 h");
    }

    @Test
    void speaksOfOneDeviceAndOfMany() {
        assertThat(Wording.evidence(group(Cause.SAS_TOKEN_EXPIRY, 1)).get(0))
                .isEqualTo("sessions of one device end at an age of 65 min; 3 drops fit, half of them within 2 s");
        assertThat(Wording.evidence(group(Cause.SAS_TOKEN_EXPIRY, 8)).get(0))
                .isEqualTo("sessions of 8 devices end at an age of 65 min; 24 drops fit, half of them within 2 s");
        assertThat(Wording.evidence(group(Cause.SCHEDULED, 1)).get(0))
                .isEqualTo("one device drops about every 65 min; 3 drops fit, half of them within 2 s");
        assertThat(Wording.evidence(group(Cause.SCHEDULED, 8)).get(0))
                .isEqualTo("8 devices drop about every 65 min; 24 drops fit, half of them within 2 s");
    }

    @Test
    void tellsWhatTheRecordsSaidAndNothingElse() {
        AlertGroup group = group(Cause.SAS_TOKEN_EXPIRY, 2);
        assertThat(Wording.evidence(group).subList(1, 2)).containsExactly("back after 5 s (median)");
        group.unauthorized = 4;
        group.clean = 4;
        group.example = "press-007: dropped 2026-03-02 08:05:13";
        assertThat(Wording.evidence(group).subList(1, 5))
                .containsExactly(
                        "4 of the latest 6 carried 401003 IotHubUnauthorized: the hub refused the old token",
                        "4 of the latest 6 were clean disconnects: the client closed the connection itself",
                        "back after 5 s (median)",
                        "for example press-007: dropped 2026-03-02 08:05:13");
        group.unauthorized = 0;
        group.clean = 3;
        group.returnSeconds = -1;
        assertThat(Wording.evidence(group).subList(1, 2)).containsExactly("for example " + group.example);
    }

    @Test
    void advisesOnEveryCauseWithALinkToTheVendor() {
        for (Cause cause : Cause.values()) {
            List<Alert.Recommendation> advice = Advice.on(cause);
            assertThat(advice).as("%s", cause).isNotEmpty();
            assertThat(advice).allSatisfy(it -> {
                assertThat(it.text()).isNotBlank();
                assertThat(it.link()).startsWith("https://learn.microsoft.com/");
            });
        }
    }
}
