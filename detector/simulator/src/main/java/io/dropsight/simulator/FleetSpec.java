package io.dropsight.simulator;

import static io.dropsight.simulator.Checks.require;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What to simulate. The same spec gives the same fleet and log, to the byte, on every machine.
 *
 * @param seed     any number; another seed is another fleet
 * @param hub      name of the IoT hub: 3 to 50 of {@code a-z 0-9 -}; default {@code sim-hub}
 * @param devices  how many; 1 to 5,000,000; default 2,000. A device's story does not depend on it
 * @param span     how long the log is, in event time; more than nothing, at most 366 days; default 3 days
 * @param start    first event time that can be in the log, a whole second of the years 2000 to 2099; default
 *                 2026-03-02T00:00:00Z
 * @param mix      which devices there are
 * @param delivery what happens to a record on its way
 */
public record FleetSpec(long seed, String hub, int devices, Duration span, Instant start, Mix mix, Delivery delivery) {
    private static final Instant DEFAULT_START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2099-12-31T23:59:59Z");
    private static final int MAX_DEVICES = 5_000_000;
    private static final Duration MAX_SPAN = Duration.ofDays(366);
    private static final Pattern HUB = Pattern.compile("[a-z0-9-]{3,50}");

    public FleetSpec {
        require(
                HUB.matcher(hub).matches(),
                "simulator.hub is \"%s\": use 3 to 50 of a-z, 0-9 and -, such as sim-hub",
                hub);
        require(
                devices >= 1 && devices <= MAX_DEVICES,
                "simulator.devices is %d: use 1 to %d, such as 2000",
                devices,
                MAX_DEVICES);
        require(
                span.compareTo(Duration.ZERO) > 0 && span.compareTo(MAX_SPAN) <= 0,
                "simulator.span is %s: use more than nothing and at most 366 days, such as P3D",
                span);
        require(
                !start.isBefore(EARLIEST) && !start.isAfter(LATEST) && start.getNano() == 0,
                "simulator.start is %s: use a whole second of the years 2000 to 2099, such as 2026-03-02T00:00:00Z",
                start);
    }

    /** {@link #mixed} with seed 1. */
    public static FleetSpec defaults() {
        return mixed(1);
    }

    /** 2,000 devices for 3 days: about 80 % healthy, 15 % periodic, 2 % idle, 3 % scheduled. */
    public static FleetSpec mixed(long seed) {
        return new FleetSpec(seed, "sim-hub", 2_000, Duration.ofDays(3), DEFAULT_START, Mix.MIXED, Delivery.DEFAULTS);
    }

    /** 300 devices for 10 days; three in ten periodic ones have a session of 19.2 or 24 hours. */
    public static FleetSpec longLifetimes(long seed) {
        return mixed(seed)
                .withDevices(300)
                .withDays(10)
                .withMix(Mix.MIXED.withPeriodic(0.4).withLongLifetimes(0.3));
    }

    /** Nothing periodic and nothing scheduled: whatever is found there is a false alarm. */
    public static FleetSpec healthy(long seed, int devices, Duration span) {
        return mixed(seed).withDevices(devices).withSpan(span).withMix(Mix.HEALTHY);
    }

    public FleetSpec withSeed(long newSeed) {
        return new FleetSpec(newSeed, hub, devices, span, start, mix, delivery);
    }

    public FleetSpec withHub(String newHub) {
        return new FleetSpec(seed, newHub, devices, span, start, mix, delivery);
    }

    public FleetSpec withDevices(int newDevices) {
        return new FleetSpec(seed, hub, newDevices, span, start, mix, delivery);
    }

    public FleetSpec withSpan(Duration newSpan) {
        return new FleetSpec(seed, hub, devices, newSpan, start, mix, delivery);
    }

    public FleetSpec withDays(int days) {
        return withSpan(Duration.ofDays(days));
    }

    public FleetSpec withStart(Instant newStart) {
        return new FleetSpec(seed, hub, devices, span, newStart, mix, delivery);
    }

    public FleetSpec withMix(Mix newMix) {
        return new FleetSpec(seed, hub, devices, span, start, newMix, delivery);
    }

    public FleetSpec withDelivery(Delivery newDelivery) {
        return new FleetSpec(seed, hub, devices, span, start, mix, newDelivery);
    }

    /** An event time of the log; {@code seconds} count from the start. */
    Instant at(double seconds) {
        double whole = StrictMath.floor(seconds);
        Instant second = start.plusSeconds((long) whole);
        if (delivery.wholeSeconds()) {
            return second;
        }
        long ticks = (long) ((seconds - whole) * 1e7); // of 100 ns: 7 digits
        return second.plusNanos(ticks * 100);
    }
}
