package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.model.Alert;
import java.util.Arrays;
import java.util.List;

/** What the alert of a group of periodic devices says of them. */
final class PeriodicAlerts {
    private PeriodicAlerts() {}

    static void summarize(AlertGroup group, List<DeviceCase> now) {
        double[] ages = new double[now.size()];
        double[] jitters = new double[now.size()];
        double[] returns = new double[now.size()];
        int n = 0;
        int returned = 0;
        long next = Long.MAX_VALUE;
        group.matches = 0;
        group.recent = 0;
        group.unauthorized = 0;
        group.clean = 0;
        DeviceCase latest = now.get(0);
        for (DeviceCase it : now) {
            ages[n] = it.period;
            jitters[n++] = it.mad;
            if (it.returnSeconds >= 0) {
                returns[returned++] = it.returnSeconds;
            }
            group.matches += it.matches;
            group.recent += it.recent;
            group.unauthorized += it.unauthorized;
            group.clean += it.clean;
            next = Math.min(next, PeriodicBook.nextSecond(it));
            latest = it.lastMatch > latest.lastMatch ? it : latest;
        }
        group.ageSeconds = Wording.median(ages);
        group.jitterSeconds = Wording.median(jitters);
        group.returnSeconds = returned == 0 ? -1 : Wording.median(Arrays.copyOf(returns, returned));
        group.nextExpected = next == Long.MAX_VALUE ? 0 : next;
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
