package io.dropsight.detect.hub;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.EchoTest;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waves of expiring tokens: those that were recognised, those that were forecast, and the ticking off of what came. Part
 * of {@link MassIncidents}.
 *
 * <p>A wave is told only if its devices connected while an incident's devices came back: tokens of a fleet that is in
 * step for another reason, or not at all, end without an echo.
 */
final class EchoLog {
    private static final long KNOWN_SECONDS = 26 * 3600;
    private static final long JOIN_SECONDS = 15 * 60;
    /** By then after its last drop, or its last refused connect, most devices of an incident are back. */
    private static final long RETURN_SECONDS = 10 * 60;
    /** An incident that took a large part of the lifetime leaves no step behind. */
    private static final double LONGEST_SHARE = 0.4;

    private static final long FORECAST_SECONDS = 600;
    private static final double CAME_SHARE = 0.3;
    private static final int LEAST = 4;
    /** Of drops just heard of more must have come than will have to be there once they have settled. */
    private static final double SURE = 1.25;

    private static final double CONFIDENCE = 0.9;

    /** Fewer drop together every day. */
    private static final double LEAST_FORECAST_SHARE = 0.01;

    private final IncidentLog log;
    private final FleetBook fleet;
    private final Expectations expectations;
    private final DoubleSupplier explainedPerMinute;

    /** Begins an incident. */
    private final Beginner beginner;

    @FunctionalInterface
    interface Beginner {
        MassIncident begin(long stamp, Cause cause, long onset, long last);
    }

    /** @param explainedPerMinute usual foretold drops of the hub */
    EchoLog(
            IncidentLog log,
            FleetBook fleet,
            Expectations expectations,
            DoubleSupplier explainedPerMinute,
            Beginner beginner) {
        this.log = log;
        this.fleet = fleet;
        this.expectations = expectations;
        this.explainedPerMinute = explainedPerMinute;
        this.beginner = beginner;
    }

    /** Whether a drop repeats the session of a wave that was recognised within a day. */
    boolean isEcho(DropFact fact) {
        return fact.sessionSeconds() != 0
                && fact.traits().auth() != Auth.X509
                && log.any(it -> it.isEcho()
                        && it.age > 0
                        && Math.abs(fact.at() - it.last) <= KNOWN_SECONDS
                        && Math.abs(fact.sessionSeconds() - it.age) <= it.tolerance);
    }

    private static boolean isWithin(DropFact fact, MassIncident source) {
        return (source.cohort == null || fact.traits().isIn(source.cohort))
                && isWithin(fact.at() - fact.sessionSeconds(), fact.sessionSeconds(), source);
    }

    private static boolean isWithin(long connect, double session, MassIncident source) {
        long from = source.onset - 60;
        long to = Math.max(source.last, source.lastRefused) + RETURN_SECONDS;
        return connect >= from && connect <= to && to - from <= LONGEST_SHARE * session + 2 * RETURN_SECONDS;
    }

    private @Nullable MassIncident openAt(long at, long connect) {
        return log.last(it -> it.open
                && it.isEcho()
                && at >= it.onset - JOIN_SECONDS
                && at <= it.last + JOIN_SECONDS
                && connect >= it.connectedFrom
                && connect <= it.connectedTo);
    }

    /**
     * A foretold drop: part of an open wave, or a tick behind a forecast.
     *
     * @return the wave that it begins, if any
     */
    @Nullable
    MassIncident hear(DropFact fact) {
        boolean fresh = fact.kind() == DropFact.Kind.FRESH;
        long connect = fact.at() - fact.sessionSeconds();
        if (fact.sessionSeconds() == 0 || fact.habit() == DropFact.Habit.REPEATED) {
            return null;
        }
        MassIncident wave = openAt(fact.at(), connect);
        if (wave != null) {
            wave.echoFresh += fresh ? 1 : 0;
            wave.echoSettled += fresh ? 0 : 1;
            if (!fresh) {
                wave.settled.add(BurstList.deviceOf(fact.device()), fact.at(), fact.sessionSeconds(), 1);
            }
            wave.dropped = Math.max(wave.echoFresh, wave.echoSettled);
            wave.last = Math.max(wave.last, fact.at());
            wave.quiet = 0;
            wave.list(List.of(BurstList.deviceOf(fact.device())));
            log.touch(wave);
            return null;
        }
        MassIncident source = log.last(it ->
                it.forecastAt != 0 && Math.abs(fact.at() - it.forecastAt) <= FORECAST_SECONDS && isWithin(fact, it));
        if (source == null) {
            return null;
        }
        if (fresh) {
            source.forecastHits++;
        } else {
            source.ahead.add(BurstList.deviceOf(fact.device()), fact.at(), fact.sessionSeconds(), 1);
        }
        log.touch(source);
        double needed = needed(source);
        boolean came = source.ahead.count >= needed || source.forecastHits >= SURE * needed + 2;
        if (source.forecastDone || !came) {
            return null;
        }
        source.forecastDone = true;
        MassIncident echo =
                beginner.begin(fact.stamp(), Cause.SAS_ECHO, Math.min(fact.at(), source.forecastAt), fact.at());
        echo.echoFresh = Math.max(source.forecastHits, source.ahead.count);
        echo.settled = source.ahead;
        source.ahead = new Tally();
        source.forecastHits = 0;
        echo.dropped = echo.echoFresh;
        echo.foretold = true;
        follow(echo, source);
        echo.list(List.of(BurstList.deviceOf(fact.device())));
        return echo;
    }

