package io.dropsight.simulator.world;

/** A second client with the same identity: each throws the other out as soon as it is back. */
public final class Rival implements Trait {
    private final String address;
    private final double medianSeconds;
    private final double spread;
    private final Trouble trouble;

    /**
     * @param address       masked, where the other client is
     * @param medianSeconds until the one that was thrown out is back
     * @param spread        standard deviation of its logarithm
     */
    public Rival(String address, double medianSeconds, double spread, Trouble trouble) {
        this.address = address;
        this.medianSeconds = medianSeconds;
        this.spread = spread;
        this.trouble = trouble;
    }

    @Override
    public double nextAt(World world, Device device) {
        double at = Math.max(world.now(), trouble.onset()) + device.dice.logNormal(medianSeconds, spread);
        return at < trouble.until() ? at : Double.POSITIVE_INFINITY;
    }

    @Override
    public void strike(World world, Device device) {
        String own = device.addresses.get(0);
        world.takeOver(device, trouble, device.address.equals(address) ? own : address);
    }
}
