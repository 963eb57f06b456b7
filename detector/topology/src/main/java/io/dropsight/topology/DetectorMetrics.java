package io.dropsight.topology;

import io.dropsight.detect.device.DevicePartition.Outcome;

/** Hears what the topology does in this process; called by its stream threads. */
public interface DetectorMetrics {
    void count(Outcome outcome);

    /** An event record that is no message of the feed. */
    void unreadable();

    /** A signal came after its watermark. */
    void brokenPromise();

    /** A hub partition has heard the end of the feed and has said all; may come again after a restart. */
    void ended(int hubPartition);

    /** Who hears how the fleets are. */
    FleetFigures fleet();
}
