package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.Timers;
import io.dropsight.detect.Traits;
import io.dropsight.detect.mass.MassCause;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to many devices of a hub at once, and its alert. Times are
 * {@link io.dropsight.detect.EventTime} seconds unless named millis.
 */
final class MassIncident extends Timers.Timed {
    /** A drop this much earlier than the first one that was noticed may belong to it, too. */
    static final long BEFORE_SECONDS = 90;

    static final long AFTER_SECONDS = 180;

    final String alertId;
    /** Of the hub's incidents so many. */
    int ordinal;

    /** When it is to be looked at again, ms of the arrival axis. */
    long dueMillis = Timers.NONE;

    Cause cause = Cause.HUB_TRANSIENT;
    Cause alternative = Cause.HUB_TRANSIENT;
    double confidence;
    boolean open = true;
    int version;
    /** Null for the whole hub. */
    @Nullable
    Cohort cohort;

    Alert.@Nullable Cohort told;
    long detectedAtMillis;
    long publishedAtMillis;
    int publishedDropped;
    int publishedState;
    long onset;
    /** Last drop of it, and last refused connect. */
    long last;

    long lastRefused;
    /** 0 while devices drop. */
    long endedAt;

    long resolvedAt;
    int checks;
    int quiet;
    int dropped;
    int refused;
    MassCause.Codes codes = MassCause.Codes.NONE;
    MassCause.Codes refusedCodes = MassCause.Codes.NONE;
    /** About so many devices were connected in its scope; 0 if that is not known. */
    int connectedBefore;

    /** Known devices of the hub that were not connected when it began. */
    int awayBefore;
    /** Devices that dropped without having been seen to connect: connected before, too. */
    int unseen;

    double expected;
    double lift;
    double evidence;
    double share;
    int windowMinutes;
    int lagSeconds;
    /** Of an echo: the age at which sessions end, and seconds around it. */
    double age;

    double tolerance;
    long forecastAt;
    int forecastDevices;
    /** Foretold drops that came at the time of the forecast. */
    int forecastHits;

    /** Of an echo: foretold drops heard of, and settled. */
    int echoFresh;

    int echoSettled;
    int returned = -1;
    /** Of a rollout: devices that came back with another version. */
    int moved;

    boolean becameNormal;
    /** Of an echo: whether it was forecast. */
    boolean foretold;

    /** Whether what was forecast has come. */
    boolean forecastDone;

    /** Of an echo: when its devices connected. */
    long connectedFrom;

    long connectedTo;

    /** Refused connects of an outage that have settled. */
    int settledRefused;

    MassCause.Codes settledCodes = MassCause.Codes.NONE;
    long settledLastRefused;
    /** Drops of an echo, or moves of a rollout, that have settled. */
    Tally settled = new Tally();
    /** Those that came as forecast, before they began a wave. */
    Tally ahead = new Tally();
    /** Of an echo: the age that is told, once it has settled. */
    double meanAge;

    List<String> devices = List.of();
    List<String> examples = List.of();
    int[] sample = {};

    MassIncident(String alertId) {
        this.alertId = alertId;
    }

    @Override
    protected long deadline() {
        return dueMillis;
    }

    boolean isEcho() {
        return cause == Cause.SAS_ECHO;
    }

    /** A burst that repeats earlier ones: remembered, never told. */
    boolean isSchedule() {
        return cause == Cause.SCHEDULED;
    }

    /** Something is wrong. */
    boolean isOutage() {
        return !isEcho() && !isSchedule() && !isRollout();
    }

    boolean isRollout() {
        return cause == Cause.ROLLOUT;
    }

    /** Whether a device's drop at this time is one of its. */
    boolean covers(Traits traits, long at) {
        return at >= onset - BEFORE_SECONDS
                && at <= Math.max(last, lastRefused) + AFTER_SECONDS
                && (cohort == null || traits.isIn(cohort));
    }

    /** Whether a minute's counts are its doing. */
    boolean coversMinute(long minute) {
        return minute >= (onset - BEFORE_SECONDS) / 60 && minute <= (Math.max(last, lastRefused) + AFTER_SECONDS) / 60;
    }

    /** Connected devices just before it, as far as the log tells. */
    int before() {
        return connectedBefore + unseen;
    }

    /** What is told at once when it changes. */
    int state() {
        int place = cohort == null ? 0 : 31 * cohort.kind().wire() + cohort.id();
        return ((place * 31 + cause.wire()) * 2 + (open ? 1 : 0)) * 2 + (endedAt != 0 ? 1 : 0);
    }

    /** Last drop or refused connect. */
    long end() {
        return Math.max(last, lastRefused);
    }

    /** Adds names; the first of them in their order are told. */
    void list(Collection<String> names) {
        devices = Tally.merged(devices, names);
    }

    /** A burst of less than 6 % of its scope proves little about what its devices have in common. */
    boolean isSmall() {
        return dropped < 0.06 * Math.max(1, before());
    }
}
