package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.Stage.hours;

import io.dropsight.simulator.Dice;
import io.dropsight.simulator.SessionLaw;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Code;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.Mishaps;
import io.dropsight.simulator.world.Mishaps.Kind;
import io.dropsight.simulator.world.Rival;
import io.dropsight.simulator.world.Trouble;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Single devices that drop more often than their fleet, and fleets where nobody stands out. */
final class RandomFamilies {
    private static final Duration TWO_DAYS = Duration.ofDays(2);
    private static final double FOR_EVER = Double.POSITIVE_INFINITY;

    private RandomFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(kind("network-loss", "lines that fail for minutes", Kind.NETWORK, "network_loss"));
        to.accept(kind("tcp-reset", "old SDKs whose connections are reset", Kind.RESET, "tcp_reset"));
        to.accept(kind("app-crash", "programs that die and restart in a constant time", Kind.CRASH, "app_crash"));
        to.accept(kind("throttled", "devices that send too much and are thrown out", Kind.THROTTLE, "throttled"));
        to.accept(new Family(
                "duplicate-identity",
                "two clients share an identity and throw each other out",
                400,
                Duration.ofDays(1),
                stage -> stage.populate((device, dice) -> {
                    stage.healthy(device, dice);
                    if (dice.chance(0.03)) {
                        rival(stage, device, dice, stage.ease(20, 90, 600), onset(stage, device, dice));
                    }
                })));
        to.accept(new Family(
                "flapping-device",
                "a record a second: two clients that throw each other out; a client that dies 3 seconds after each connect",
                200,
                Duration.ofHours(12),
                stage -> stage.populate((device, dice) -> {
                    stage.healthy(device, dice);
                    if (device.index() == 7) {
                        Trouble trouble =
                                stage.world().trouble(device, "random", "duplicate_identity", hours(1), FOR_EVER);
                        device.with(new Rival("198.51.100.XXX", 1.5, 0.2, trouble));
                    }
                    if (device.index() == 11) {
                        Trouble trouble = stage.world().trouble(device, "random", "app_crash", hours(2), hours(5));
                        device.with(new Mishaps(Kind.CRASH, 28_800, SessionLaw.WEIBULL_RISING, 3, trouble));
                    }
                })));
        to.accept(new Family(
                "auth-failure",
                "keys that are no longer valid: connects are refused on and on; others are refused once or twice",
                400,
                TWO_DAYS,
                stage -> refused(stage, Code.UNAUTHORIZED, "auth_failure")));
        to.accept(new Family(
                "device-disabled",
                "devices that were disabled and go on trying",
                400,
                TWO_DAYS,
                stage -> refused(stage, Code.DEVICE_DISABLED, "device_disabled")));
        to.accept(new Family(
                "mixed-random", "all causes among healthy devices and devices with tokens", 800, TWO_DAYS, stage -> {
                    stage.populate((device, dice) -> mixed(stage, device, dice));
                    refuse(stage, 0.005, Code.UNAUTHORIZED, "auth_failure");
                }));
        to.accept(new Family(
                "flaky-fleet", "the whole fleet drops a lot: nobody stands out", 200, TWO_DAYS, RandomFamilies::flaky));
        to.accept(new Family(
                "flaky-large",
                "the same of 8,000 devices, from the first minute on: more than a drop a second is no outage",
                8_000,
                Duration.ofHours(6),
                RandomFamilies::flaky));
        to.accept(new Family(
                "random-cure",
                "devices that get ill and well again within the log",
                400,
                Duration.ofDays(3),
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.05)) {
                        stage.foreign(device, dice, 1);
                        double span = stage.world().span();
                        double onset = span * dice.between(0.1, 0.4);
                        Kind kind = dice.oneOf(List.of(Kind.NETWORK, Kind.RESET, Kind.CRASH));
                        stage.mishaps(device, dice, kind, cause(kind), onset, onset + span * dice.between(0.3, 0.45));
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
    }

    private static void flaky(Stage stage) {
        stage.populate((device, dice) -> {
            double perDay = dice.logNormal(stage.ease(10, 18, 25), 0.25);
            Kind kind = dice.chance(0.7) ? Kind.NETWORK : Kind.RESET;
            device.with(new Mishaps(kind, perDay, SessionLaw.EXPONENTIAL, 500, null));
        });
    }

