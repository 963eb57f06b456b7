package io.dropsight.detect;

import io.dropsight.detect.feed.FeedConfig;
import io.dropsight.detect.mass.MassConfig;
import io.dropsight.detect.metric.MetricConfig;
import io.dropsight.detect.periodic.PeriodicConfig;
import io.dropsight.detect.random.RandomConfig;

/** The settings of all detectors. */
public record DetectConfig(
        PeriodicConfig periodic, RandomConfig random, MassConfig mass, FeedConfig feed, MetricConfig metric) {
    public static final DetectConfig DEFAULTS = new DetectConfig(
            PeriodicConfig.DEFAULTS,
            RandomConfig.DEFAULTS,
            MassConfig.DEFAULTS,
            FeedConfig.DEFAULTS,
            MetricConfig.DEFAULTS);

    /** One budget for each pattern: false alerts per 10,000 device-days; in [0.001, 100]. */
    public DetectConfig withFalseAlertsPer10kDeviceDays(double budget) {
        return new DetectConfig(
                periodic.withFalseAlertsPer10kDeviceDays(budget),
                random.withFalseAlertsPer10kDeviceDays(budget),
                mass.withFalseAlertsPer10kDeviceDays(budget),
                feed.withFalseAlertsPer10kDeviceDays(budget),
                metric);
    }
}