    /** The wave that is foretold next and has not come; null if there is none. */
    @Nullable
    MassIncident next(long now) {
        return log.matching(it -> it.forecastAt + FORECAST_SECONDS >= now && !it.forecastDone).stream()
                .min(Comparator.comparingLong(it -> it.forecastAt))
                .orElse(null);
    }

    /** A third of what was forecast, and more than those who happen to have connected then. */
    private double needed(MassIncident source) {
        double window = (Math.max(source.last, source.lastRefused) + RETURN_SECONDS - source.onset + 60) / 60.0;
        double usual = explainedPerMinute.getAsDouble() * Math.min(window, 2 * FORECAST_SECONDS / 60.0);
        return Math.max(LEAST, source.forecastDevices * CAME_SHARE) + usual + 4 * Math.sqrt(usual);
    }

    private static void follow(MassIncident echo, MassIncident source) {
        echo.connectedFrom = source.onset - 60;
        echo.connectedTo = Math.max(source.last, source.lastRefused) + RETURN_SECONDS;
        echo.confidence = CONFIDENCE;
    }

    /**
     * A burst was recognised as tokens that end together.
     *
     * @return the wave, if it is a new one that is to be told
     */
    @Nullable
    MassIncident open(long stamp, EchoTest.Echo echo) {
        List<BurstFact> members = echo.members();
        long first = members.stream().mapToLong(BurstFact::at).min().orElseThrow();
        long last = members.stream().mapToLong(BurstFact::at).max().orElseThrow();
        long[] connects = members.stream()
                .mapToLong(fact -> fact.at() - fact.sessionSeconds())
                .sorted()
                .toArray();
        long connect = connects[connects.length / 2];
        MassIncident known = openAt(first, connect);
        MassIncident source =
                log.last(it -> it.version > 0 && it.onset < first && isWithin(connect, echo.seconds(), it));
        MassIncident it = known != null
                ? known
                : source == null
                        ? log.begin(Cause.SAS_ECHO, first, last)
                        : beginner.begin(stamp, Cause.SAS_ECHO, first, last);
        it.age = it.age == 0 ? echo.seconds() : it.age;
        it.tolerance = Math.max(it.tolerance, echo.tolerance());
        it.last = Math.max(it.last, last);
        it.echoFresh += members.stream().mapToInt(BurstFact::weight).sum();
        it.echoSettled += members.stream()
                .filter(BurstFact::settled)
                .mapToInt(BurstFact::weight)
                .sum();
        it.dropped = Math.max(it.echoFresh, it.echoSettled);
        it.list(members.stream().map(BurstFact::device).toList());
        members.stream()
                .filter(BurstFact::settled)
                .forEach(fact -> it.settled.add(fact.device(), fact.at(), fact.sessionSeconds(), fact.weight()));
        it.examples = MassWording.examples(members);
        log.touch(it);
        if (known != null) {
            return null;
        }
        if (source == null) {
            it.open = false; // in step for another reason: remembered, not told
            return null;
        }
        follow(it, source);
        return it;
    }

    /** When its devices will drop together again: by their own verdicts, or by the age that the wave itself showed. */
    void forecast(MassIncident it) {
        Expectations.Wave wave = expectations.waveAfter(
                it.onset - MassIncident.BEFORE_SECONDS,
                Math.max(it.last, it.lastRefused) + MassIncident.AFTER_SECONDS,
                it.isEcho());
        if (wave == null && it.isEcho() && it.age > 0) {
            wave = new Expectations.Wave(it.onset + Math.round(it.age), Math.max(1, it.dropped));
        }
        if (wave != null && wave.at() > it.resolvedAt && wave.devices() >= LEAST_FORECAST_SHARE * fleet.size()) {
            it.forecastAt = wave.at();
            it.forecastDevices = wave.devices();
        }
    }
}
