package io.dropsight.model;

import java.time.Instant;

/**
 * One exported or polled point of a hub's connected-device count.
 *
 * @param hub   name of the IoT hub, lower case
 * @param name  metric name as exported, such as {@code devices.connectedDevices.allProtocol}
 * @param at    minute of the sample
 * @param value connected devices; the aggregate that means something for this metric
 */
public record MetricSample(String hub, String name, Instant at, double value) {}
