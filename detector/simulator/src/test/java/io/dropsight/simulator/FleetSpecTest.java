package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FleetSpecTest {
    private static final FleetSpec SPEC = FleetSpec.defaults();

    @Test
    void defaultsAreAMixedFleetOfThreeDays() {
        assertThat(SPEC)
                .isEqualTo(new FleetSpec(
                        1,
                        "sim-hub",
                        2_000,
                        Duration.ofDays(3),
                        Instant.parse("2026-03-02T00:00:00Z"),
                        new Mix(0.15, 0.02, 0.03, 0, 0.15, 0.2, 12),
                        new Delivery(0.01, 0.02, Duration.ofMinutes(10), 0.01, true, 0.5)));
    }

    @Test
    void eachSettingReachesItsField() {
        Instant start = Instant.parse("2027-01-01T00:00:00Z");
        Mix mix = Mix.HEALTHY
                .withPeriodic(0.1)
                .withIdle(0.2)
                .withScheduled(0.3)
                .withLongLifetimes(0.4)
                .withTokenClock(0.5)
                .withDropsPerDay(0.6)
                .withMaxForeignPerDay(0.7);
        Delivery delivery = Delivery.DEFAULTS
                .withLost(0.1)
                .withLate(0.2)
                .withMaxLateness(Duration.ofMinutes(5))
                .withDuplicated(0.3)
                .withWholeSeconds(false)
                .withBare(0.4);

        assertThat(SPEC.withSeed(9)
                        .withHub("hub-2")
                        .withDevices(5)
                        .withDays(2)
                        .withStart(start)
                        .withMix(mix)
                        .withDelivery(delivery))
                .isEqualTo(new FleetSpec(
                        9,
                        "hub-2",
                        5,
                        Duration.ofDays(2),
                        start,
                        new Mix(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
                        new Delivery(0.1, 0.2, Duration.ofMinutes(5), 0.3, false, 0.4)));
    }

    @Test
    void refusesWhatIsOutOfBoundsAndSaysWhatToUse() {
        refuses(
                () -> SPEC.withHub("Plant/1"),
                "simulator.hub is \"Plant/1\": use 3 to 50 of a-z, 0-9 and -, such as sim-hub");
        refuses(() -> SPEC.withDevices(0), "simulator.devices is 0: use 1 to 5000000, such as 2000");
        refuses(() -> SPEC.withDevices(5_000_001), "simulator.devices is 5000001: use 1 to 5000000, such as 2000");
        refuses(
                () -> SPEC.withSpan(Duration.ZERO),
                "simulator.span is PT0S: use more than nothing and at most 366 days, such as P3D");
        refuses(
                () -> SPEC.withDays(367),
                "simulator.span is PT8808H: use more than nothing and at most 366 days, such as P3D");
        refuses(
                () -> SPEC.withStart(Instant.parse("2026-03-02T00:00:00.5Z")),
                "simulator.start is 2026-03-02T00:00:00.500Z: use a whole second of the years 2000 to 2099, such as"
                        + " 2026-03-02T00:00:00Z");
        refuses(
                () -> SPEC.withStart(Instant.EPOCH),
                "simulator.start is 1970-01-01T00:00:00Z: use a whole second of the years 2000 to 2099, such as"
                        + " 2026-03-02T00:00:00Z");
    }

    @Test
    void refusesAMixOutOfBounds() {
        Mix mix = Mix.MIXED;
        refuses(() -> mix.withPeriodic(1.5), "simulator.mix.periodic is 1.5: use a share in [0, 1.0], such as 0.15");
        refuses(() -> mix.withIdle(-1), "simulator.mix.idle is -1.0: use a share in [0, 1.0], such as 0.02");
        refuses(
                () -> mix.withScheduled(Double.NaN),
                "simulator.mix.scheduled is NaN: use a share in [0, 1.0], such as 0.03");
        refuses(
                () -> Mix.HEALTHY.withPeriodic(0.75).withIdle(0.5),
                "simulator.mix.periodic, idle and scheduled add up to 1.25: use shares of 1 at most together");
        refuses(
                () -> mix.withLongLifetimes(2),
                "simulator.mix.long-lifetimes is 2.0: use a share in [0, 1.0], such as 0.3");
        refuses(() -> mix.withTokenClock(2), "simulator.mix.token-clock is 2.0: use a share in [0, 1.0], such as 0.15");
        refuses(() -> mix.withDropsPerDay(3), "simulator.mix.drops-per-day is 3.0: use 0 to 2, such as 0.2");
        refuses(
                () -> mix.withMaxForeignPerDay(51),
                "simulator.mix.max-foreign-per-day is 51.0: use 0 to 50, such as 12");
    }

    @Test
    void refusesADeliveryOutOfBounds() {
        Delivery delivery = Delivery.DEFAULTS;
        refuses(() -> delivery.withLost(0.3), "simulator.delivery.lost is 0.3: use a share in [0, 0.2], such as 0.01");
        refuses(() -> delivery.withLate(1.1), "simulator.delivery.late is 1.1: use a share in [0, 1.0], such as 0.02");
        refuses(
                () -> delivery.withMaxLateness(Duration.ofSeconds(19)),
                "simulator.delivery.max-lateness is PT19S: use 20 seconds to 1 hour, such as PT10M");
        refuses(
                () -> delivery.withMaxLateness(Duration.ofHours(2)),
                "simulator.delivery.max-lateness is PT2H: use 20 seconds to 1 hour, such as PT10M");
        refuses(
                () -> delivery.withDuplicated(-0.1),
                "simulator.delivery.duplicated is -0.1: use a share in [0, 1.0], such as 0.01");
        refuses(() -> delivery.withBare(7), "simulator.delivery.bare is 7.0: use a share in [0, 1.0], such as 0.5");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
