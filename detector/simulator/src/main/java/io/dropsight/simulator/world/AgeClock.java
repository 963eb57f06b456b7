package io.dropsight.simulator.world;

import java.time.Duration;
import java.util.List;

/** Something that ends connections of a certain age, and is no token: a load balancer, a gateway, a watchdog. */
public final class AgeClock implements Trait {
    private final double ageSeconds;
    private final double jitterSeconds;
    private final End end;
    private final double secondsAway;
    private final Trouble trouble;
    private int session = -1;
    private double dueAt;

    /** What happens at that age. */
    public enum End {
        /** The hub sees the connection break; the device is back at once. */
        BROKEN("idle_timeout"),
        /** The device's side closes, until the connection is needed again. */
        CLOSED("idle_timeout"),
        /** A watchdog restarts the program. */
        RESTARTED("scheduled");

        private final String cause;

        End(String cause) {
            this.cause = cause;
        }
    }

    /**
     * @param secondsAway median until it is back, where that is not at once
     */
    public AgeClock(World world, Device device, Duration age, double jitterSeconds, End end, double secondsAway) {
        this.ageSeconds = age.toMillis() / 1000.0;
        this.jitterSeconds = jitterSeconds;
        this.end = end;
        this.secondsAway = secondsAway;
        this.trouble = world.periodic(device, end.cause, List.of(age), jitterSeconds, 0);
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
        switch (end) {
            case BROKEN -> world.hubCloses(device, trouble, Code.CLOSED_REMOTELY);
            case CLOSED -> world.clientCloses(device, trouble, Math.max(1, device.dice.logNormal(secondsAway, 0.5)));
            case RESTARTED -> world.crash(device, trouble, secondsAway * (1 + device.dice.jitter(0.05)));
        }
    }
}
