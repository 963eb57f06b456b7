package io.dropsight.simulator.scenario;

import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.SessionLaw;
import io.dropsight.simulator.world.Mishaps;
import java.time.Duration;
import java.util.function.Consumer;

/** Nothing to find: whatever is found is a false alarm. */
final class HealthyFamilies {
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private HealthyFamilies() {}

    static void tell(Consumer<Family> to) {
        to.accept(healthy("healthy-small", "20 devices, nothing to find", 20, Duration.ofDays(4)));
        to.accept(healthy("healthy", "1,000 devices, nothing to find", 1_000, TWO_DAYS));
        to.accept(healthy("healthy-large", "10,000 devices, nothing to find", 10_000, Duration.ofDays(1)));
        to.accept(new Family(
                "healthy-busy",
                "more drops than usual, some in clusters, nothing to find",
                500,
                TWO_DAYS,
                stage -> stage.withMetric().populate((device, dice) -> {
                    double perDay = Math.min(5, dice.logNormal(stage.ease(0.7, 1.5, 2.5), 0.5));
                    SessionLaw law = dice.chance(0.6) ? SessionLaw.WEIBULL_FALLING : SessionLaw.EXPONENTIAL;
                    Mishaps.Kind kind = dice.chance(0.6) ? Mishaps.Kind.NETWORK : Mishaps.Kind.RESET;
                    device.with(new Mishaps(kind, perDay, law, 300, null));
                })));
        to.accept(
                new Family("healthy-dirty", "lost, late and doubled records, nothing to find", 600, TWO_DAYS, stage -> {
                    double factor = stage.ease(0.3, 1, 2);
                    Delivery dirty =
                            new Delivery(0.05 * factor, 0.15 * factor, Duration.ofMinutes(10), 0.1 * factor, true, 0.5);
                    stage.withMetric().world().deliver(dirty, 3);
                    stage.populate();
                }));
        to.accept(new Family(
                "healthy-clean-churn",
                "devices that come and go cleanly all day, nothing to find",
                500,
                TWO_DAYS,
                stage -> stage.withMetric().populate((device, dice) -> {
                    double perDay = Math.min(20, dice.logNormal(stage.ease(2, 5, 8), 0.5));
                    device.with(new Mishaps(
                            Mishaps.Kind.CLEAN, perDay, SessionLaw.EXPONENTIAL, dice.between(300, 3_600), null));
                    stage.foreign(device, dice, 1);
                })));
    }

    private static Family healthy(String name, String description, int devices, Duration span) {
        return new Family(
                name, description, devices, span, stage -> stage.withMetric().populate());
    }
}
