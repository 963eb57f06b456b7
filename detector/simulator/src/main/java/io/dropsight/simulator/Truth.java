package io.dropsight.simulator;

import io.dropsight.model.DeviceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What really happened in a simulated log, for whoever judges a detector by it.
 *
 * @param scenario  name of the family, such as {@code hub-outage}
 * @param seed      that it was made with
 * @param from      first event time that can be in the log
 * @param to        end of the log
 * @param fleetSize devices that exist, also those without a record; over all hubs
 * @param devices   what is to be found on single devices; healthy devices have no entry
 * @param incidents what happens to many at once, and to the log itself
 */
public record Truth(
        String scenario,
        long seed,
        Instant from,
        Instant to,
        int fleetSize,
        List<Device> devices,
        List<Incident> incidents) {
    public Truth {
        devices = List.copyOf(devices);
        incidents = List.copyOf(incidents);
    }

    /**
     * A device's own trouble; a device may have several, one after the other or side by side.
     *
     * @param pattern    {@code periodic} or {@code random}
     * @param cause      as DESIGN 2 names it, such as {@code sas_token_expiry} or {@code tcp_reset}
     * @param ages       of a periodic one: connection ages (or lags of a token or anchored clock) that end its sessions
     * @param onset      event time from which it has the trouble
     * @param until      event time at which it is cured; null if it lasts beyond the log
     * @param dropTimes  event times of the drops (or refused connects) that belong to it and were written by the hub,
     *                   rising; those lost on the way included
     * @param detectable whether enough of it is in view for a fair judge to ask for a verdict
     */
    public record Device(
            DeviceKey device,
            String pattern,
            String cause,
            List<Duration> ages,
            Instant onset,
            @Nullable Instant until,
            List<Instant> dropTimes,
            boolean detectable) {
        public Device {
            ages = List.copyOf(ages);
            dropTimes = List.copyOf(dropTimes);
        }
    }

    /**
     * What happens to many devices of one hub at once, or to the hub's log.
     *
     * @param id         unique within the log
     * @param pattern    {@code mass} or {@code feed}
     * @param cause      such as {@code hub_transient}, {@code sas_echo}, {@code feed_gap}
     * @param start      event time of its first drop, or of the first moment without log
     * @param end        event time from which no more devices drop of it, or from which the log flows again
     * @param recovered  event time at which nearly all are back; equal to {@code end} where nobody drops
     * @param cohortKey  {@code network}, {@code sdk}, {@code protocol} or {@code auth}; empty if it is the whole hub
     * @param cohortValue as DESIGN 5 writes it; empty if it is the whole hub
     * @param drops      devices that drop of it
     * @param scope      devices of the hub, or of the cohort, connected just before
     * @param detectable whether a fair judge must find it; the others may be found, and are no false alarms
     */
    public record Incident(
            String id,
            String hub,
            String pattern,
            String cause,
            Instant start,
            Instant end,
            Instant recovered,
            String cohortKey,
            String cohortValue,
            int drops,
            int scope,
            boolean detectable) {}
}
