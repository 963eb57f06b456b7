package io.dropsight.simulator.world;

import io.dropsight.model.Operation;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hub and its devices, driven by events. Times are seconds since the log's start; what is before it or after its end
 * happens but is not written. Memory grows with the devices, never with the length of the log, but for the truth.
 *
 * <p>What happens is the vendor's account of a hub, not a detector's: a session is closed by the hub, the client or the
 * network, each side learns of it in its own time, and the way back leads over the client's back-off and the hub's
 * limit. Not thread-safe.
 */
public final class World {
    /** Longer than this nobody waits to be let in: the hub says that it is busy. */
    private static final double LONGEST_SHAPING_SECONDS = 5;

    private final WorldSpec spec;
    private final Agenda agenda = new Agenda();
    private final List<Device> devices = new ArrayList<>();
    private final Chronicle chronicle;
    private final double span;
    private final Post post;
    private Hub hub = new Hub(1);
    private Meter meter = Meter.NONE;
    private boolean isLogged = true;

    /** Draws what a device is. */
    @FunctionalInterface
    public interface Caster {
        void cast(Device device, Dice dice);
    }

    World(WorldSpec spec, Mailbox mailbox) {
        this.spec = spec;
        this.span = spec.spanSeconds();
        this.post = new Post(spec, mailbox);
        this.chronicle = new Chronicle(this);
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

    public double now() {
        return agenda.now();
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

    // What ends sessions.

    /** The hub ends the session with these codes, the first now; the client hears of it and comes back. */
    public void hubCloses(Device device, @Nullable Blame cause, Code... codes) {
        if (!device.hubConnected) {
            return;
        }
        double at = now();
        for (Code code : codes) {
            write(device, at, Operation.DISCONNECT, code);
            at += code == codes[codes.length - 1] ? 0 : device.dice.between(0, 2.5);
        }
        ended(device, cause, now(), true);
        returnByBackoff(device, at);
    }

    /** The client says goodbye, and is back after a while. */
    public void clientCloses(Device device, @Nullable Blame cause, double secondsAway) {
        if (!device.live) {
            return;
        }
        write(device, now(), Operation.DISCONNECT, Code.NONE);
        ended(device, cause, now(), false);
        plan(device, now() + secondsAway, () -> connect(device));
    }

    /** The program dies, and with it its socket: the hub knows at once. */
    public void crash(Device device, @Nullable Blame cause, double secondsAway) {
        if (!device.live) {
            return;
        }
        write(device, now(), Operation.DISCONNECT, Code.CLOSED_REMOTELY);
        ended(device, cause, now(), true);
        plan(device, now() + secondsAway, () -> connect(device));
    }

    /**
     * No packet passes for a while. The hub gives up after the silence that it allows, which may be after the device's
     * return; a short loss nobody notices.
     */
    public void loseNetwork(Device device, @Nullable Blame cause, double seconds) {
        double back = now() + seconds;
        device.cutOffUntil = Math.max(device.cutOffUntil, back);
        if (!device.hubConnected || !device.live) {
            return;
        }
        double hubGivesUp = hubGivesUpAt(device);
        double clientNotices = now() + device.dice.between(3, Math.max(10, device.silenceSeconds() / 1.5));
        if (back < Math.min(hubGivesUp, clientNotices)) {
            return;
        }
        leaveHalfOpen(device, cause, hubGivesUp);
        // Of a client that has not noticed yet the socket dies with its first packet after the loss.
        double retry = Math.min(clientNotices, back + device.dice.between(1, device.secondsBetweenPackets()));
        device.attempt = 0;
        while (retry < device.cutOffUntil) { // attempts that nobody hears
            retry += device.client.backoff().seconds(device.attempt++, device.dice);
        }
        plan(device, retry, () -> connect(device));
    }

    /** Without a goodbye: the hub notices the silence. */
    public void powerOff(Device device, @Nullable Blame cause) {
        device.powered = false;
        device.plan++;
        if (device.hubConnected && device.live) {
            leaveHalfOpen(device, cause, hubGivesUpAt(device));
        }
    }

    /** With a goodbye, if it can say it. */
    public void shutDown(Device device, @Nullable Blame cause) {
        clientCloses(device, cause, 0);
        device.powered = false;
        device.plan++;
    }

    public void powerOn(Device device, double bootSeconds) {
        device.powered = true;
        plan(device, now() + bootSeconds, () -> connect(device));
    }

    /** Another client with the same identity takes the connection over. */
    public void takeOver(Device device, @Nullable Blame cause, String address) {
        if (!device.hubConnected || hub.refuse(device, now()) != Code.NONE) {
            planEnd(device);
            return;
        }
        hub.admit(now());
        device.halfOpen = cause;
        replace(device, address);
        begin(device);
    }

    /** From now on the hub turns it away, and ends its session. */
    public void refuse(Device device, Code code, @Nullable Trouble cause, Code... closing) {
        device.refusal = code;
        device.refusalTrouble = cause;
        if (closing.length > 0) {
            hubCloses(device, cause, closing);
        }
    }

    public void refuseNoMore(Device device) {
        device.refusal = Code.NONE;
        device.refusalTrouble = null;
    }

    /** Its next connects are refused once each, with a token that has expired. */
    void spoilToken(Device device, int attempts) {
        device.staleAttempts = attempts;
    }

    // The way back.

    private void connect(Device device) {
        double now = now();
        if (!device.powered) {
            return;
        }
        if (now < device.cutOffUntil) {
            returnByBackoff(device, now);
            return;
        }
        Code refusal = device.refusal != Code.NONE ? device.refusal : hub.refuse(device, now);
        if (refusal == Code.NONE && device.staleAttempts > 0) {
            device.staleAttempts--;
            write(device, now, Operation.CONNECT, Code.UNAUTHORIZED);
            plan(device, now + device.dice.between(1, 6), () -> connect(device));
        } else if (refusal != Code.NONE) {
            turnAway(device, refusal);
        } else if (hub.waitSeconds(now) > LONGEST_SHAPING_SECONDS) {
            turnAway(device, Code.THROTTLED);
        } else {
            plan(device, hub.admit(now), () -> accept(device));
        }
    }

    private void turnAway(Device device, Code code) {
        write(device, now(), Operation.CONNECT, code);
        Trouble trouble = device.refusalTrouble;
        if (trouble != null) {
            trouble.dropped(device, now(), true);
        }
        if (code.isTransient()) {
            returnByBackoff(device, now());
        } else {
            double wait = device.outerLoopSeconds * device.dice.between(0.9, 1.1);
            plan(device, now() + wait, () -> connect(device));
        }
    }

    private void returnByBackoff(Device device, double from) {
        double wait = device.client.backoff().seconds(device.attempt++, device.dice);
        plan(device, from + wait, () -> connect(device));
    }

    private void accept(Device device) {
        if (device.hubConnected) {
            replace(device, device.dice.oneOf(device.addresses));
        } else {
            device.address = device.dice.oneOf(device.addresses);
            hub.count(now(), 1);
            write(device, now(), Operation.CONNECT, Code.NONE);
        }
        begin(device);
    }

    /** The new connect comes first, then the end of the old session. */
    private void replace(Device device, String address) {
        String old = device.address;
        Blame cause = device.halfOpen;
        double at = now() + device.dice.between(0.05, 0.3);
        device.address = address;
        write(device, now(), Operation.CONNECT, Code.NONE);
        device.address = old;
        write(device, at, Operation.DISCONNECT, device.replaced());
        device.address = address;
        blame(device, cause, at, true);
    }

    private void begin(Device device) {
        device.session++;
        device.hubConnected = true;
        device.live = true;
        device.halfOpen = null;
        device.connectedAt = now();
        device.attempt = 0;
        if (device.awaited != null) {
            device.awaited.returned(device, now());
            device.awaited = null;
        }
        device.echo = device.nextEcho;
        device.nextEcho = null;
        planEnd(device);
    }

    private void planEnd(Device device) {
        Trait first = null;
        double at = Double.POSITIVE_INFINITY;
        for (Trait trait : device.traits) {
            double next = trait.nextAt(this, device);
            if (next < at) {
                at = next;
                first = trait;
            }
        }
        Trait strikes = first;
        device.plan++;
        if (strikes != null && at < span) {
            plan(device, at, () -> strikes.strike(this, device));
        }
    }

    /** Its traits have changed, or what they would do. */
    public void replan(Device device) {
        if (device.hubConnected && device.live) {
            planEnd(device);
        }
    }

    // Details.

    private double hubGivesUpAt(Device device) {
        double lastPacket = now() - device.dice.unit() * device.secondsBetweenPackets();
        return Math.max(now() + 0.5, lastPacket + device.silenceSeconds());
    }

    private void leaveHalfOpen(Device device, @Nullable Blame cause, double hubGivesUp) {
        int session = device.session;
        device.live = false;
        device.halfOpen = cause;
        agenda.add(hubGivesUp, () -> {
            if (device.hubConnected && device.session == session) {
                write(device, now(), Operation.DISCONNECT, Code.CLOSED_REMOTELY);
                ended(device, cause, now(), true);
            }
        });
    }

    private void ended(Device device, @Nullable Blame cause, double at, boolean error) {
        device.hubConnected = false;
        device.live = false;
        device.halfOpen = null;
        hub.count(at, -1);
        blame(device, cause, at, error);
    }

    private void blame(Device device, @Nullable Blame cause, double at, boolean error) {
        device.nextEcho = null;
        if (cause != null) {
            cause.dropped(device, at, error);
            device.awaited = cause;
            device.nextEcho = cause.echoFor(device);
        } else if (error && isInView(at)) {
            device.unexplainedErrors++;
        }
    }

    /** The one thing that the device does next; what it had planned is off. */
    private void plan(Device device, double at, Runnable action) {
        int plan = ++device.plan;
        agenda.add(at, () -> {
            if (device.plan == plan) {
                action.run();
            }
        });
    }

    private void write(Device device, double at, Operation operation, Code code) {
        if (isLogged && isInView(at)) {
            post.send(device, at, operation, code);
        }
    }

    boolean isInView(double at) {
        return at >= 0 && at < span;
    }

    Instant stamp(double at) {
        return post.stamp(at);
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
