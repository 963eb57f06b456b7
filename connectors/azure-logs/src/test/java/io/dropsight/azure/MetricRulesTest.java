package io.dropsight.azure;

import static io.dropsight.azure.Samples.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricRulesTest {
    private static final String EXPORTED = "devices.connectedDevices.allProtocol";
    private static final String POLLED = "connectedDeviceCount";

    private static List<String> metric(String name, String values) {
        return kinds("{\"resourceId\":\"/X/H1\",\"time\":\"2026-03-02T11:01:00Z\",\"metricName\":\"%s\",%s}"
                .formatted(name, values));
    }

    @Test
    void theExportedCountIsItsTotal() {
        assertThat(metric(EXPORTED, "\"average\":1,\"maximum\":1,\"total\":412"))
                .containsExactly("metric 412.0");
        assertThat(metric(EXPORTED, "\"Total\":\"412.5\"")).containsExactly("metric 412.5");
        assertThat(metric(EXPORTED, "\"total\":0")).containsExactly("metric 0.0");
    }

    @Test
    void thePolledCountIsItsAverageElseItsMaximum() {
        assertThat(metric(POLLED, "\"total\":9,\"maximum\":7,\"average\":6.5")).containsExactly("metric 6.5");
        assertThat(metric(POLLED, "\"average\":null,\"maximum\":7")).containsExactly("metric 7.0");
    }

    @Test
    void aMissingValueIsNotZero() {
        assertThat(metric(EXPORTED, "\"average\":1")).containsExactly("ignorable metric_without_value");
        assertThat(metric(EXPORTED, "\"total\":null")).containsExactly("ignorable metric_without_value");
        assertThat(metric(POLLED, "\"total\":5")).containsExactly("ignorable metric_without_value");
    }

    @Test
    void otherMetricsAreIgnorable() {
        assertThat(metric("d2c.telemetry.ingress.success", "\"total\":5")).containsExactly("ignorable metric");
        assertThat(metric("devices.totalDevices", "\"total\":5")).containsExactly("ignorable metric");
    }

    @Test
    void valuesThatAreNoCountAreUnreadable() {
        for (String bad : List.of("-1", "1e400", "\"NaN\"", "\"0x10\"", "true", "[]", "\"many\"")) {
            assertThat(metric(EXPORTED, "\"total\":" + bad)).as(bad).containsExactly("unreadable bad_metric_value");
        }
    }

    @Test
    void aMetricNeedsATimeToo() {
        assertThat(kinds("{\"metricName\":\"" + POLLED + "\",\"average\":5}")).containsExactly("unreadable bad_time");
        assertThat(kinds("{\"metricName\":5}")).containsExactly("unreadable wrong_type");
    }
}
