package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.scenario.MassFamilies.when;
import static io.dropsight.simulator.scenario.Stage.minutes;

import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.scenario.Outages.HubFault;
import io.dropsight.simulator.world.FeedFault;
import io.dropsight.simulator.world.World;
import java.time.Duration;
import java.util.function.Consumer;

/** The log itself is late, gapped or wrong, beside devices with tokens and healthy ones. */
final class FeedFamilies {
    private static final Duration DAY = Duration.ofDays(1);
    private static final double TOKENS = 0.2;

    private FeedFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(new Family(
                "feed-gap-delayed", "for 20 to 90 minutes no record comes; then all of them do", 600, DAY, stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double from = when(stage, 8);
                    double length = minutes(stage.ease(90, 45, 20));
                    stage.world().add(FeedFault.held(from, from + length, stage.ease(60, 120, 300)));
                }));
        to.accept(new Family("feed-gap-lost", "the records of 20 to 90 minutes are lost", 600, DAY, stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            double from = when(stage, 8);
            stage.world().add(FeedFault.lost(from, from + minutes(stage.ease(90, 45, 20))));
        }));
        to.accept(new Family(
                "feed-delay", "records take longer and longer, up to 20 minutes, and then less", 600, DAY, stage -> {
                    stage.withMetric().populateWithTokens(TOKENS);
                    double from = when(stage, 6);
                    double most = minutes(stage.ease(20, 20, 16));
                    stage.world().add(FeedFault.lag(from, from + minutes(stage.ease(360, 180, 90)), most));
                }));
        to.accept(new Family("one-source-silent", "one of four sources says nothing for an hour", 600, DAY, stage -> {
            World world = stage.withMetric().world();
            world.deliver(stage.delivery(), 4);
            stage.populateWithTokens(TOKENS);
            double from = when(stage, 8);
            double length = minutes(stage.ease(120, 60, 30));
            world.add(FeedFault.held(from, from + length, 120).ofSource(1));
        }));
        to.accept(new Family("duplicates", "20 % of the records come twice", 400, DAY, stage -> {
            Delivery usual = stage.delivery();
            stage.world().deliver(usual.withDuplicated(stage.ease(0.1, 0.2, 0.4)), 2);
            stage.withMetric().populateWithTokens(TOKENS);
        }));
        to.accept(new Family("clock-step", "for some hours the hub's stamps are wrong by minutes", 400, DAY, stage -> {
            stage.withMetric().populateWithTokens(TOKENS);
            double from = when(stage, 8);
            double offset = stage.ease(30, 120, 300);
            stage.world().stepClock(from, from + minutes(200), stage.dice().chance(0.5) ? offset : -offset);
        }));
        to.accept(new Family(
                "quiet-small-hub",
                "a hub with a few records a day: its silence is no gap",
                15,
                Duration.ofDays(4),
                stage -> stage.withMetric()
                        .populate((device, dice) -> stage.healthy(device, dice, stage.ease(0.6, 0.3, 0.15)))));
        to.accept(new Family(
                "outage-in-gap",
                "an outage while the log is blind: late or lost, the metric alone sees it in time",
                800,
                DAY,
                FeedFamilies::outageInGap));
        to.accept(
                new Family("dirty-feed", "lost, late and doubled records in any order, and a gap", 600, DAY, stage -> {
                    double factor = stage.ease(0.3, 1, 2);
                    Delivery dirty =
                            new Delivery(0.05 * factor, 0.15 * factor, Duration.ofMinutes(10), 0.1 * factor, true, 0.5);
                    stage.withMetric().world().deliver(dirty, 3);
                    stage.populateWithTokens(TOKENS);
                    double from = when(stage, 10);
                    stage.world().add(FeedFault.held(from, from + minutes(40), 300));
                    Outages.hub(
                            stage, "outage-1", new HubFault(when(stage, 17), 30, stage.ease(0.5, 0.2, 0.1), 0.3, 60));
                }));
    }

    private static void outageInGap(Stage stage) {
        stage.withMetric().populateWithTokens(TOKENS);
        double from = when(stage, 6);
        double share = stage.ease(0.6, 0.3, 0.15);
        stage.world().add(FeedFault.held(from, from + minutes(60), 120));
        Outages.hub(stage, "outage-held", new HubFault(from + minutes(20), 30, share, 0.3, minutes(5)));
        double second = when(stage, 15);
        stage.world().add(FeedFault.lost(second, second + minutes(60)));
        Outages.lost(stage, "outage-lost", new HubFault(second + minutes(20), 30, share, 0.3, minutes(5)));
    }
}
