package io.dropsight.simulator;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The truth about one device.
 *
 * @param cause              {@code sas_token_expiry}, {@code sas_token_renewal}, {@code idle_timeout}, {@code scheduled},
 *                           or empty if it is healthy
 * @param ages               how old its sessions grow, more than one if it draws one of them each time; of a token or
 *                           anchored clock the lag from one to the next. Empty if it is healthy
 * @param clock              what the ages count from; {@link Clock#SESSION} if it is healthy
 * @param auth               how it authenticates, also where the records do not say
 * @param expiries           periodic drops that the hub wrote in view, those lost on the way included; a drop counts
 *                           once however many records it writes. Not all of their sessions began in view
 * @param firstExpiry        event time of the first of them; null if there is none
 * @param foreignDropsPerDay rate of its other drops, clean ones included
 */
public record Label(
        DeviceKey device,
        Kind kind,
        String cause,
        List<Duration> ages,
        Clock clock,
        Auth auth,
        int expiries,
        @Nullable Instant firstExpiry,
        double foreignDropsPerDay) {
    public Label {
        ages = List.copyOf(ages);
    }

    /** What is to be found. */
    public enum Kind {
        HEALTHY,
        /** Its sessions end at an age, or its tokens at a lag. */
        PERIODIC,
        /** It drops at a time of the day or week. */
        SCHEDULED
    }

    /** What a device's periodic drops are timed by. */
    public enum Clock {
        /** A fixed time after each connect. */
        SESSION,
        /** A fixed time after the last expiry, whatever reconnects came between. */
        TOKEN,
        /** A time of the day or week: the session's age is the lag less the time that the device was down. */
        ANCHORED
    }
}
