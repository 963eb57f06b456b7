package io.dropsight.simulator.score;

import io.dropsight.simulator.Truth;
import io.dropsight.simulator.score.Scorer.AlertCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Forecasts of echoes against the echoes that came; the rules are {@link Scorer}'s. */
final class ForecastScorer {
    static final Duration TOLERANCE = Duration.ofMinutes(3);
    private static final double COUNT_TOLERANCE = 0.3;
    /** What is expected for about the same time is one forecast, made more exact from version to version. */
    private static final Duration SAME = Duration.ofMinutes(10);

    private final Truth truth;
    private final CardWriter card;

    ForecastScorer(Truth truth, CardWriter card) {
        this.truth = truth;
        this.card = card;
    }

    private record Forecast(String hub, Instant at, int devices, Instant madeAt) {}

    /** @return ids of the incidents that were foretold rightly */
    Set<String> score(List<AlertCase> cases) {
        Set<String> foretold = new HashSet<>();
        for (AlertCase it : cases) {
            for (Forecast forecast : forecasts(it)) {
                judge(forecast, foretold);
            }
        }
        return foretold;
    }

    /** The last version in time of each forecast of an alert. */
    private static List<Forecast> forecasts(AlertCase alert) {
        List<Forecast> forecasts = new ArrayList<>();
        Forecast before = null;
        for (ScoredAlert version : alert.versions()) {
            Instant at = version.forecastAt();
            Integer devices = version.forecastDevices();
            if (at == null || devices == null || version.at().isAfter(at)) {
                continue; // told when it had come: no forecast any more
            }
            if (before != null && distance(before.at(), at).compareTo(SAME) <= 0) {
                forecasts.remove(forecasts.size() - 1);
            }
            before = new Forecast(version.hub(), at, devices, version.at());
            forecasts.add(before);
        }
        return forecasts;
    }

    private void judge(Forecast forecast, Set<String> foretold) {
        if (forecast.at().isAfter(truth.to().minus(TOLERANCE))) {
            return;
        }
        Truth.Incident nearest = truth.incidents().stream()
                .filter(it -> it.cause().equals("sas_echo") && it.hub().equals(forecast.hub()))
                .min(Comparator.comparing(it -> distance(it.start(), forecast.at())))
                .orElse(null);
        boolean inTime =
                nearest != null && distance(nearest.start(), forecast.at()).compareTo(TOLERANCE) <= 0;
        Truth.Incident echo = inTime ? nearest : null;
        if (echo != null && !echo.detectable()) {
            return;
        }
        boolean right = echo != null
                && Math.abs(forecast.devices() / (double) Math.max(1, echo.drops()) - 1) <= COUNT_TOLERANCE;
        card.forecasts = card.forecasts.and(right);
        if (right && echo != null) {
            foretold.add(echo.id());
        } else {
            card.fault(
                    Fault.Kind.FORECAST,
                    CardWriter.Group.ECHO,
                    Texts.format(
                            "forecast: %d devices of %s at %s, told at %s; %s",
                            forecast.devices(),
                            forecast.hub(),
                            Texts.time(forecast.at()),
                            Texts.time(forecast.madeAt()),
                            nearest == null
                                    ? "no echo came"
                                    : Texts.format(
                                            "the nearest echo came at %s with %d",
                                            Texts.time(nearest.start()), nearest.drops())));
        }
    }

    static Duration distance(Instant a, Instant b) {
        return Duration.between(a, b).abs();
    }
}
