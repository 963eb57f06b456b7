package io.dropsight.simulator.scenario;

import io.dropsight.model.Auth;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.SessionLaw;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.Meter;
import io.dropsight.simulator.world.Mishaps;
import io.dropsight.simulator.world.TokenClock;
import io.dropsight.simulator.world.TokenClock.Ending;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.List;

/** A world with a difficulty, and the roles that devices play in many stories. */
final class Stage {
    private static final double SILENT_SHARE = 0.2;
    private static final double MOST_HEALTHY_DROPS = 6;
    private static final int SOURCES = 2;

    private final World world;
    private final double difficulty;

    Stage(World world, double difficulty) {
        this.world = world;
        this.difficulty = difficulty;
        world.deliver(delivery(), SOURCES);
    }

    World world() {
        return world;
    }

    Dice dice() {
        return world.scriptDice(0);
    }

    /** Between what is easy, usual and hardest. */
    double ease(double easy, double usual, double hardest) {
        return difficulty <= 1 ? easy + (usual - easy) * difficulty : usual + (hardest - usual) * (difficulty - 1);
    }

    /** The usual losses: up to 2 % lost, 4 % late and 2 % doubled, where it is hardest. */
    Delivery delivery() {
        return new Delivery(0.01 * difficulty, 0.02 * difficulty, Duration.ofMinutes(10), 0.01 * difficulty, true, 0.5);
    }

    /** Median of a healthy device's drops a day, clean ones included. */
    double healthyPerDay() {
        return ease(0.05, 0.25, 0.5);
    }

    Stage withMetric() {
        world.useMetric(Meter.Kind.POLLED, 0.01 * difficulty);
        return this;
    }

    Stage populate(World.Caster caster) {
        world.populate(caster);
        return this;
    }

    /** All healthy. */
    Stage populate() {
        return populate(this::healthy);
    }

    /** Healthy, but for a share with a token that ends its sessions. */
    Stage populateWithTokens(double share) {
        return populate((device, dice) -> {
            if (dice.chance(share)) {
                anyToken(device, dice);
            } else {
                healthy(device, dice);
            }
        });
    }

    /** Its token lives long, is renewed in place, or there is none: nothing ends its sessions but chance. */
    void healthy(Device device, Dice dice) {
        healthy(device, dice, healthyPerDay());
    }

    void healthy(Device device, Dice dice, double medianPerDay) {
        double perDay = dice.chance(SILENT_SHARE) ? 0 : Math.min(MOST_HEALTHY_DROPS, dice.logNormal(medianPerDay, 1.1));
        Mishaps.addUsual(device, perDay, dice);
    }

    /** Drops for no periodic reason: a quarter has none, most have few. */
    void foreign(Device device, Dice dice, double mostPerDay) {
        double spread = dice.unit();
        double perDay = dice.chance(0.25) ? 0 : mostPerDay * spread * spread;
        Mishaps.addUsual(device, perDay, dice);
    }

    private record Lifetime(double weight, Client client, Ending ending, List<Integer> minutes) {
        List<Duration> ages() {
            return minutes.stream().map(Duration::ofMinutes).toList();
        }
    }

    private static final List<Lifetime> USUAL = List.of(
            new Lifetime(3, Client.EMBEDDED, Ending.UNAUTHORIZED, List.of(65)),
            new Lifetime(2, Client.C, Ending.CLOSED, List.of(65)),
            new Lifetime(2, Client.DOTNET, Ending.UNAUTHORIZED, List.of(70)),
            new Lifetime(1, Client.JAVA, Ending.UNAUTHORIZED, List.of(60)),
            new Lifetime(1, Client.JAVA, Ending.UNAUTHORIZED, List.of(60, 65)),
            new Lifetime(1, Client.NODE, Ending.RENEWED, List.of(45)),
            new Lifetime(1, Client.C, Ending.RENEWED, List.of(48)),
            new Lifetime(1, Client.PYTHON, Ending.RENEWED, List.of(58)),
            new Lifetime(1, Client.DOTNET, Ending.UNAUTHORIZED, List.of(30)),
            new Lifetime(1, Client.JAVA, Ending.CLOSED, List.of(20)));

    void anyToken(Device device, Dice dice) {
        double left = dice.unit() * USUAL.stream().mapToDouble(Lifetime::weight).sum();
        Lifetime lifetime = USUAL.get(0);
        for (Lifetime candidate : USUAL) {
            left -= candidate.weight();
            if (left < 0) {
                lifetime = candidate;
                break;
            }
        }
        token(device, dice, lifetime.client(), lifetime.ending(), false, lifetime.ages());
    }

    TokenClock token(Device device, Dice dice, Client client, Ending ending, boolean kept, List<Duration> ages) {
        device.withAuth(Auth.SAS).withClient(client, dice.chance(0.9) ? "Mqtt" : "MqttWs", dice.chance(0.6));
        double jitter = Math.min(jitterSeconds(dice), 0.02 * ages.get(0).toSeconds());
        double refused = ending == Ending.UNAUTHORIZED && dice.chance(0.4) ? 0.5 : 0;
        TokenClock token = new TokenClock(world, device, ages, jitter, ending, kept, refused);
        device.with(token);
        if (dice.chance(ease(0, 0, 0.1)) && ending == Ending.UNAUTHORIZED) {
            device.withSlowReturn(240);
        }
        foreign(device, dice, Math.min(ease(0, 4, 12), 86_400.0 / ages.get(0).toSeconds()));
        return token;
    }

    /** 0 to 2 seconds were observed; a hub that looks only now and then, or a device's clock, makes it more. */
    private double jitterSeconds(Dice dice) {
        return dice.oneOf(List.of(0.5, 1.0, 2.0, ease(1, 5, 15), ease(2, 15, 45), ease(2, 45, 120)));
    }

    /** A random trouble of one kind. */
    void mishaps(Device device, Dice dice, Mishaps.Kind kind, String cause, double onset, double until) {
        double perDay = ease(60, 25, 12) * dice.between(0.8, 1.5);
        double usual =
                switch (kind) {
                    case NETWORK -> dice.between(400, 1_200);
                    case CRASH, POWER -> dice.between(20, 180);
                    default -> 5;
                };
        SessionLaw law = dice.chance(0.5) ? SessionLaw.EXPONENTIAL : SessionLaw.WEIBULL_FALLING;
        device.with(new Mishaps(kind, perDay, law, usual, world.trouble(device, "random", cause, onset, until)));
    }

    static double hours(double hours) {
        return hours * 3_600;
    }

    static double minutes(double minutes) {
        return minutes * 60;
    }
}
