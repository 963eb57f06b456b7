package io.dropsight.simulator.world;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device that is switched on and off by a clock, as its whole group may be. */
public final class DutyCycle implements Trait {
    private final double period;
    private final double phase;
    private final double offSeconds;
    private final double jitterSeconds;
    private final boolean clean;
    private final Trouble trouble;
    private final @Nullable MassIncident first;

    /**
     * @param phaseSeconds of the switching off, after each multiple of the period since 1970
     * @param off          how long it is off each time
     * @param clean        whether it says goodbye; else the hub notices its silence
     * @param first        of a group: its first time in view, which nobody can tell from an outage
     */
    public DutyCycle(
            World world,
            Device device,
            Duration period,
            double phaseSeconds,
            Duration off,
            double jitterSeconds,
            boolean clean,
            @Nullable MassIncident first) {
        this.period = period.toSeconds();
        this.phase = phaseSeconds - world.spec().start().getEpochSecond();
        this.offSeconds = off.toSeconds();
        this.jitterSeconds = jitterSeconds;
        this.clean = clean;
        this.first = first;
        this.trouble = world.periodic(device, "scheduled", List.of(period), jitterSeconds, 0);
    }

    @Override
    public double nextAt(World world, Device device) {
        double from = world.now() + offSeconds / 4;
        double turn = StrictMath.floor((from - phase) / period) + 1;
        return turn * period + phase + device.dice.jitter(Math.min(jitterSeconds, offSeconds / 20));
    }

    @Override
    public void strike(World world, Device device) {
        boolean isFirst = first != null && world.now() >= 0 && world.now() < period;
        Blame blame = isFirst && first != null ? new Together(trouble, first) : trouble;
        if (clean) {
            world.shutDown(device, blame);
        } else {
            world.powerOff(device, blame);
        }
        double boot = Math.max(1, 10 + device.dice.jitter(Math.min(3, jitterSeconds)));
        world.at(world.now() + offSeconds, () -> world.powerOn(device, boot));
    }
}
