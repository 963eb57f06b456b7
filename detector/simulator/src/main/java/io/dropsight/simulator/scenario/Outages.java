package io.dropsight.simulator.scenario;

import io.dropsight.simulator.Dice;
import io.dropsight.simulator.world.Code;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.MassIncident;
import io.dropsight.simulator.world.World;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** What befalls many devices of a hub at once. All times are seconds since the log's start. */
final class Outages {
    private Outages() {}

    /**
     * Some of the hub's nodes fail.
     *
     * @param start         of the first drop, nearly
     * @param spreadSeconds until the last of them has dropped
     * @param share         of the connected devices that drop
     * @param serverErrors  share of the drops that say 500xxx; the others 404104
     * @param refuseSeconds how long after the start connects to these nodes fail, mostly
     */
    record HubFault(double start, double spreadSeconds, double share, double serverErrors, double refuseSeconds) {}

    static void hub(Stage stage, String id, HubFault fault) {
        hub(stage, id, fault, false);
    }

    /** While the log is lost: nobody must find it. */
    static void lost(Stage stage, String id, HubFault fault) {
        hub(stage, id, fault, true);
    }

    private static void hub(Stage stage, String id, HubFault fault, boolean mayBeMissed) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        BitSet hit = new BitSet();
        world.at(fault.start(), () -> {
            MassIncident incident =
                    world.incident(id, "hub_transient", "", "", world.hub().connected(), mayBeMissed);
            for (Device device : connected(world, device -> true)) {
                if (dice.chance(fault.share())) {
                    hit.set(device.index());
                    Code code = dice.chance(fault.serverErrors()) ? serverError(dice) : Code.CLOSED_REMOTELY;
                    world.at(
                            fault.start() + dice.unit() * fault.spreadSeconds(),
                            () -> world.hubCloses(device, incident, code));
                }
            }
        });
        world.addGate(
                fault.start(),
                fault.start() + fault.refuseSeconds(),
                (device, now) -> hit.get(device.index()) && dice.chance(0.95) ? serverError(dice) : Code.NONE);
    }

    private static Code serverError(Dice dice) {
        return dice.chance(0.5) ? Code.SERVER_ERROR : Code.TIMEOUT;
    }

    /** Node after node closes its connections for an upgrade, and rejects new ones for a while. */
    static void maintenance(Stage stage, String id, double start, double share, double minutes) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        int nodes = 8;
        double step = Stage.minutes(minutes) / nodes;
        world.at(start, () -> {
            MassIncident incident =
                    world.incident(id, "hub_maintenance", "", "", world.hub().connected(), false);
            for (int node = 0; node < nodes; node++) {
                double at = start + node * step;
                int number = node;
                world.at(at, () -> {
                    for (Device device : connected(world, it -> it.index() % nodes == number)) {
                        if (dice.chance(share)) {
                            double when = at + dice.unit() * Math.min(20, step);
                            world.at(when, () -> world.hubCloses(device, incident, Code.CLOSED_FOR_UPGRADE));
                        }
                    }
                });
                world.addGate(
                        at,
                        at + Math.min(60, step),
                        (device, now) -> device.index() % nodes == number && dice.chance(0.7)
                                ? Code.REJECTED_FOR_UPGRADE
                                : Code.NONE);
            }
        });
    }

    /** Everything drops, and nobody gets in until the other region has taken over. */
    static void failover(Stage stage, String id, double start, double seconds) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        closeAll(world, dice, id, "hub_failover", start, 90, List.of(Code.CLOSED_REMOTELY, Code.FAILING_OVER));
        world.addGate(
                start,
                start + seconds,
                (device, now) -> device.isAmqp() && dice.chance(0.3) ? Code.GENERIC_UNAUTHORIZED : Code.FAILING_OVER);
    }

    /** Until midnight UTC devices are thrown out with their next message; a few get in again for a moment. */
    static void quota(Stage stage, String id, double start, double midnight) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        world.at(start, () -> {
            MassIncident incident =
                    world.incident(id, "quota_exceeded", "", "", world.hub().connected(), false);
            for (Device device : connected(world, it -> true)) {
                throwOut(world, dice, incident, device, midnight, dice.between(1, 600));
            }
        });
        world.addGate(start, midnight, (device, now) -> dice.chance(0.85) ? Code.QUOTA_EXCEEDED : Code.NONE);
    }

    private static void throwOut(
            World world, Dice dice, MassIncident incident, Device device, double midnight, double after) {
        double at = world.now() + after;
        if (at < midnight) {
            world.at(at, () -> {
                world.hubCloses(device, incident, Code.QUOTA_EXCEEDED);
                throwOut(world, dice, incident, device, midnight, dice.between(300, 2_400));
            });
        }
    }

    static void suspended(Stage stage, String id, double start, double seconds) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        closeAll(world, dice, id, "hub_suspended", start, 120, List.of(Code.SUSPENDED, Code.CLOSED_REMOTELY));
        world.addGate(start, start + seconds, (device, now) -> Code.SUSPENDED);
    }

    private static void closeAll(
            World world, Dice dice, String id, String cause, double start, double spread, List<Code> codes) {
        world.at(start, () -> {
            MassIncident incident =
                    world.incident(id, cause, "", "", world.hub().connected(), false);
            for (Device device : connected(world, it -> true)) {
                double at = start + dice.unit() * spread;
                world.at(at, () -> world.hubCloses(device, incident, dice.oneOf(codes)));
            }
        });
    }

    /** Which devices share something, and what it is called. */
    record Cohort(String key, String value, Predicate<Device> members) {
        static Cohort narrowNetwork(Device one) {
            int number = one.network().number();
            return new Cohort(
                    "network",
                    one.network().narrow(),
                    device -> device.isOnSite() && device.network().number() == number);
        }

        static Cohort wideNetwork(Device one) {
            String wide = one.network().wide();
            return new Cohort(
                    "network",
                    wide,
                    device -> device.isOnSite() && device.network().wide().equals(wide));
        }

        static Cohort sdk(String version) {
            return new Cohort("sdk", version, device -> device.sdkVersion().equals(version));
        }

        static Cohort protocol(String protocol) {
            return new Cohort("protocol", protocol, device -> device.protocol().equals(protocol));
        }
    }

    /**
     * The network of a place is gone for a while.
     *
     * @param sharp whether a firewall resets the connections; else the hub notices the silence, of each in its time
     */
    static void network(Stage stage, String id, Cohort cohort, double start, double seconds, boolean sharp) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        world.at(start, () -> {
            int scope = world.connected(cohort.members());
            MassIncident incident = world.incident(id, "network_outage", cohort.key(), cohort.value(), scope, false);
            for (Device device : world.devices()) {
                if (cohort.members().test(device)) {
                    double at = start + dice.between(0, 2);
                    world.at(at, () -> {
                        if (sharp) {
                            world.hubCloses(device, incident, Code.CLOSED_REMOTELY);
                        }
                        world.loseNetwork(device, incident, seconds);
                    });
                }
            }
        });
    }

    /** All programs of one version, or all of one protocol, lose their connection, some of them again and again. */
    static void cohort(Stage stage, String id, String cause, Cohort cohort, double start, double spread, int times) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        world.at(start, () -> {
            int scope = world.connected(cohort.members());
            MassIncident incident = world.incident(id, cause, cohort.key(), cohort.value(), scope, false);
            for (Device device : connected(world, cohort.members())) {
                double at = start;
                for (int i = 0; i < times; i++) {
                    at += dice.unit() * spread + (i == 0 ? 0 : 60);
                    double restart = dice.between(5, 45);
                    world.at(at, () -> world.crash(device, incident, restart));
                }
            }
        });
    }

    /** Wave after wave of devices says goodbye and comes back with another version. */
    static void rollout(
            Stage stage, String id, Cohort old, String newVersion, double start, int waves, double waveMinutes) {
        World world = stage.world();
        Dice dice = world.scriptDice(id.hashCode());
        world.at(start, () -> {
            int scope = world.connected(old.members());
            MassIncident incident = world.incident(id, "rollout", old.key(), old.value(), scope, false);
            for (Device device : connected(world, old.members())) {
                int wave = (int) (dice.unit() * waves);
                double at = start + wave * Stage.minutes(waveMinutes) + dice.unit() * Stage.minutes(6);
                double install = dice.between(40, 240);
                world.at(at, () -> {
                    if (device.isConnected()) {
                        world.clientCloses(device, incident, install);
                        device.withSdkVersion(newVersion);
                    }
                });
            }
        });
    }

    private static List<Device> connected(World world, Predicate<Device> which) {
        return world.devices().stream()
                .filter(device -> device.isConnected() && which.test(device))
                .toList();
    }
}
