package io.dropsight.simulator.world;

import org.jspecify.annotations.Nullable;

/**
 * Devices that came back together after an incident and whose tokens, all of one lifetime, end together: once, twice,
 * and so on until chance has spread them.
 */
public final class EchoWave implements Blame {
    private final MassIncident root;
    private final MassIncident incident;
    private final long ageSeconds;
    private final int number;

    EchoWave(MassIncident root, MassIncident incident, long ageSeconds, int number) {
        this.root = root;
        this.incident = incident;
        this.ageSeconds = ageSeconds;
        this.number = number;
    }

    @Override
    public void dropped(Device device, double at, boolean error) {
        incident.dropped(device, at, error);
    }

    @Override
    public void returned(Device device, double at) {
        incident.returned(device, at);
    }

    @Override
    public @Nullable EchoWave echoFor(Device device) {
        return root.wave(ageSeconds, number + 1);
    }
}
