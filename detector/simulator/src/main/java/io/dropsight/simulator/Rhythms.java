package io.dropsight.simulator;

import io.dropsight.simulator.Label.Clock;
import io.dropsight.simulator.Persona.Ending;
import io.dropsight.simulator.Persona.Rhythm;
import io.dropsight.simulator.Sdk.Family;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Draws what makes devices drop periodically. */
final class Rhythms {
    private static final List<Double> JITTERS_SECONDS = List.of(1.0, 2.0, 5.0, 15.0, 30.0, 60.0);
    private static final List<Double> IDLE_JITTERS_SECONDS = List.of(1.0, 2.0, 5.0, 15.0);
    private static final List<Duration> ODD =
            List.of(Duration.ofMinutes(37), Duration.ofMinutes(53), Duration.ofMinutes(83), Duration.ofMinutes(97));
    private static final Duration DAY = Duration.ofDays(1);

    /** @param weight how usual it is beside the others */
    private record Lifetime(double weight, Cause cause, List<Family> families, List<Duration> ages) {}

    private static final List<Lifetime> USUAL = List.of(
            expiry(10, List.of(Family.JAVA), 20),
            expiry(10, List.of(Family.DOTNET, Family.JAVA), 30),
            renewal(10, Family.NODE, Duration.ofMinutes(45)),
            renewal(10, Family.C, Duration.ofMinutes(48)),
            renewal(10, Family.PYTHON, Duration.ofMinutes(58)),
            expiry(12, List.of(Family.EMBEDDED, Family.JAVA), 60),
            expiry(20, List.of(Family.EMBEDDED, Family.C, Family.JAVA), 65),
            expiry(6, List.of(Family.JAVA), 60, 65),
            expiry(8, List.of(Family.DOTNET, Family.JAVA), 70),
            expiry(3, List.of(Family.DOTNET, Family.EMBEDDED), 120),
            expiry(3, List.of(Family.C, Family.EMBEDDED), 4 * 60),
            expiry(2, List.of(Family.C, Family.EMBEDDED), 6 * 60),
            expiry(1, List.of(Family.C, Family.EMBEDDED), 12 * 60),
            new Lifetime(6, Cause.SAS_TOKEN_EXPIRY, List.of(Family.values()), ODD));
    private static final List<Lifetime> LONG = List.of(
            renewal(1, Family.C, Duration.ofMinutes(1_152)), expiry(1, List.of(Family.DOTNET, Family.EMBEDDED), 1_440));

    private final Mix mix;

    Rhythms(FleetSpec spec) {
        this.mix = spec.mix();
    }

    /** A token's rhythm, and the SDK that has it. */
    record Token(Rhythm rhythm, Family family) {}

    Token token(Dice dice) {
        Lifetime lifetime = pick(dice.chance(mix.longLifetimes()) ? LONG : USUAL, dice);
        List<Duration> ages = lifetime.ages().equals(ODD) ? List.of(dice.oneOf(ODD)) : lifetime.ages();
        Family family = dice.oneOf(lifetime.families());
        double jitter = dice.oneOf(JITTERS_SECONDS);
        double downSeconds = dice.logNormal(8, 0.4);
        Ending ending = Ending.CLEAN;
        Clock clock = Clock.SESSION;
        double refused = 0;
        if (lifetime.cause() == Cause.SAS_TOKEN_EXPIRY) {
            ending = dice.chance(0.6) ? Ending.UNAUTHORIZED : Ending.CLOSED;
            refused = ending == Ending.UNAUTHORIZED && dice.chance(0.4) ? 0.5 : 0;
            clock = ages.size() == 1 && dice.chance(mix.tokenClock()) ? Clock.TOKEN : Clock.SESSION;
        }
        return new Token(new Rhythm(lifetime.cause(), clock, ages, jitter, ending, refused, downSeconds, 0), family);
    }

    /** An edge gateway closes at an hour, the load balancer at 29.5 minutes without a packet. */
    Rhythm idle(Dice dice) {
        Duration age = dice.chance(0.5) ? Duration.ofMinutes(60) : Duration.ofSeconds(1_770);
        double jitter = dice.oneOf(IDLE_JITTERS_SECONDS);
        return new Rhythm(Cause.IDLE_TIMEOUT, Clock.SESSION, List.of(age), jitter, Ending.CLOSED, 0, 0, 0);
    }

    /** Mostly nightly: half of the devices with their site, the others when they please. */
    Rhythm schedule(Dice dice, Site site) {
        double choice = dice.unit();
        Duration lag = choice < 0.8 ? DAY : choice < 0.92 ? DAY.dividedBy(2) : DAY.multipliedBy(7);
        double weekday = lag.compareTo(DAY) > 0 ? 86_400 * StrictMath.floor(dice.unit() * 7) : 0;
        double phase = weekday + (dice.chance(0.5) ? site.nightlySeconds() : dice.between(0, 6 * 3_600));
        double jitter = dice.between(5, 60);
        Ending ending = dice.chance(0.5) ? Ending.CLOSED : Ending.CLEAN;
        double down = dice.between(60, 240);
        return new Rhythm(Cause.SCHEDULED, Clock.ANCHORED, List.of(lag), jitter, ending, 0, down, phase);
    }

    private static Lifetime pick(List<Lifetime> from, Dice dice) {
        double left = dice.unit() * from.stream().mapToDouble(Lifetime::weight).sum();
        for (Lifetime lifetime : from) {
            left -= lifetime.weight();
            if (left < 0) {
                return lifetime;
            }
        }
        return from.get(from.size() - 1);
    }

    private static Lifetime expiry(double weight, List<Family> families, int... minutes) {
        List<Duration> ages =
                Arrays.stream(minutes).mapToObj(Duration::ofMinutes).toList();
        return new Lifetime(weight, Cause.SAS_TOKEN_EXPIRY, families, ages);
    }

    private static Lifetime renewal(double weight, Family family, Duration age) {
        return new Lifetime(weight, Cause.SAS_TOKEN_RENEWAL, List.of(family), List.of(age));
    }
}
