package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.Stage.hours;

import io.dropsight.model.Auth;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.SessionLaw;
import io.dropsight.simulator.scenario.Outages.Cohort;
import io.dropsight.simulator.scenario.Outages.HubFault;
import io.dropsight.simulator.world.Client;
import io.dropsight.simulator.world.Device;
import io.dropsight.simulator.world.FeedFault;
import io.dropsight.simulator.world.Mishaps;
import io.dropsight.simulator.world.TokenClock;
import io.dropsight.simulator.world.TokenClock.Ending;
import io.dropsight.simulator.world.Trouble;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One day in the life of a fleet, made for showing: every kind of trouble once, one after the other, and each of them is
 * put right while there is time to see that it is over.
 */
final class DemoFamily {
    private static final Duration SPAN = Duration.ofHours(15);
    private static final double TOKENS = 0.1;
    private static final int BAD_LINE_EVERY = 250;
    private static final int LEAST_BAD_LINES = 5;

    private static final double LINES_FAIL = hours(1.5);
    private static final double LINES_REPAIRED = hours(9.25);
    private static final double HUB_FAILS = hours(5.4);
    private static final double LOG_STOPS = hours(8);
    private static final double LOG_RETURNS = hours(9);
    private static final double TOKENS_REPAIRED = hours(9.4);
    private static final double SITE_FAILS = hours(14.2);
    private static final double SITE_SECONDS = 900;

    private DemoFamily() {}

    static void tell(Consumer<Family> to) {
        to.accept(new Family(
                "demo",
                "all three ways to drop, an echo and a gap in the log, one after the other, and each put right",
                1_000,
                SPAN,
                DemoFamily::play));
    }

    private static void play(Stage stage) {
        World world = stage.world();
        int size = world.spec().devices();
        int badLines = Math.max(LEAST_BAD_LINES, size / BAD_LINE_EVERY);
        int every = Math.max(2, size / badLines);
        Delivery usual = stage.delivery();
        world.deliver( // nothing is lost: who seems to stay away for want of a connect is not seen to be well again
                new Delivery(0, usual.late(), usual.maxLateness(), usual.duplicated(), true, usual.bare()), 2);
        List<Runnable> repairs = new ArrayList<>();
        stage.withMetric().populate((device, dice) -> {
            if (device.index() % every == every - 1) {
                badLine(stage, device, dice);
            } else if (dice.chance(TOKENS)) {
                List<Duration> age = List.of(Duration.ofMinutes(65));
                device.withAuth(Auth.SAS).withClient(Client.EMBEDDED, "Mqtt", dice.chance(0.6));
                TokenClock token = new TokenClock(world, device, age, 1, Ending.UNAUTHORIZED, false, 0.1);
                device.with(token); // and nothing else ends its sessions: so one sees when it is over
                repairs.add(() -> token.change(device, List.of(SPAN.multipliedBy(2))));
            } else {
                stage.healthy(device, dice);
            }
        });
        world.at(TOKENS_REPAIRED, () -> repairs.forEach(Runnable::run));
        Outages.hub(stage, "outage-1", new HubFault(HUB_FAILS, 20, stage.ease(0.8, 0.6, 0.4), 0.3, 90));
        world.add(FeedFault.held(LOG_STOPS, LOG_RETURNS, 120));
        Cohort site = Cohort.narrowNetwork(world.devices().get(Math.min(64, size - 1)));
        Outages.network(stage, "site-1", site, SITE_FAILS, SITE_SECONDS, true);
    }

    private static void badLine(Stage stage, Device device, Dice dice) {
        double perDay = stage.ease(150, 120, 90) * dice.between(0.9, 1.2);
        Trouble trouble = stage.world().trouble(device, "random", "network_loss", LINES_FAIL, LINES_REPAIRED);
        device.with(new Mishaps(Mishaps.Kind.NETWORK, perDay, SessionLaw.EXPONENTIAL, 600, trouble));
    }
}
