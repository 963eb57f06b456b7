package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.model.Alert;
import java.util.List;
import java.util.Objects;

/** What the alert of a group of periodic devices says of them. */
final class PeriodicAlerts {
    private PeriodicAlerts() {}

    static void summarize(AlertGroup group, List<DeviceCase> now) {
        group.ageSeconds =
                Wording.median(now.stream().mapToDouble(c -> c.period).toArray());
        group.jitterSeconds =
                Wording.median(now.stream().mapToDouble(c -> c.mad).toArray());
        double[] returns = now.stream()
                .mapToDouble(c -> c.returnSeconds)
                .filter(r -> r >= 0)
                .toArray();
        group.returnSeconds = returns.length == 0 ? -1 : Wording.median(returns);
        group.matches = now.stream().mapToLong(c -> c.matches).sum();
        group.recent = now.stream().mapToLong(c -> c.recent).sum();
        group.unauthorized = now.stream().mapToLong(c -> c.unauthorized).sum();
        group.clean = now.stream().mapToLong(c -> c.clean).sum();
        group.nextExpected = now.stream()
                .map(PeriodicBook::next)
                .filter(Objects::nonNull)
                .mapToLong(EventTime::ofInstant)
                .min()
                .orElse(0);
        DeviceCase latest = now.get(0);
        for (DeviceCase it : now) {
            latest = it.lastMatch > latest.lastMatch ? it : latest;
        }
        group.alternatives = latest.alternative == group.cause
                ? List.of()
                : List.of(new Alert.Alternative(latest.alternative, (1 - group.confidence) * 0.8));
        group.example = Wording.example(latest.name(), latest.lastMatch, latest.lastSession);
    }

    static Alert.Periodic told(AlertGroup group) {
        return new Alert.Periodic(
                group.ageSeconds,
                group.jitterSeconds,
                TokenLifetime.of(group.cause, group.ageSeconds, group.jitterSeconds),
                group.open && group.nextExpected > 0 ? EventTime.toInstant(group.nextExpected) : null);
    }
}
