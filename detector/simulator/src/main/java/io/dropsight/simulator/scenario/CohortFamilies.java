package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.MassFamilies.when;
import static io.dropsight.simulator.scenario.Stage.minutes;

import io.dropsight.simulator.Dice;
import io.dropsight.simulator.scenario.Outages.Cohort;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Many devices at once that share something: a network, a version, a protocol. */
final class CohortFamilies {
    private static final Duration DAY = Duration.ofDays(1);
    private static final double TOKENS = 0.1;

    private CohortFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(new Family(
                "network-outage",
                "a site (a /24) loses its network, sharply or as the hub notices the silence",
                1_000,
                DAY,
                stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double seconds = minutes(stage.ease(60, 30, 15));
                    Outages.network(stage, "site-1", site(stage, 0), when(stage, 6), seconds, true);
                    Outages.network(stage, "site-2", site(stage, 1), when(stage, 14), seconds, false);
                }));
        to.accept(new Family("network-outage-wide", "an operator (a /16) loses its network", 1_000, DAY, stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            Device one = stage.world().devices().get(40 % stage.world().size());
            double seconds = minutes(stage.ease(60, 30, 15));
            Cohort wide = Cohort.wideNetwork(one);
            Outages.network(
                    stage,
                    "operator-1",
                    wide,
                    when(stage, 8),
                    seconds,
                    stage.dice().chance(0.5));
        }));
        to.accept(new Family("sdk-fault", "one version of an SDK fails everywhere at once", 1_000, DAY, stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            Cohort cohort = Cohort.sdk(Client.NODE.older());
            double spread = stage.ease(20, 60, 300);
            Outages.cohort(stage, "sdk-1", "sdk_fault", cohort, when(stage, 8), spread, 2);
        }));
        to.accept(new Family("protocol-fault", "one protocol fails everywhere at once", 1_000, DAY, stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            Cohort cohort = Cohort.protocol("Amqp");
            double spread = stage.ease(20, 60, 300);
            Outages.cohort(stage, "protocol-1", "protocol_fault", cohort, when(stage, 8), spread, 1);
        }));
        to.accept(new Family(
                "rollout", "devices say goodbye in waves and come back with another version", 1_000, DAY, stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    Cohort old = Cohort.sdk(Client.DOTNET.older());
                    int waves = (int) stage.ease(1, 3, 6);
                    Outages.rollout(stage, "rollout-1", old, Client.DOTNET.newest(), when(stage, 8), waves, 25);
                }));
        to.accept(new Family(
                "two-incidents", "a site loses its network while a version fails elsewhere", 1_000, DAY, stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double start = when(stage, 8);
                    Outages.network(stage, "site-1", site(stage, 0), start, minutes(30), true);
                    Cohort cohort = Cohort.sdk(Client.NODE.older());
                    double later = start + stage.ease(900, 180, 30);
                    Outages.cohort(stage, "sdk-1", "sdk_fault", cohort, later, stage.ease(20, 60, 120), 1);
                }));
    }

    /** The large site of a block of 128 devices; of a small fleet whatever there is. */
    private static Cohort site(Stage stage, int block) {
        World world = stage.world();
        Dice dice = world.scriptDice(40 + block);
        int position = dice.chance(0.5) ? 64 : 32; // where sites of 64 and of 32 devices begin
        int from = Math.min(128 * block + position, world.size() - 1);
        Predicate<Device> onSite = Device::isOnSite;
        Device one = world.devices().stream()
                .skip(Math.max(0, from))
                .filter(onSite)
                .findFirst()
                .orElse(world.devices().get(0));
        return Cohort.narrowNetwork(one);
    }
}
