package io.dropsight.simulator.world;

/** Something that ends a device's sessions now and then. One instance belongs to one device. */
public interface Trait {
    /** When it ends the session that has just begun, if nothing does so before; infinity for never. */
    double nextAt(World world, Device device);

    /** The time has come. */
    void strike(World world, Device device);
}
