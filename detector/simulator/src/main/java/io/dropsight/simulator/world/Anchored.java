package io.dropsight.simulator.world;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A restart by the clock: of the device, or of all devices of a site. */
public final class Anchored implements Trait {
    private final double lag;
    private final double phase;
    private final double jitterSeconds;
    private final boolean clean;
    private final double secondsAway;
    private final Trouble trouble;
    private final @Nullable MassIncident first;
    private double last = Double.NEGATIVE_INFINITY;

    /**
     * @param phaseSeconds  after each multiple of the lag since 1970
     * @param jitterSeconds standard deviation
     * @param secondsAway   how long a restart takes, about
     * @param first         of a site: its first restart in view, which nobody can tell from an outage
     */
    public Anchored(
            World world,
            Device device,
            Duration lag,
            double phaseSeconds,
            double jitterSeconds,
            boolean clean,
            double secondsAway,
            @Nullable MassIncident first) {
        this.lag = lag.toSeconds();
        this.phase = phaseSeconds - world.spec().start().getEpochSecond();
        this.jitterSeconds = jitterSeconds;
        this.clean = clean;
        this.secondsAway = secondsAway;
        this.first = first;
        this.trouble = world.periodic(device, "scheduled", List.of(lag), jitterSeconds, 0);
    }

    @Override
    public double nextAt(World world, Device device) {
        // Not the same turn again, when it struck early.
        double from = Math.max(world.now(), last + lag / 2);
        double turn = StrictMath.floor((from - phase) / lag);
        double due = from;
        while (due <= from) {
            due = turn * lag + phase + device.dice.jitter(jitterSeconds);
            turn++;
        }
        return due;
    }

    @Override
    public void strike(World world, Device device) {
        last = world.now();
        boolean isFirst = first != null && world.now() >= 0 && world.now() < lag;
        Blame blame = isFirst && first != null ? new Together(trouble, first) : trouble;
        double away = Math.max(5, secondsAway * (1 + device.dice.jitter(0.05)));
        if (clean) {
            world.clientCloses(device, blame, away);
        } else {
            world.crash(device, blame, away);
        }
    }
}
