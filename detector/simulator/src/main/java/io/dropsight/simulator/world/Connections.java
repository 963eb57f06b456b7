package io.dropsight.simulator.world;

import io.dropsight.model.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How sessions end and how devices come back: a session is closed by the hub, the client or the network, each side
 * learns of it in its own time, and the way back leads over the client's back-off and the hub's limit.
 */
abstract class Connections {
    /** Longer than this nobody waits to be let in: the hub says that it is busy. */
    private static final double LONGEST_SHAPING_SECONDS = 5;

    final Agenda agenda = new Agenda();
    final Post post;
    final double span;
    Hub hub = new Hub(1);
    boolean isLogged = true;

    Connections(Post post, double span) {
        this.post = post;
        this.span = span;
    }

    /** The whole, which traits are told. */
    abstract World world();

    public final double now() {
        return agenda.now();
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
        double slow = device.attempt == 0 ? device.slowReturnSeconds * device.dice.between(0.5, 1) : 0;
        double wait = device.client.backoff().seconds(device.attempt++, device.dice) + slow;
        plan(device, from + wait, () -> connect(device));
    }

    final void accept(Device device) {
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
            double next = trait.nextAt(world(), device);
            if (next < at) {
                at = next;
                first = trait;
            }
        }
        Trait strikes = first;
        device.plan++;
        if (strikes != null && at < span) {
            plan(device, at, () -> strikes.strike(world(), device));
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
    final void plan(Device device, double at, Runnable action) {
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
}
