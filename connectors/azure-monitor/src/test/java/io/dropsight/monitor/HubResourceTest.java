package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubResourceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions/AB12-cd/resourceGroups/my.group_(1)/providers/Microsoft.Devices/IotHubs/Plant-7",
                "subscriptions/AB12-cd/resourceGroups/my.group_(1)/providers/Microsoft.Devices/IotHubs/Plant-7/",
                " /SUBSCRIPTIONS/AB12-CD/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT-7 "
            })
    void readsAnyWayToWriteAnId(String id) {
        HubResource hub = HubResource.parse(id);
        assertThat(hub.hub()).isEqualTo("plant-7");
        assertThat(hub.subscription()).isEqualTo("ab12-cd");
        assertThat(hub.id()).isEqualToIgnoringCase(id.strip().replaceAll("^/|/$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plant-7",
                "/subscriptions/1/resourceGroups/r/providers/Microsoft.Devices/IotHubs/",
                "/subscriptions/1/resourceGroups/r/providers/Microsoft.EventHub/namespaces/plant",
                "/subscriptions/1/resourceGroups/r/providers/Microsoft.Devices/IotHubs/a?b=c",
                "/subscriptions/1/resourceGroups/r/x/y/providers/Microsoft.Devices/IotHubs/plant"
            })
    void refusesWhatIsNone(String id) {
        assertThatThrownBy(() -> HubResource.parse(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("az iot hub show");
    }

    @Test
    void keepsTheIdAsGivenForAzure() {
        assertThat(Hubs.of("Plant").id()).startsWith("subscriptions/").endsWith("/IotHubs/Plant");
    }
}
