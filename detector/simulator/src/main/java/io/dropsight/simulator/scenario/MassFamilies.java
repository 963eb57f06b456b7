package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.Stage.hours;
import static io.dropsight.simulator.scenario.Stage.minutes;

import io.dropsight.simulator.Dice;
import io.dropsight.simulator.SessionLaw;
import io.dropsight.simulator.scenario.Outages.HubFault;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.Meter;
import io.dropsight.simulator.world.Mishaps;
import io.dropsight.simulator.world.TokenClock.Ending;
import io.dropsight.simulator.world.Trouble;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;

/** Many devices of one hub at once, and what only looks like it. */
final class MassFamilies {
    private static final Duration DAY = Duration.ofDays(1);
    private static final double TOKENS = 0.1;

    private MassFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(new Family(
                "hub-outage-sharp",
                "nodes of the hub fail: 5 to 100 % of the devices drop within seconds",
                1_000,
                DAY,
                stage -> sharp(stage.withMetric())));
        to.accept(new Family(
                "hub-outage-no-metric", "the same, and no metric tells of it", 1_000, DAY, MassFamilies::sharp));
        to.accept(new Family(
                "hub-outage-exported-metric",
                "the same, with the deprecated metric that can be exported",
                1_000,
                DAY,
                stage -> {
                    stage.world().useMetric(Meter.Kind.EXPORTED, stage.ease(0, 0.01, 0.05));
                    sharp(stage);
                }));
        to.accept(new Family(
                "hub-outage-slow", "2 to 30 % of the devices drop within half an hour", 1_000, DAY, stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double share = between(stage, 0.3, 0.06, 0.025);
                    Outages.hub(stage, "outage-1", new HubFault(when(stage, 8), minutes(30), share, 0.2, minutes(20)));
                }));
        to.accept(new Family(
                "hub-maintenance",
                "an upgrade closes connections node by node and rejects new ones for a moment",
                1_000,
                DAY,
                stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double share = between(stage, 0.9, 0.3, 0.06);
                    Outages.maintenance(stage, "upgrade-1", when(stage, 8), share, stage.ease(5, 15, 25));
                }));
        to.accept(new Family("hub-failover", "the hub moves to another region", 800, Duration.ofHours(18), stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            Outages.failover(stage, "failover-1", when(stage, 8), minutes(stage.ease(10, 5, 3)));
        }));
        to.accept(new Family(
                "quota-exceeded",
                "the day's messages are used up: thrown out until midnight UTC",
                300,
                Duration.ofHours(30),
                stage -> {
                    stage.withMetric().populate();
                    double midnight = hours(24) - secondOfDay(stage.world());
                    midnight += midnight < hours(8) ? hours(24) : 0;
                    Outages.quota(stage, "quota-1", midnight - hours(stage.ease(6, 3, 1.5)), midnight);
                }));
        to.accept(new Family("hub-suspended", "the subscription is suspended for some hours", 300, DAY, stage -> {
            stage.withMetric().populate();
            Outages.suspended(stage, "suspended-1", when(stage, 8), hours(stage.ease(5, 3, 1)));
        }));
        to.accept(new Family(
                "tiny-hub", "a hub of 3 to 20 devices that all, or nearly all, drop", 12, Duration.ofDays(2), stage -> {
                    stage.withMetric().populate();
                    double share = stage.ease(1, 0.9, 0.7);
                    Outages.hub(stage, "outage-1", new HubFault(when(stage, 12), 20, share, 0.3, 60));
                    Outages.hub(stage, "outage-2", new HubFault(when(stage, 30), 20, share, 0.3, 60));
                }));
        to.accept(new Family("large-hub", "20,000 devices, of which 1 to 2 % drop", 20_000, DAY, stage -> {
            stage.world().useUnits(4);
            stage.withMetric().populateWithTokens(0.02);
            Outages.hub(stage, "outage-1", new HubFault(when(stage, 8), 60, 0.023, 0.3, 60));
            double small = stage.ease(0.02, 0.012, 0.008);
            Outages.hub(stage, "outage-2", new HubFault(when(stage, 15), 60, small, 0.3, 60));
        }));
        to.accept(new Family(
                "sas-echo",
                "an outage, and one token lifetime later the tokens' end, together, again and again",
                600,
                DAY,
                stage -> {
                    echoing(stage);
                    Outages.hub(stage, "outage-1", new HubFault(when(stage, 6), 15, 1, 0.2, stage.ease(20, 60, 180)));
                }));
        to.accept(new Family("outage-inside-echo", "another outage while the tokens end together", 600, DAY, stage -> {
            echoing(stage);
            double first = when(stage, 6);
            Outages.hub(stage, "outage-1", new HubFault(first, 15, 1, 0.2, 60));
            double share = stage.ease(0.5, 0.3, 0.15);
            double second = first + minutes(2 * 65 + 2);
            Outages.hub(stage, "outage-2", new HubFault(second, 30, share, 0.4, 60));
        }));
        to.accept(new Family(
                "bad-night",
                "an outage in the night, tokens that end together from then on, and devices with bad lines",
                120,
                Duration.ofHours(16),
                MassFamilies::badNight));
        to.accept(new Family(
                "repeated-dips",
                "a hub that dips every few hours, nearly regularly",
                800,
                Duration.ofDays(2),
                stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    Dice dice = stage.dice();
                    double at = when(stage, 4);
                    for (int i = 1; at < stage.world().span() - hours(1); i++) {
                        double share = between(stage, 0.3, 0.1, 0.05) * dice.between(0.8, 1.2);
                        Outages.hub(stage, "outage-" + i, new HubFault(at, 30, share, 0.2, 45));
                        at += hours(4) + dice.between(-1, 1) * minutes(stage.ease(30, 10, 2));
                    }
                }));
        to.accept(new Family(
                "metric-only",
                "no log is exported: the count of connected devices alone tells",
                500,
                Duration.ofDays(2),
                stage -> {
                    stage.withMetric().populate();
                    stage.world().leaveLogOut();
                    double share = stage.ease(0.5, 0.2, 0.08);
                    Outages.hub(stage, "outage-1", new HubFault(when(stage, 12), 60, share, 0, minutes(8)));
                    Outages.hub(stage, "outage-2", new HubFault(when(stage, 32), 60, share, 0, minutes(8)));
                }));
        to.accept(new Family(
                "evening-shutdown",
                "people switch their devices off in the evening and on in the morning: no outage",
                600,
                Duration.ofDays(3),
                MassFamilies::evening));
        to.accept(new Family(
                "blips",
                "healthy devices that drop together by chance, two to four at a time",
                800,
                Duration.ofDays(2),
                MassFamilies::blips));
    }

    private static void sharp(Stage stage) {
        stage.populateWithTokens(TOKENS);
        double share = between(stage, 1, 0.25, 0.06);
        double spread = stage.ease(3, 20, 60);
        Outages.hub(stage, "outage-1", new HubFault(when(stage, 8), spread, share, stage.ease(0.5, 0.2, 0.02), 90));
        double second = between(stage, 0.5, 0.12, 0.06);
        Outages.hub(stage, "outage-2", new HubFault(when(stage, 17), spread, second, 0.2, 60));
    }

    /** Nearly all have tokens of 65 minutes, the rest of 48 or none. */
    private static void echoing(Stage stage) {
        stage.withMetric().populate((device, dice) -> {
            double kind = dice.unit();
            if (kind < stage.ease(0.9, 0.7, 0.4)) {
                List<Duration> age = List.of(Duration.ofMinutes(65));
                stage.token(device, dice, Client.EMBEDDED, Ending.UNAUTHORIZED, false, age);
            } else if (kind < stage.ease(0.9, 0.8, 0.6)) {
                stage.token(device, dice, Client.C, Ending.RENEWED, false, List.of(Duration.ofMinutes(48)));
            } else {
                stage.healthy(device, dice);
            }
        });
    }

    /** All three ways to drop in one hub. */
    private static void badNight(Stage stage) {
        stage.withMetric().populate((device, dice) -> {
            double kind = dice.unit();
            if (kind < 0.3) {
                List<Duration> age = List.of(Duration.ofMinutes(65));
                stage.token(device, dice, Client.EMBEDDED, Ending.UNAUTHORIZED, false, age);
            } else if (kind < 0.36) {
                double perDay = stage.ease(90, 60, 30) * dice.between(0.8, 1.3);
                Trouble always = stage.world()
                        .trouble(device, "random", "network_loss", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
                device.with(new Mishaps(Mishaps.Kind.NETWORK, perDay, SessionLaw.EXPONENTIAL, 400, always));
            } else {
                stage.healthy(device, dice);
            }
        });
        double share = between(stage, 1, 0.6, 0.3);
        Outages.hub(stage, "outage-1", new HubFault(when(stage, 2), 20, share, 0.3, stage.ease(60, 90, 120)));
    }

    private static void evening(Stage stage) {
        World world = stage.world();
        stage.withMetric().populate();
        double midnight = -secondOfDay(world);
        for (Device device : world.devices()) {
            Dice dice = world.scriptDice(30_000_000 + device.index());
            if (dice.chance(0.6)) {
                double spread = minutes(stage.ease(60, 30, 10));
                Trouble trouble = world.periodic(device, "scheduled", List.of(DAY), spread, 0);
                for (double day = midnight - hours(24); day < world.span(); day += hours(24)) {
                    double off = day + hours(18) + dice.jitter(spread);
                    double on = day + hours(31.5) + dice.jitter(spread);
                    world.at(off, () -> world.shutDown(device, trouble));
                    world.at(on, () -> world.powerOn(device, 10));
                }
            }
        }
    }

    private static void blips(Stage stage) {
        World world = stage.world();
        stage.withMetric().populate((device, dice) -> {
            stage.healthy(device, dice);
            if (dice.chance(0.2)) {
                device.with(new Mishaps(Mishaps.Kind.RESET, 1, SessionLaw.WEIBULL_FALLING, 5, null));
            }
        });
        Dice dice = stage.dice();
        double gap = hours(stage.ease(6, 2, 1));
        for (double at = dice.wait(gap); at < world.span(); at += dice.wait(gap)) {
            int count = (int) dice.between(2, 5);
            for (int i = 0; i < count; i++) {
                Device device = world.devices().get((int) (dice.unit() * world.size()));
                double seconds = dice.between(300, 900);
                world.at(at + dice.between(0, 40), () -> world.loseNetwork(device, null, seconds));
            }
        }
    }

    /** After so many hours, or half of the log if it is short; never on the dot. */
    static double when(Stage stage, double hour) {
        World world = stage.world();
        double at = hours(hour) + world.scriptDice((int) hour).between(0, 3_600);
        return at < world.span() * 0.9 ? at : world.span() * (0.3 + hour / 100);
    }

    /** A share around what the difficulty asks for. */
    static double between(Stage stage, double easy, double usual, double hardest) {
        return Math.min(
                1,
                stage.ease(easy, usual, hardest) * stage.world().scriptDice(1).between(0.85, 1.3));
    }

    private static double secondOfDay(World world) {
        return world.spec().start().atZone(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    }
}
