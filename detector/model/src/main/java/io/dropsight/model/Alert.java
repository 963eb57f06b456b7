package io.dropsight.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of one incident, as subscribers see it.
 *
 * @param alertId    hash of hub, pattern, group, onset minute and ordinal: the same in every replay
 * @param version    rising from 1
 * @param at         when this version came about, on the arrival axis
 * @param confidence in the cause; ratio of 0 to 1
 * @param periodic   of periodic drops alone
 * @param mass       of a mass incident alone
 * @param forecast   when these devices will drop together again, if their tokens make them
 * @param fleetSize  devices of the hub, and how that is known; null if it is not
 * @param falseAlarmProbability bound on the chance that a healthy fleet looks like this; 0 to 1
 * @param feed       how the log came
 */
public record Alert(
        String alertId,
        int version,
        Status status,
        Instant at,
        String hub,
        Pattern pattern,
        Cause cause,
        double confidence,
        List<Alternative> alternatives,
        Scope scope,
        Instant onset,
        Instant detectedAt,
        Instant lastSeenAt,
        @Nullable Instant resolvedAt,
        @Nullable Periodic periodic,
        @Nullable Mass mass,
        @Nullable Forecast forecast,
        @Nullable FleetSize fleetSize,
        List<String> evidence,
        List<Recommendation> recommendations,
        double falseAlarmProbability,
        Feed feed) {

    /** Another cause that the evidence leaves possible. */
    public record Alternative(Cause cause, double confidence) {}

    /**
     * Who is concerned.
     *
     * @param cohort      what at least 75 % of the devices share, or null
     * @param deviceCount members now; of a resolved alert, at its largest
     * @param devices     at most 20 ids of them in order, a module's with its device and a slash before it
     */
    public record Scope(@Nullable Cohort cohort, int deviceCount, List<String> devices) {}

    /** @param key {@code network}, {@code sdk}, {@code protocol} or {@code auth} */
    public record Cohort(String key, String value) {}

    /**
     * @param ageSeconds           median over the devices of the age (or lag) at which they drop
     * @param jitterSeconds        median absolute deviation of single drops from it
     * @param tokenLifetimeSeconds configured lifetime that explains the age, if a token does
     * @param nextExpectedAt       the next drop of any of the devices, or null
     */
    public record Periodic(
            double ageSeconds,
            double jitterSeconds,
            @Nullable Double tokenLifetimeSeconds,
            @Nullable Instant nextExpectedAt) {}

    /**
     * @param dropped         devices that dropped and that nothing else explains
     * @param connectedBefore connected devices just before, or of the cohort; 0 if unknown
     * @param depth           share of them that dropped; 0 to 1
     * @param lift            how many times the usual number of drops; at least 0
     * @param errors5xxShare  share of the drops and refusals that carried a 5xx code; 0 to 1
     * @param endedAt         event time from which no more dropped of it; null while it goes on
     */
    public record Mass(
            int dropped,
            int connectedBefore,
            double depth,
            double lift,
            double errors5xxShare,
            @Nullable Instant endedAt) {}

    /** @param devices about how many */
    public record Forecast(Instant at, int devices) {}

    /** @param fromMetric whether the hub's own metric says so; else the devices seen, which are a lower bound */
    public record FleetSize(int value, boolean fromMetric) {}

    /**
     * @param lag what the newest record behind this version took to arrive
     * @param gap whether the log has a gap or is late now
     */
    public record Feed(Duration lag, boolean gap) {}

    public record Recommendation(String text, String link) {}

    /** {@code opened}, {@code updated} or {@code resolved}: the end of the CloudEvents type. */
    public String change() {
        return status == Status.RESOLVED ? "resolved" : version == 1 ? "opened" : "updated";
    }
}
