package io.dropsight.simulator.world;

import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A hub and its devices, driven by events. Times are seconds since the log's start; what is before it or after its end
 * happens but is not written. Memory grows with the devices, never with the length of the log, but for the truth.
 *
 * <p>What happens is the vendor's account of a hub, not a detector's. Not thread-safe.
 */
public final class World extends Connections {
    private final WorldSpec spec;
    private final List<Device> devices = new ArrayList<>();
    private final Chronicle chronicle;
    private Meter meter = Meter.NONE;

    /** Draws what a device is. */
    @FunctionalInterface
    public interface Caster {
        void cast(Device device, Dice dice);
    }

    World(WorldSpec spec, Mailbox mailbox) {
        super(new Post(spec, mailbox), spec.spanSeconds());
        this.spec = spec;
        this.chronicle = new Chronicle(this);
    }

    @Override
    World world() {
        return this;
    }

    // What a script sets up.

    public WorldSpec spec() {
        return spec;
    }

    public double span() {
        return span;
    }

    public void populate(Caster caster) {
        for (int i = 0; i < spec.devices(); i++) {
            Device device = new Device(spec, i);
            caster.cast(device, Dice.of(spec.chance() + 1, Dice.Strand.TRAITS, i));
            devices.add(device);
            plan(device, device.firstConnectAt, () -> accept(device));
        }
    }

    /** @param units of an S1 hub */
    public void useUnits(int units) {
        hub = new Hub(units);
    }

    public void deliver(Delivery delivery, int sources) {
        post.deliver(delivery, sources);
    }

    public void add(FeedFault fault) {
        post.add(fault);
    }

    /** While it lasts the hub stamps its records with a clock that is wrong by so much. */
    public void stepClock(double from, double to, double offsetSeconds) {
        post.add(new Post.ClockStep(from, to, offsetSeconds));
    }

    public void addGate(double from, double to, Hub.Gate gate) {
        at(from, () -> hub.add(gate));
        at(to, () -> hub.remove(gate));
    }

    public void useMetric(Meter.Kind kind, double missing) {
        meter = new Meter(kind, missing);
    }

    /** The hub's log is not exported: only the metric tells. */
    public void leaveLogOut() {
        isLogged = false;
    }

    public Dice scriptDice(int number) {
        return Dice.of(spec.chance(), Dice.Strand.SCRIPT, number);
    }

    /** @param at seconds since the log's start */
    public void at(double at, Runnable action) {
        agenda.add(at, action);
    }

    public List<Device> devices() {
        return devices;
    }

    public int size() {
        return devices.size();
    }

    public Hub hub() {
        return hub;
    }

    public int connected(Predicate<Device> which) {
        return (int) devices.stream()
                .filter(device -> device.hubConnected && which.test(device))
                .count();
    }

    /** Of a cohort whose size is known when it begins; key and value are empty for the whole hub. */
    public MassIncident incident(String id, String cause, String key, String value, int scope, boolean mayBeMissed) {
        return chronicle.add(new MassIncident(this, id, cause, key, value, scope, mayBeMissed));
    }

    public Trouble trouble(Device device, String pattern, String cause, double onset, double until) {
        return chronicle.add(new Trouble(this, device, pattern, cause, List.of(), 0, onset, until));
    }

    public Trouble periodic(Device device, String cause, List<Duration> ages, double jitterSeconds, double onset) {
        return chronicle.add(
                new Trouble(this, device, "periodic", cause, ages, jitterSeconds, onset, Double.POSITIVE_INFINITY));
    }

    // Telling.

    void open() {
        meter.start(this, post);
    }

    /** Nothing that is still to come is written before; infinity if it is over. */
    double nextAt() {
        double next = agenda.nextAt();
        return next >= span ? Double.POSITIVE_INFINITY : next;
    }

    void step() {
        agenda.step();
    }

    Truth truth() {
        return chronicle.truth(post);
    }
}
