package io.dropsight.simulator;

import static io.dropsight.simulator.Checks.require;
import static io.dropsight.simulator.Checks.requireShare;

/**
 * Which devices a fleet has; what the three shares leave is healthy. Each device is drawn by itself, so that a fleet
 * has about these shares.
 *
 * @param periodic         share of devices whose SAS token ends their sessions; in [0, 1]; default 0.15
 * @param idle             share of X.509 devices whose idle connection is closed; in [0, 1]; default 0.02
 * @param scheduled        share of devices that restart at a time of the day or week; in [0, 1]; default 0.03
 * @param longLifetimes    share of the periodic ones with sessions of 19.2 or 24 hours, the rest has 20 minutes to 12
 *                         hours; in [0, 1]; default 0
 * @param tokenClock       share of the periodic ones closed by the hub which keep their token over reconnects; in
 *                         [0, 1]; default 0.15
 * @param dropsPerDay      median of the healthy devices' random drops per day, log-normal over devices and cut off at 6;
 *                         in [0, 2]; default 0.2
 * @param maxForeignPerDay largest rate of random drops of the others; in [0, 50]; default 12. Where sessions are long it
 *                         is less, or none would reach its age
 */
public record Mix(
        double periodic,
        double idle,
        double scheduled,
        double longLifetimes,
        double tokenClock,
        double dropsPerDay,
        double maxForeignPerDay) {
    public static final Mix MIXED = new Mix(0.15, 0.02, 0.03, 0, 0.15, 0.2, 12);
    public static final Mix HEALTHY = new Mix(0, 0, 0, 0, 0, 0.2, 0);

    public Mix {
        requireShare("mix.periodic", periodic, 1, "0.15");
        requireShare("mix.idle", idle, 1, "0.02");
        requireShare("mix.scheduled", scheduled, 1, "0.03");
        require(
                periodic + idle + scheduled <= 1 + 1e-9,
                "simulator.mix.periodic, idle and scheduled add up to %s: use shares of 1 at most together",
                periodic + idle + scheduled);
        requireShare("mix.long-lifetimes", longLifetimes, 1, "0.3");
        requireShare("mix.token-clock", tokenClock, 1, "0.15");
        require(
                dropsPerDay >= 0 && dropsPerDay <= 2,
                "simulator.mix.drops-per-day is %s: use 0 to 2, such as 0.2",
                dropsPerDay);
        require(
                maxForeignPerDay >= 0 && maxForeignPerDay <= 50,
                "simulator.mix.max-foreign-per-day is %s: use 0 to 50, such as 12",
                maxForeignPerDay);
    }

    public Mix withPeriodic(double share) {
        return new Mix(share, idle, scheduled, longLifetimes, tokenClock, dropsPerDay, maxForeignPerDay);
    }

    public Mix withIdle(double share) {
        return new Mix(periodic, share, scheduled, longLifetimes, tokenClock, dropsPerDay, maxForeignPerDay);
    }

    public Mix withScheduled(double share) {
        return new Mix(periodic, idle, share, longLifetimes, tokenClock, dropsPerDay, maxForeignPerDay);
    }

    public Mix withLongLifetimes(double share) {
        return new Mix(periodic, idle, scheduled, share, tokenClock, dropsPerDay, maxForeignPerDay);
    }

    public Mix withTokenClock(double share) {
        return new Mix(periodic, idle, scheduled, longLifetimes, share, dropsPerDay, maxForeignPerDay);
    }

    public Mix withDropsPerDay(double median) {
        return new Mix(periodic, idle, scheduled, longLifetimes, tokenClock, median, maxForeignPerDay);
    }

    public Mix withMaxForeignPerDay(double rate) {
        return new Mix(periodic, idle, scheduled, longLifetimes, tokenClock, dropsPerDay, rate);
    }
}
