package io.dropsight.simulator.world;

import io.dropsight.model.MetricSample;
import io.dropsight.simulator.Dice;
import java.time.Instant;

/** The hub's count of connected devices: a point a minute, some minutes late, sometimes missing. */
public final class Meter {
    static final Meter NONE = new Meter(Kind.NONE, 0);
    private static final double MINUTE = 60;

    private final Kind kind;
    private final double missing;

    /** Which metric comes to us. */
    public enum Kind {
        NONE,
        /** {@code connectedDeviceCount}, asked for each minute: an average. */
        POLLED,
        /** The deprecated {@code devices.connectedDevices.allProtocol}, exported: a total, in no order. */
        EXPORTED
    }

    /** @param missing share of minutes without a point */
    Meter(Kind kind, double missing) {
        this.kind = kind;
        this.missing = missing;
    }

    void start(World world, Post post) {
        if (kind != Kind.NONE) {
            Dice dice = Dice.of(world.spec().chance(), Dice.Strand.METER, 0);
            world.at(0, () -> {
                world.hub().takeAverage(0, MINUTE);
                world.at(MINUTE, () -> sample(world, post, dice));
            });
        }
    }

    private void sample(World world, Post post, Dice dice) {
        double now = world.now();
        double average = StrictMath.rint(world.hub().takeAverage(now, MINUTE) * 100) / 100;
        Instant minute = world.spec().start().plusSeconds((long) (now - MINUTE));
        boolean isMissing = dice.chance(missing);
        double lag = dice.chance(0.03) ? dice.between(120, 300) : dice.between(30, 90);
        if (!isMissing && kind == Kind.POLLED) {
            MetricSample sample = new MetricSample(world.spec().hub(), "connectedDeviceCount", minute, average);
            post.send(sample, now + lag, "metrics-poller");
        } else if (!isMissing) {
            double total = world.hub().connected();
            MetricSample sample =
                    new MetricSample(world.spec().hub(), "devices.connectedDevices.allProtocol", minute, total);
            post.send(sample, now + 60 + 2 * lag, "metrics-export");
        }
        world.at(now + MINUTE, () -> sample(world, post, dice));
    }
}