    private static Family kind(String name, String description, Kind kind, String cause) {
        return new Family(
                name,
                description,
                400,
                TWO_DAYS,
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.04)) {
                        if (kind == Kind.RESET) {
                            device.withClient(dice.oneOf(List.of(Client.DOTNET, Client.NODE)), "Mqtt", false);
                        }
                        stage.mishaps(device, dice, kind, cause, onset(stage, device, dice), FOR_EVER);
                    } else {
                        stage.healthy(device, dice);
                    }
                }));
    }

    /** A third has always had it, as far as the log goes. */
    private static double onset(Stage stage, Device device, Dice dice) {
        double later = stage.world().span() * dice.between(0.1, 0.4);
        return device.index() % 3 == 0 ? Double.NEGATIVE_INFINITY : later;
    }

    private static String cause(Kind kind) {
        return switch (kind) {
            case NETWORK, POWER -> "network_loss";
            case RESET -> "tcp_reset";
            case CRASH -> "app_crash";
            case THROTTLE -> "throttled";
            case CLEAN -> "unknown";
        };
    }

    private static void rival(Stage stage, Device device, Dice dice, double medianSeconds, double onset) {
        Trouble trouble = stage.world().trouble(device, "random", "duplicate_identity", onset, FOR_EVER);
        String elsewhere = "198.51." + (int) dice.between(0, 256) + ".XXX";
        device.with(new Rival(elsewhere, medianSeconds * dice.between(0.5, 2), 0.5, trouble));
    }

    private static void mixed(Stage stage, Device device, Dice dice) {
        double kind = dice.unit();
        if (kind < 0.02) {
            stage.healthy(device, dice);
            rival(stage, device, dice, stage.ease(20, 90, 600), onset(stage, device, dice));
        } else if (kind < 0.06) {
            Kind mishap = dice.oneOf(List.of(Kind.NETWORK, Kind.RESET, Kind.CRASH, Kind.THROTTLE));
            stage.mishaps(device, dice, mishap, cause(mishap), onset(stage, device, dice), FOR_EVER);
        } else if (kind < 0.065) { // all sorts of mishaps, none of them mostly
            double perDay = stage.ease(20, 10, 6);
            double onset = onset(stage, device, dice);
            Trouble trouble = stage.world().trouble(device, "random", "unknown", onset, FOR_EVER);
            for (Kind each : List.of(Kind.NETWORK, Kind.RESET, Kind.CRASH, Kind.POWER)) {
                device.with(new Mishaps(each, perDay, SessionLaw.EXPONENTIAL, dice.between(60, 600), trouble));
            }
        } else if (kind < 0.165) {
            stage.anyToken(device, dice);
        } else {
            stage.healthy(device, dice);
        }
    }

    private static void refused(Stage stage, Code code, String cause) {
        stage.populate();
        BitSet ill = refuse(stage, 0.03, code, cause);
        World world = stage.world();
        for (Device device : world.devices()) { // the others: a clock that is set right, a key that is corrected
            Dice dice = world.scriptDice(10_000_000 + device.index());
            if (!ill.get(device.index()) && dice.chance(0.02)) {
                double at = world.span() * dice.unit();
                world.at(at, () -> world.refuse(device, Code.UNAUTHORIZED, null, Code.CLOSED_REMOTELY));
                double cured = at + dice.between(20, 90);
                world.at(cured, () -> world.refuseNoMore(device));
            }
        }
    }

    private static BitSet refuse(Stage stage, double share, Code code, String cause) {
        World world = stage.world();
        BitSet ill = new BitSet();
        for (Device device : world.devices()) {
            Dice dice = world.scriptDice(20_000_000 + device.index());
            if (dice.chance(share)) {
                ill.set(device.index());
                device.withOuterLoop(dice.between(60, stage.ease(120, 600, 1_800)));
                double onset = world.span() * dice.between(0.1, 0.5);
                Trouble trouble = world.trouble(device, "random", cause, onset, FOR_EVER);
                world.at(onset, () -> world.refuse(device, code, trouble, Code.CLOSED_REMOTELY));
            }
        }
        return ill;
    }
}
