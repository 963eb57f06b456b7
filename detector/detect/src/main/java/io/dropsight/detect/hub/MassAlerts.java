package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.model.Alert;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says what a mass incident is, version by version. */
final class MassAlerts {
    /** Windows a day that are about independent, times the series that a hub usually has. */
    private static final double LOOKS_A_DAY = 1_152 * 20;

    private final String hub;
    private final FleetBook fleet;
    private final FeedState feed;
    private final HubOutput output;

    MassAlerts(String hub, FleetBook fleet, FeedState feed, HubOutput output) {
        this.hub = hub;
        this.fleet = fleet;
        this.feed = feed;
        this.output = output;
    }

    void publish(MassIncident it, long stamp) {
        it.version++;
        it.publishedAtMillis = stamp;
        it.publishedDropped = it.dropped;
        it.publishedState = it.state();
        output.alert(toAlert(it));
    }

    private Alert toAlert(MassIncident it) {
        double scope = Math.max(1, Math.max(it.before(), it.dropped));
        List<Alert.Alternative> alternatives = it.alternative == it.cause
                ? List.of()
                : List.of(new Alert.Alternative(it.alternative, (1 - it.confidence) * 0.8));
        return new Alert(
                it.alertId,
                it.version,
                it.open ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(it.publishedAtMillis),
                hub,
                Pattern.MASS,
                it.cause,
                it.confidence,
                alternatives,
                new Alert.Scope(it.told, it.dropped, it.devices),
                EventTime.toInstant(it.onset),
                Instant.ofEpochMilli(it.detectedAtMillis),
                EventTime.toInstant(Math.max(it.last, it.lastRefused)),
                it.open ? null : EventTime.toInstant(it.resolvedAt),
                null,
                new Alert.Mass(
                        it.dropped,
                        it.before(),
                        Math.min(1, it.dropped / scope),
                        it.lift,
                        it.codes.serverShare(),
                        it.endedAt == 0 ? null : EventTime.toInstant(it.endedAt)),
                it.forecastAt == 0 ? null : new Alert.Forecast(EventTime.toInstant(it.forecastAt), it.forecastDevices),
                fleet.told(),
                MassWording.evidence(it),
                Advice.on(it.cause),
                falseAlarmProbability(it),
                new Alert.Feed(Duration.ofSeconds(it.lagSeconds), feed.isBlind()));
    }

    /** That a healthy hub shows such a count in a day. */
    private static double falseAlarmProbability(MassIncident it) {
        double bound = Math.max(1e-12, Math.min(1, LOOKS_A_DAY * Math.exp(-it.evidence)));
        return new BigDecimal(bound).round(new MathContext(2)).doubleValue();
    }
}
