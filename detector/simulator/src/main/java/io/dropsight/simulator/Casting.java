package io.dropsight.simulator;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.simulator.Persona.Habit;
import io.dropsight.simulator.Persona.Mishaps;
import io.dropsight.simulator.Persona.Rhythm;
import io.dropsight.simulator.Sdk.Family;
import java.util.List;
import java.util.Locale;

/** Draws devices: each from the seed and its own number alone. */
final class Casting {
    private static final double X509_SHARE = 0.3;
    private static final double SILENT_SHARE = 0.2;
    private static final double MOST_HEALTHY_DROPS = 6;
    private static final List<SessionLaw> LAWS = List.of(SessionLaw.values());
    private static final List<Habit> HABITS = List.of(Habit.values());
    private static final List<String> TRADES = List.of("press", "pump", "meter", "cam", "gw", "valve", "scale", "kiln");

    private final FleetSpec spec;
    private final Rhythms rhythms;

    Casting(FleetSpec spec) {
        this.spec = spec;
        this.rhythms = new Rhythms(spec);
    }

    Persona cast(int index) {
        Dice dice = Dice.of(spec.seed(), Dice.Strand.TRAITS, index);
        String id = String.format(Locale.ROOT, "%s-%05d", dice.oneOf(TRADES), index);
        DeviceKey device = DeviceKey.of(spec.hub(), id);
        Site site = Site.of(spec.seed(), index);
        List<String> addresses = site.addresses(dice);
        Mix mix = spec.mix();
        double kind = dice.unit();
        if (kind < mix.periodic()) {
            Rhythms.Token token = rhythms.token(dice);
            return new Persona(
                    index,
                    device,
                    Auth.SAS,
                    dice.chance(0.9) ? "Mqtt" : "MqttWs", // AMQP renews a token without closing
                    Sdk.of(token.family(), dice),
                    addresses,
                    token.rhythm(),
                    foreign(dice, token.rhythm()));
        }
        Family family = Sdk.any(dice);
        String protocol = family.protocol(dice);
        String sdk = Sdk.of(family, dice);
        if (kind < mix.periodic() + mix.idle()) {
            Rhythm rhythm = rhythms.idle(dice);
            Mishaps foreign = foreign(dice, rhythm);
            return new Persona(index, device, Auth.X509, protocol, sdk, addresses, rhythm, foreign);
        }
        Auth auth = dice.chance(X509_SHARE) ? Auth.X509 : Auth.SAS;
        if (kind < mix.periodic() + mix.idle() + mix.scheduled()) {
            Rhythm rhythm = rhythms.schedule(dice, site);
            return new Persona(index, device, auth, protocol, sdk, addresses, rhythm, foreign(dice, rhythm));
        }
        double perDay =
                dice.chance(SILENT_SHARE) ? 0 : Math.min(MOST_HEALTHY_DROPS, dice.logNormal(mix.dropsPerDay(), 1.1));
        Mishaps mishaps = mishaps(dice, perDay, dice.oneOf(LAWS));
        return new Persona(index, device, auth, protocol, sdk, addresses, null, mishaps);
    }

    /**
     * A quarter has none, most have few. The rate is at most one drop per session age (two of a token, whose clock
     * runs on), and far less beside a schedule.
     */
    private Mishaps foreign(Dice dice, Rhythm rhythm) {
        double agesPerDay = 86_400.0 / rhythm.ages().get(0).toSeconds();
        double most = rhythm.cause() == Cause.SCHEDULED
                ? 1
                : rhythm.clock() == Label.Clock.TOKEN ? 2 * agesPerDay : agesPerDay;
        double spread = dice.unit();
        double perDay = dice.chance(0.25) ? 0 : Math.min(most, spec.mix().maxForeignPerDay()) * spread * spread;
        return mishaps(dice, perDay, SessionLaw.EXPONENTIAL);
    }

    private static Mishaps mishaps(Dice dice, double perDay, SessionLaw law) {
        Habit habit = dice.oneOf(HABITS);
        double seconds =
                switch (habit) {
                    case TCP_RESET -> 3;
                    case CRASH -> dice.between(20, 180);
                    case NETWORK -> dice.between(90, 600);
                };
        double cleanShare = dice.chance(0.5) ? 0 : dice.between(0, 0.5);
        return new Mishaps(perDay, law, habit, seconds, cleanShare);
    }
}
