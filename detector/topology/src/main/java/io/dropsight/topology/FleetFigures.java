package io.dropsight.topology;

import io.dropsight.detect.device.DropKind;
import io.dropsight.detect.hub.HubLevel;

/**
 * Hears how the fleets of this process's partitions are, for figures alone; called by stream threads. Partitions come
 * and go: what is told of one holds until the next word on it, or until it has left.
 */
public interface FleetFigures {
    FleetFigures NONE = new FleetFigures() {};

    /**
     * A device dropped; told once it has settled.
     *
     * @param sessionSeconds how long it was connected; 0 if its connect was not seen
     */
    default void dropped(String hub, DropKind kind, long sessionSeconds) {}

    /**
     * @param partition of the events
     * @param known     devices in its state
     * @param settling  records that wait to settle
     */
    default void devices(int partition, int known, int settling) {}

    /** How a hub is that is judged here. */
    default void level(int hubPartition, HubLevel level) {}

    /** Signals that wait in the merge. */
    default void waiting(int hubPartition, int signals) {}

    /** A partition of the events is another instance's now. */
    default void devicesLeft(int partition) {}

    /** A partition of the hubs is another instance's now. */
    default void hubsLeft(int hubPartition) {}
}
