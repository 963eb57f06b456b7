package io.dropsight.simulator.world;

/** A timer that now and then, at a tick of its grid, makes the program connect anew: sessions are multiples of it. */
public final class Lattice implements Trait {
    private final double gridSeconds;
    private final double phaseSeconds;
    private final double perDay;
    private final boolean clean;

    /** @param perDay how many ticks of a day end a session, on average */
    public Lattice(double gridSeconds, double phaseSeconds, double perDay, boolean clean) {
        this.gridSeconds = gridSeconds;
        this.phaseSeconds = phaseSeconds;
        this.perDay = perDay;
        this.clean = clean;
    }

    @Override
    public double nextAt(World world, Device device) {
        double at = world.now() + device.dice.wait(86_400 / perDay);
        double tick = StrictMath.ceil((at - phaseSeconds) / gridSeconds) * gridSeconds + phaseSeconds;
        return tick + device.dice.between(0, 2);
    }

    @Override
    public void strike(World world, Device device) {
        if (clean) {
            world.clientCloses(device, null, device.dice.between(1, 10));
        } else {
            world.hubCloses(device, null, Code.CLOSED_REMOTELY);
        }
    }
}
