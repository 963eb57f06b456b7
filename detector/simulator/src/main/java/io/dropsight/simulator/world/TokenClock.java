package io.dropsight.simulator.world;

import java.time.Duration;
import java.util.List;

/**
 * A SAS token that ends sessions over MQTT: the hub closes a while after its expiry, or the client closes in time to
 * connect with a new one.
 */
public final class TokenClock implements Trait {
    private List<Duration> ages;
    private final double jitterSeconds;
    private final Ending ending;
    private final boolean kept;
    private final double refusedShare;
    private final World world;
    private Trouble trouble;
    private double gridSeconds;
    private double gridPhase;
    private int session = -1;
    private double dueAt = Double.NEGATIVE_INFINITY;

    /** How the end looks in the log. */
    public enum Ending {
        /** 401003, then 404104 up to 3 seconds later. */
        UNAUTHORIZED,
        /** 404104 alone. */
        CLOSED,
        /** No code: the client renews. */
        RENEWED;

        String cause() {
            return this == RENEWED ? "sas_token_renewal" : "sas_token_expiry";
        }
    }

    /**
     * @param ages          of sessions, or, of a kept token, from one expiry to the next; one is drawn each time
     * @param jitterSeconds standard deviation
     * @param kept          whether the client keeps its token over reconnects; else each connect makes a new one
     * @param refusedShare  how often it tries the old token once more
     */
    public TokenClock(
            World world,
            Device device,
            List<Duration> ages,
            double jitterSeconds,
            Ending ending,
            boolean kept,
            double refusedShare) {
        this.world = world;
        this.ages = List.copyOf(ages);
        this.jitterSeconds = jitterSeconds;
        this.ending = ending;
        this.kept = kept;
        this.refusedShare = refusedShare;
        this.trouble = world.periodic(device, ending.cause(), ages, jitterSeconds, 0);
    }

    /**
     * Whoever closes looks only so often, at multiples since a phase of its own; the ages are then the longest, and the
     * token is over by one turn before.
     */
    public TokenClock lookedAtEvery(double seconds, double phaseSeconds) {
        gridSeconds = seconds;
        gridPhase = phaseSeconds;
        return this;
    }

    boolean countsFromConnect() {
        return !kept && ages.size() == 1;
    }

    long ageSeconds() {
        return ages.get(0).toSeconds();
    }

    /** Tokens made from now on live as long as that. */
    public void change(Device device, List<Duration> newAges) {
        trouble.endsAt(world.now());
        ages = List.copyOf(newAges);
        trouble = world.periodic(device, ending.cause(), ages, jitterSeconds, world.now());
    }

    @Override
    public double nextAt(World in, Device device) {
        boolean isNew = session != device.session;
        session = device.session;
        if (isNew && !kept || dueAt <= device.connectedAt) { // of a kept one: it expired while the device was away
            makeToken(device, device.connectedAt);
        }
        return dueAt;
    }

    private double makeToken(Device device, double at) {
        double age = device.dice.oneOf(ages).toSeconds();
        dueAt = at + Math.max(1, age + device.dice.jitter(jitterSeconds));
        if (gridSeconds > 0) {
            double over = at + age - gridSeconds - gridPhase;
            dueAt = StrictMath.ceil(over / gridSeconds) * gridSeconds + gridPhase + device.dice.between(0, 1);
        }
        return dueAt;
    }

    @Override
    public void strike(World in, Device device) {
        EchoWave echo = device.echo;
        Blame blame = echo == null ? trouble : new Together(trouble, echo);
        if (kept) {
            makeToken(device, in.now());
        }
        if (ending == Ending.RENEWED) {
            in.clientCloses(device, blame, device.dice.between(1, 7));
            return;
        }
        if (device.dice.chance(refusedShare)) {
            in.spoilToken(device, 1);
        }
        if (ending == Ending.UNAUTHORIZED) {
            in.hubCloses(device, blame, Code.UNAUTHORIZED, Code.CLOSED_REMOTELY);
        } else {
            in.hubCloses(device, blame, Code.CLOSED_REMOTELY);
        }
    }
}
