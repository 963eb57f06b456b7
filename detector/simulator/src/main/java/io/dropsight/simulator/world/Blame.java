package io.dropsight.simulator.world;

import org.jspecify.annotations.Nullable;

/** What a drop is put down to: a device's own trouble, or an incident of many. */
public interface Blame {
    /** @param error whether the hub wrote an error; not after a clean disconnect */
    void dropped(Device device, double at, boolean error);

    void returned(Device device, double at);

    /**
     * What ends the new session if it dies of its age, because the device came back with others; null: nothing.
     */
    @Nullable
    EchoWave echoFor(Device device);
}
