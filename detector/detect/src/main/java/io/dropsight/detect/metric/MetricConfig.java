package io.dropsight.detect.metric;

import java.util.Locale;

/**
 * @param leastShare   a fall is a dip from this share of the connected devices on; in [0.005, 1]; default 0.03
 * @param leastDevices and from so many devices on; 1 to 100,000; default 5
 * @param leastFleet   a hub with fewer connected devices has no dips; 2 to 1,000,000; default 10
 * @param beyondUsual  and from so many times the worst fall of the last 7 days on; in [1, 10]; default 1.2
 */
public record MetricConfig(double leastShare, int leastDevices, int leastFleet, double beyondUsual) {
    public static final MetricConfig DEFAULTS = new MetricConfig(0.03, 5, 10, 1.2);

    public MetricConfig {
        require(
                leastShare >= 0.005 && leastShare <= 1, // false for NaN too
                "metric.least-share is %s: use a ratio in [0.005, 1], such as 0.03",
                leastShare);
        require(
                leastDevices >= 1 && leastDevices <= 100_000,
                "metric.least-devices is %s: use 1 to 100000, such as 5",
                leastDevices);
        require(
                leastFleet >= 2 && leastFleet <= 1_000_000,
                "metric.least-fleet is %s: use 2 to 1000000, such as 10",
                leastFleet);
        require(
                beyondUsual >= 1 && beyondUsual <= 10,
                "metric.beyond-usual is %s: use a number in [1, 10], such as 1.2",
                beyondUsual);
    }

    private static void require(boolean holds, String message, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(String.format(Locale.ROOT, "%s", value)));
        }
    }
}
