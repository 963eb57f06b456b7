package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.Stage.hours;
import static io.dropsight.simulator.scenario.Stage.minutes;

import io.dropsight.model.Auth;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.scenario.Outages.Cohort;
import io.dropsight.simulator.world.AgeClock;
import io.dropsight.simulator.world.AgeClock.End;
import io.dropsight.simulator.world.Anchored;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.DutyCycle;
import io.dropsight.simulator.world.Lattice;
import io.dropsight.simulator.world.MassIncident;
import io.dropsight.simulator.world.TokenClock;
import io.dropsight.simulator.world.TokenClock.Ending;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Devices whose sessions end at the same age again and again, and what only looks like it. */
final class PeriodicFamilies {
    private static final Duration DAY = Duration.ofDays(1);

    private PeriodicFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(new Family(
                "sas-expiry",
                "the hub closes at token expiry after 20 to 240 minutes, 65 above all",
                300,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    Client client = dice.oneOf(List.of(Client.EMBEDDED, Client.C, Client.JAVA, Client.DOTNET));
                    Ending ending = dice.chance(0.6) ? Ending.UNAUTHORIZED : Ending.CLOSED;
                    int age = dice.chance(0.4)
                            ? 65
                            : dice.oneOf(List.of(20, 30, 37, 53, 60, 70, 83, 97, 125, (int) stage.ease(65, 125, 240)));
                    half(stage, device, dice, client, ending, false, List.of(age));
                })));
        to.accept(new Family(
                "sas-two-ages",
                "one device's tokens end after 60 or 65 minutes",
                200,
                DAY,
                stage -> stage.populate((device, dice) ->
                        half(stage, device, dice, Client.JAVA, Ending.UNAUTHORIZED, false, List.of(60, 65)))));
        to.accept(new Family(
                "sas-renewal",
                "the client closes cleanly after 45, 48, 51 or 58 minutes and returns at once",
                300,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    List<Client> clients = List.of(Client.NODE, Client.C, Client.DOTNET, Client.PYTHON);
                    int choice = (int) (dice.unit() * clients.size());
                    int age = List.of(45, 48, 51, 58).get(choice);
                    half(stage, device, dice, clients.get(choice), Ending.RENEWED, false, List.of(age));
                })));
        to.accept(new Family(
                "sas-long",
                "tokens of 12 to 24 hours",
                120,
                Duration.ofDays(6),
                stage -> stage.populate((device, dice) -> {
                    boolean renews = dice.chance(0.4);
                    half(
                            stage,
                            device,
                            dice,
                            Client.C,
                            renews ? Ending.RENEWED : Ending.UNAUTHORIZED,
                            false,
                            List.of(renews ? 1_152 : dice.oneOf(List.of(725, 1_445))));
                })));
        to.accept(new Family(
                "token-kept",
                "the SDK keeps its token over reconnects: drops a fixed time after the last expiry",
                200,
                Duration.ofDays(2),
                stage -> stage.populate((device, dice) -> half(
                        stage,
                        device,
                        dice,
                        dice.oneOf(List.of(Client.JAVA, Client.C)),
                        Ending.UNAUTHORIZED,
                        true,
                        List.of(dice.oneOf(List.of(60, 65, 70)))))));
        to.accept(new Family(
                "lifetime-change",
                "the token's lifetime is changed halfway",
                200,
                Duration.ofDays(2),
                PeriodicFamilies::lifetimeChange));
        to.accept(new Family(
                "idle-timeout",
                "load balancers and gateways close idle connections after 29.5 or 60 minutes",
                300,
                DAY,
                stage -> stage.populate((device, dice) -> idle(stage, device, dice, dice.chance(0.5)))));
        to.accept(new Family(
                "x509-regular",
                "certificates, and yet drops at 29.5, 60 or 65 minutes: never a token",
                200,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    device.withAuth(Auth.X509);
                    if (dice.chance(0.5)) {
                        Duration age = dice.oneOf(
                                List.of(Duration.ofSeconds(1_767), Duration.ofMinutes(60), Duration.ofMinutes(65)));
                        age(stage, device, dice, age, End.BROKEN, 0);
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
        to.accept(new Family(
                "short-retry-loop",
                "AMQP links idle out every 5 to 9 minutes and come back",
                150,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.4)) {
                        Client client = dice.oneOf(List.of(Client.DOTNET, Client.JAVA));
                        device.withClient(client, "Amqp", true);
                        Duration age = Duration.ofSeconds(10 * Math.round(dice.between(30, 54)));
                        age(stage, device, dice, age, End.BROKEN, 0);
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
        to.accept(new Family(
                "edge-grid",
                "tokens that an edge gateway looks at every 5 minutes: sessions of 65 to 70 minutes",
                200,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.5)) {
                        List<Duration> age = List.of(Duration.ofMinutes(70));
                        stage.token(device, dice, Client.DOTNET, Ending.CLOSED, false, age)
                                .lookedAtEvery(minutes(5), dice.between(0, minutes(5)));
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
        to.accept(new Family(
                "regular-restarts",
                "watchdogs restart programs every 43:45 minutes, every 2 hours: a schedule, no token",
                200,
                DAY,
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.4)) {
                        Duration age = dice.oneOf(
                                List.of(Duration.ofSeconds(2_625), Duration.ofMinutes(90), Duration.ofHours(2)));
                        age(stage, device, dice, age, End.RESTARTED, dice.between(70, 240));
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
        to.accept(new Family(
                "nightly-reboot",
                "devices restart each night, most of them with their site: a schedule, no outage",
                400,
                Duration.ofDays(6),
                PeriodicFamilies::nightly));
        to.accept(new Family(
                "duty-cycle",
                "groups that are switched on and off by a common 2-hour clock, and single devices",
                300,
                Duration.ofDays(2),
                PeriodicFamilies::dutyCycle));
        to.accept(new Family(
                "lattice-timers",
                "timers on a 5- or 10-minute grid end sessions by chance: nothing to find",
                300,
                Duration.ofDays(2),
                stage -> stage.populate((device, dice) -> {
                    if (dice.chance(0.6)) {
                        double grid = minutes(dice.chance(0.5) ? 5 : 10);
                        double perDay = dice.between(1, stage.ease(3, 5, 7));
                        device.with(new Lattice(grid, dice.between(0, grid), perDay, dice.chance(0.5)));
                    } else {
                        stage.healthy(device, dice);
                    }
                })));
    }

    /** Half of the devices have such a token, the others are healthy. */
    private static void half(
            Stage stage, Device device, Dice dice, Client client, Ending ending, boolean kept, List<Integer> minutes) {
        if (dice.chance(0.5)) {
            List<Duration> ages = minutes.stream().map(Duration::ofMinutes).toList();
            stage.token(device, dice, client, ending, kept, ages);
        } else {
            stage.healthy(device, dice);
        }
    }

    private static void lifetimeChange(Stage stage) {
        World world = stage.world();
        Map<Device, TokenClock> tokens = new HashMap<>();
        stage.populate((device, dice) -> {
            if (dice.chance(0.5)) {
                List<Duration> age = List.of(Duration.ofMinutes(dice.oneOf(List.of(30, 65, 70))));
                tokens.put(device, stage.token(device, dice, Client.EMBEDDED, Ending.UNAUTHORIZED, false, age));
            } else {
                stage.healthy(device, dice);
            }
        });
        for (Device device : world.devices()) { // in their order, which a map does not keep
            TokenClock token = tokens.get(device);
            if (token != null) {
                Dice dice = world.scriptDice(device.index() + 1);
                double at = world.span() * dice.between(0.4, 0.6);
                List<Duration> age = List.of(Duration.ofMinutes(dice.oneOf(List.of(45, 95, 125))));
                world.at(at, () -> token.change(device, age));
            }
        }
    }

    private static void idle(Stage stage, Device device, Dice dice, boolean isIdle) {
        if (!isIdle) {
            stage.healthy(device, dice);
        } else if (dice.chance(0.3)) { // an edge gateway closes the link of a leaf that says nothing for an hour
            age(stage, device, dice, Duration.ofMinutes(60), End.CLOSED, dice.between(240, 1_200));
        } else {
            Duration age =
                    dice.oneOf(List.of(Duration.ofSeconds(1_767), Duration.ofMinutes(30), Duration.ofMinutes(60)));
            device.withAuth(dice.chance(0.7) ? Auth.X509 : Auth.SAS);
            age(stage, device, dice, age, End.BROKEN, 0);
        }
    }

    private static void age(Stage stage, Device device, Dice dice, Duration age, End end, double secondsAway) {
        double usual = dice.oneOf(List.of(1.0, stage.ease(1, 3, 8), stage.ease(2, 6, 15)));
        double jitter = Math.min(usual, 0.01 * age.toSeconds());
        device.with(new AgeClock(stage.world(), device, age, jitter, end, secondsAway));
        stage.foreign(device, dice, stage.ease(0, 4, 12));
    }

    private static void nightly(Stage stage) {
        World world = stage.world();
        Map<Integer, MassIncident> firsts = new HashMap<>();
        stage.populate((device, dice) -> {
            boolean withSite = dice.chance(0.7);
            if (!withSite && dice.chance(0.5)) {
                stage.healthy(device, dice);
                return;
            }
            double phase = withSite ? device.network().nightlySeconds() : dice.between(0, hours(6));
            MassIncident first = withSite && device.isOnSite()
                    ? firsts.computeIfAbsent(device.network().number(), number -> first(world, device))
                    : null;
            device.with(new Anchored(
                    world,
                    device,
                    DAY,
                    phase,
                    dice.between(2, stage.ease(5, 30, 90)),
                    dice.chance(0.5),
                    dice.between(60, 240),
                    first));
            stage.foreign(device, dice, stage.ease(0, 0.5, 1));
        });
    }

    /** Nobody can tell a site's first restart from an outage; the second, a day later, repeats it. */
    private static MassIncident first(World world, Device device) {
        Cohort site = Cohort.narrowNetwork(device);
        String id = "first-restart-" + site.value();
        return world.incident(id, "scheduled", site.key(), site.value(), -1, true);
    }

    private static void dutyCycle(Stage stage) {
        World world = stage.world();
        Duration period = Duration.ofHours(2);
        Map<Integer, MassIncident> firsts = new HashMap<>();
        stage.populate((device, dice) -> {
            double kind = dice.unit();
            if (kind > 0.5) {
                stage.healthy(device, dice);
                return;
            }
            boolean inGroup = kind < 0.35;
            int group = device.network().number() % 3;
            double phase = inGroup ? minutes(25) + group * minutes(37) : dice.between(0, hours(2));
            MassIncident first = inGroup
                    ? firsts.computeIfAbsent(
                            group, number -> world.incident("first-switch-" + number, "scheduled", "", "", -1, true))
                    : null;
            device.firstConnectingAt(-hours(2) * (1 + dice.unit()));
            device.with(new DutyCycle(
                    world,
                    device,
                    period,
                    phase,
                    Duration.ofMinutes((int) dice.between(10, 40)),
                    stage.ease(2, 14, 40),
                    group != 0,
                    first));
        });
    }
}
