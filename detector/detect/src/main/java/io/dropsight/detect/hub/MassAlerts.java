package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.metric.Dip;
import io.dropsight.model.Alert;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a mass incident is, version by version. */
final class MassAlerts {
    /** What a second witness adds to the confidence. */
    private static final double WITNESSED = 0.1;

    private static final double MOST_CONFIDENCE = 0.98;
    /** Windows a day that are about independent, times the series that a hub usually has. */
    private static final double LOOKS_A_DAY = 1_152 * 20;

    private final String hub;
    private final FleetBook fleet;
    private final FeedState feed;
    private final HubOutput output;
    private final Witness witness;

    MassAlerts(String hub, FleetBook fleet, FeedState feed, Witness witness, HubOutput output) {
        this.witness = witness;
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
        Dip dip = dip(it);
        return new Alert(
                it.alertId,
                it.version,
                it.open ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(it.publishedAtMillis),
                hub,
                Pattern.MASS,
                it.cause,
                Math.min(MOST_CONFIDENCE, it.confidence + (dip == null ? 0 : WITNESSED)),
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
                evidence(it, dip),
                Advice.on(it.cause),
                falseAlarmProbability(it),
                new Alert.Feed(Duration.ofSeconds(it.lagSeconds), feed.isBlind()));
    }

    /** Of an outage of the whole hub what its own count of connected devices says; it does not see single sites. */
    private @Nullable Dip dip(MassIncident it) {
        return it.isOutage() && it.cohort == null
                ? witness.dipAt(EventTime.toMillis(it.onset) / 60_000).orElse(null)
                : null;
    }

    private static List<String> evidence(MassIncident it, @Nullable Dip dip) {
        List<String> lines = new ArrayList<>(MassWording.evidence(it));
        if (dip != null) {
            // without numbers: which clean disconnects are left out follows the order in which records came
            lines.add("the hub's own count of connected devices fell at the same time");
        }
        return lines;
    }

    /** That a healthy hub shows such a count in a day. */
    private static double falseAlarmProbability(MassIncident it) {
        double bound = Math.max(1e-12, Math.min(1, LOOKS_A_DAY * Math.exp(-it.evidence)));
        return new BigDecimal(bound).round(new MathContext(2)).doubleValue();
    }
}
