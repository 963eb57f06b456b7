package io.dropsight.simulator;

import static io.dropsight.simulator.Checks.require;
import static io.dropsight.simulator.Checks.requireShare;

import java.time.Duration;

/**
 * What happens to records between the hub and us. It never changes what the devices do: a fleet with another delivery
 * is the same fleet. Of what is not lost, every record takes {@link #MIN_DELAY} to {@link #MAX_DELAY}.
 *
 * @param lost         share of records that never arrive; in [0, 0.2]; default 0.01
 * @param late         share of records that take longer than usual; in [0, 1]; default 0.02
 * @param maxLateness  nothing arrives later than this after its event time, a duplicate neither; 20 seconds to 1 hour;
 *                     default 10 minutes
 * @param duplicated   share of records that come a second time, later; in [0, 1]; default 0.01
 * @param wholeSeconds whether event times are cut to seconds, as captured; else they have 7 fraction digits; default
 *                     true
 * @param bare         share of disconnects that do not say how the device authenticated; in [0, 1]; default 0.5
 */
public record Delivery(
        double lost, double late, Duration maxLateness, double duplicated, boolean wholeSeconds, double bare) {
    private static final Duration LEAST_LATENESS = Duration.ofSeconds(20);
    private static final Duration MOST_LATENESS = Duration.ofHours(1);

    public static final Duration MIN_DELAY = Duration.ofSeconds(2);
    public static final Duration MAX_DELAY = Duration.ofSeconds(15);
    public static final Delivery DEFAULTS = new Delivery(0.01, 0.02, Duration.ofMinutes(10), 0.01, true, 0.5);
    /** Every record once and in time. */
    public static final Delivery CLEAN = new Delivery(0, 0, Duration.ofMinutes(10), 0, true, 0.5);

    public Delivery {
        requireShare("delivery.lost", lost, 0.2, "0.01");
        requireShare("delivery.late", late, 1, "0.02");
        require(
                maxLateness.compareTo(LEAST_LATENESS) >= 0 && maxLateness.compareTo(MOST_LATENESS) <= 0,
                "simulator.delivery.max-lateness is %s: use 20 seconds to 1 hour, such as PT10M",
                maxLateness);
        requireShare("delivery.duplicated", duplicated, 1, "0.01");
        requireShare("delivery.bare", bare, 1, "0.5");
    }

    public Delivery withLost(double share) {
        return new Delivery(share, late, maxLateness, duplicated, wholeSeconds, bare);
    }

    public Delivery withLate(double share) {
        return new Delivery(lost, share, maxLateness, duplicated, wholeSeconds, bare);
    }

    public Delivery withMaxLateness(Duration longest) {
        return new Delivery(lost, late, longest, duplicated, wholeSeconds, bare);
    }

    public Delivery withDuplicated(double share) {
        return new Delivery(lost, late, maxLateness, share, wholeSeconds, bare);
    }

    public Delivery withWholeSeconds(boolean whole) {
        return new Delivery(lost, late, maxLateness, duplicated, whole, bare);
    }

    public Delivery withBare(double share) {
        return new Delivery(lost, late, maxLateness, duplicated, wholeSeconds, share);
    }
}
