package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollerSettingsTest {
    private static final PollerSettings DEFAULTS =
            PollerSettings.of(AzureCloud.PUBLIC.endpoint(), List.of(Hubs.of("plant")));

    @Test
    void hasTheseDefaults() {
        assertThat(DEFAULTS)
                .isEqualTo(new PollerSettings(
                        URI.create("https://management.azure.com"),
                        List.of(Hubs.of("plant")),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://management.azure.com",
                "https:management.azure.com",
                "https://management.azure.com/",
                "https://me:word@management.azure.com",
                "https://management.azure.com?x=1"
            })
    void refusesAnEndpointThatIsNoHostOverHttps(String endpoint) {
        assertThatThrownBy(() -> PollerSettings.of(URI.create(endpoint), DEFAULTS.hubs()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use https and a host alone");
    }

    @Test
    void refusesNoHubAndAHubNamedTwice() {
        assertThatThrownBy(() -> PollerSettings.of(DEFAULTS.endpoint(), List.of()))
                .hasMessageContaining("metrics.hubs is empty");
        assertThatThrownBy(() -> PollerSettings.of(DEFAULTS.endpoint(), List.of(Hubs.of("Plant"), Hubs.of("plant"))))
                .hasMessageContaining("plant twice");
    }

    @ParameterizedTest
    @CsvSource({
        "9, 60, 300, 86400, 900, 300, 30, 4, interval",
        "3601, 60, 300, 86400, 900, 300, 30, 4, interval",
        "60, -1, 300, 86400, 900, 300, 30, 4, settle",
        "60, 601, 300, 86400, 1900, 300, 30, 4, settle",
        "60, 60, -1, 86400, 900, 300, 30, 4, patience",
        "60, 60, 1801, 86400, 9000, 300, 30, 4, patience",
        "60, 60, 300, 599, 900, 300, 30, 4, look-back",
        "60, 60, 300, 86401, 900, 300, 30, 4, look-back",
        "60, 60, 0, 86400, 299, 300, 30, 4, stale-after",
        "60, 60, 300, 86400, 86401, 300, 30, 4, stale-after",
        "60, 60, 300, 86400, 360, 300, 30, 4, stale-after",
        "60, 60, 300, 86400, 900, 9, 30, 4, retry",
        "60, 60, 300, 86400, 900, 3601, 30, 4, retry",
        "60, 60, 300, 86400, 900, 300, 0, 4, timeout",
        "60, 60, 300, 86400, 900, 300, 301, 4, timeout",
        "60, 60, 300, 86400, 900, 300, 30, 0, at-once",
        "60, 60, 300, 86400, 900, 300, 30, 65, at-once"
    })
    void namesTheSettingThatIsOutOfBounds(
            long interval,
            long settle,
            long patience,
            long lookBack,
            long staleAfter,
            long retry,
            long timeout,
            int atOnce,
            String key) {
        assertThatThrownBy(() -> new PollerSettings(
                        DEFAULTS.endpoint(),
                        DEFAULTS.hubs(),
                        Duration.ofSeconds(interval),
                        Duration.ofSeconds(settle),
                        Duration.ofSeconds(patience),
                        Duration.ofSeconds(lookBack),
                        Duration.ofSeconds(staleAfter),
                        Duration.ofSeconds(retry),
                        Duration.ofSeconds(timeout),
                        atOnce))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("metrics." + key + " is ");
    }
}
