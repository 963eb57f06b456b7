package io.dropsight.simulator.world;

import io.dropsight.simulator.Fairness;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device's own trouble, and the drops that belong to it. */
public final class Trouble implements Blame {
    private final Device device;
    private final String pattern;
    private final String cause;
    private final List<Duration> ages;
    private final double jitterSeconds;
    private final double onset;
    private double until;
    private final List<Instant> drops = new ArrayList<>();
    private final World world;

    Trouble(
            World world,
            Device device,
            String pattern,
            String cause,
            List<Duration> ages,
            double jitterSeconds,
            double onset,
            double until) {
        this.world = world;
        this.device = device;
        this.pattern = pattern;
        this.cause = cause;
        this.ages = ages;
        this.jitterSeconds = jitterSeconds;
        this.onset = onset;
        this.until = until;
    }

    boolean isActive(double at) {
        return at >= onset && at < until;
    }

    double onset() {
        return onset;
    }

    double until() {
        return until;
    }

    /** From now on it is something else, or nothing. */
    void endsAt(double at) {
        until = Math.min(until, at);
    }

    @Override
    public void dropped(Device who, double at, boolean error) {
        if (world.isInView(at)) {
            drops.add(world.stamp(at));
        }
    }

    @Override
    public void returned(Device who, double at) {}

    @Override
    public @Nullable EchoWave echoFor(Device who) {
        return null;
    }

    boolean isSeen() {
        return !drops.isEmpty();
    }

    /** @param usualPerDay what nine in ten devices of the fleet do not exceed */
    Truth.Device truth(double usualPerDay) {
        WorldSpec spec = world.spec();
        double end = spec.spanSeconds();
        double from = Math.max(0, onset);
        double days = (Math.min(until, end) - from) / 86_400;
        drops.sort(null);
        boolean detectable = pattern.equals("periodic")
                ? Fairness.periodic(ages.get(0), jitterSeconds, drops.size(), device.unexplainedErrors)
                : Fairness.random(drops.size(), days, usualPerDay);
        return new Truth.Device(
                device.key,
                pattern,
                cause,
                ages,
                spec.at(from),
                until >= end ? null : spec.at(until),
                drops,
                detectable);
    }

    int deviceIndex() {
        return device.index;
    }
}
