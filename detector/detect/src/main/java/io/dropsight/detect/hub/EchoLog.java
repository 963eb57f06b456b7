package io.dropsight.detect.hub;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.detect.mass.EchoTest;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waves of expiring tokens: those that were recognised, those that were forecast, and the ticking off of what came. Part
 * of {@link MassIncidents}.
 */
final class EchoLog {
    private static final long KNOWN_SECONDS = 26 * 3600;
    private static final long JOIN_SECONDS = 15 * 60;
    private static final long FORECAST_SECONDS = 300;
    private static final double CAME_SHARE = 0.3;
    private static final int LEAST = 4;
    private static final double CONFIDENCE = 0.9;

    private final IncidentLog log;

    /** Says a new incident. */
    private final Teller teller;

    @FunctionalInterface
    interface Teller {
        MassIncident begin(long stamp, Cause cause, long onset, long last);
    }

    EchoLog(IncidentLog log, Teller teller) {
        this.log = log;
        this.teller = teller;
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

    private @Nullable MassIncident openAt(long at) {
        return log.last(it -> it.open && it.isEcho() && at >= it.onset - JOIN_SECONDS && at <= it.last + JOIN_SECONDS);
    }

    /** A foretold drop: part of an open wave, or a tick behind a forecast. */
    @Nullable
    MassIncident hear(DropFact fact) {
        boolean fresh = fact.kind() == DropFact.Kind.FRESH;
        MassIncident wave = openAt(fact.at());
        if (wave != null) {
            wave.echoFresh += fresh ? 1 : 0;
            wave.echoSettled += fresh ? 0 : 1;
            wave.dropped = Math.max(wave.echoFresh, wave.echoSettled);
            if (fact.at() > wave.last && fact.at() <= wave.last + MassIncident.AFTER_SECONDS) {
                wave.last = fact.at();
                wave.quiet = 0;
            }
            wave.list(List.of(BurstList.deviceOf(fact.device())));
            log.touch(wave);
            return null;
        }
        if (!fresh) {
            return null;
        }
        MassIncident source =
                log.last(it -> it.forecastAt != 0 && Math.abs(fact.at() - it.forecastAt) <= FORECAST_SECONDS);
        if (source == null) {
            return null;
        }
        source.forecastHits++;
        log.touch(source);
        if (source.forecastHits != Math.max(LEAST, (int) (source.forecastDevices * CAME_SHARE))) {
            return null;
        }
        MassIncident echo =
                teller.begin(fact.stamp(), Cause.SAS_ECHO, Math.min(fact.at(), source.forecastAt), fact.at());
        echo.echoFresh = source.forecastHits;
        echo.dropped = echo.echoFresh;
        echo.foretold = true;
        echo.confidence = CONFIDENCE;
        echo.list(List.of(BurstList.deviceOf(fact.device())));
        return echo;
    }

    /** @return the wave if it is a new one */
    @Nullable
    MassIncident open(long stamp, EchoTest.Echo echo) {
        List<BurstFact> members = echo.members();
        long first = members.stream().mapToLong(BurstFact::at).min().orElseThrow();
        long last = members.stream().mapToLong(BurstFact::at).max().orElseThrow();
        MassIncident known = openAt(first);
        MassIncident it = known == null ? teller.begin(stamp, Cause.SAS_ECHO, first, last) : known;
        it.age = it.age == 0 ? echo.seconds() : it.age;
        it.tolerance = Math.max(it.tolerance, echo.tolerance());
        it.last = Math.max(it.last, last);
        it.echoFresh += members.stream().mapToInt(BurstFact::weight).sum();
        it.echoSettled += members.stream()
                .filter(BurstFact::settled)
                .mapToInt(BurstFact::weight)
                .sum();
        it.dropped = Math.max(it.echoFresh, it.echoSettled);
        it.confidence = CONFIDENCE;
        it.list(members.stream().map(BurstFact::device).toList());
        it.examples = MassWording.examples(members);
        log.touch(it);
        return known == null ? it : null;
    }
}
