package io.dropsight.simulator.world;

import java.time.Duration;
import java.util.List;

/** Something between device and hub that closes connections of a certain age: no token has to do with it. */
public final class AgeClock implements Trait {
    private final double ageSeconds;
    private final double jitterSeconds;
    private final boolean clean;
    private final double secondsAway;
    private final Trouble trouble;
    private int session = -1;
    private double dueAt;

    /**
     * @param clean       whether the client's side closes; else the hub sees the connection break
     * @param secondsAway median until a cleanly closed one is needed again
     */
    public AgeClock(World world, Device device, Duration age, double jitterSeconds, boolean clean, double secondsAway) {
        this.ageSeconds = age.toMillis() / 1000.0;
        this.jitterSeconds = jitterSeconds;
        this.clean = clean;
        this.secondsAway = secondsAway;
        this.trouble = world.periodic(device, "idle_timeout", List.of(age), jitterSeconds, 0);
    }

    @Override
    public double nextAt(World world, Device device) {
        if (session != device.session) {
            session = device.session;
            dueAt = device.connectedAt + Math.max(1, ageSeconds + device.dice.jitter(jitterSeconds));
        }
        return dueAt;
    }

    @Override
    public void strike(World world, Device device) {
        if (clean) {
            world.clientCloses(device, trouble, Math.max(1, device.dice.logNormal(secondsAway, 0.5)));
        } else {
            world.hubCloses(device, trouble, Code.CLOSED_REMOTELY);
        }
    }
}
