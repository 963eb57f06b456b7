package io.dropsight.simulator.world;

import org.jspecify.annotations.Nullable;

/** A drop that is a device's own trouble and part of something larger. */
record Together(Blame own, Blame shared) implements Blame {
    @Override
    public void dropped(Device device, double at, boolean error) {
        own.dropped(device, at, error);
        shared.dropped(device, at, error);
    }

    @Override
    public void returned(Device device, double at) {
        own.returned(device, at);
        shared.returned(device, at);
    }

    @Override
    public @Nullable EchoWave echoFor(Device device) {
        return shared.echoFor(device);
    }
}
