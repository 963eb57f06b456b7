package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what only the metric shows, version by version. */
final class MetricAlerts {
    private static final long MINUTE = 60_000;
    /** Of a healthy hub in a day, on the most seasonal real series tried: 0.1 in a week. */
    private static final double FALSE_A_DAY = 0.015;

    private final String hub;
    private final FleetBook fleet;
    private final FeedState feed;
    private final HubOutput output;

    MetricAlerts(String hub, FleetBook fleet, FeedState feed, HubOutput output) {
        this.hub = hub;
        this.fleet = fleet;
        this.feed = feed;
        this.output = output;
    }

    void publish(MetricIncident it, long stamp) {
        int lost = (int) Math.round(Math.max(0, it.lost()));
        long lag = Math.max(0, stamp - (it.last + 1) * MINUTE) / 1000;
        output.alert(new Alert(
                Ids.of(hub, Pattern.MASS.label(), "metric", it.from, it.ordinal),
                it.version,
                it.open ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(stamp),
                hub,
                Pattern.MASS,
                Cause.HUB_TRANSIENT,
                0.5,
                List.of(new Alert.Alternative(Cause.NETWORK_OUTAGE, 0.3)),
                new Alert.Scope(null, lost, List.of()),
                Instant.ofEpochMilli(it.from * MINUTE),
                Instant.ofEpochMilli(it.openedAt),
                Instant.ofEpochMilli(it.lowestAt * MINUTE),
                it.open ? null : Instant.ofEpochMilli(it.over * MINUTE),
                null,
                new Alert.Mass(
                        lost,
                        (int) Math.round(it.before),
                        it.depth(),
                        it.usual <= 0 ? 0 : it.depth() / it.usual,
                        0,
                        it.open ? null : Instant.ofEpochMilli(it.lowestAt * MINUTE)),
                null,
                fleet.told(),
                evidence(it, lost),
                Advice.on(Cause.HUB_TRANSIENT),
                FALSE_A_DAY,
                new Alert.Feed(Duration.ofSeconds(lag), feed.isBlind())));
    }

    private static List<String> evidence(MetricIncident it, int lost) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "the hub's own count of connected devices fell from %.0f to %.0f within %s: %d devices, %.1f %%",
                it.before,
                it.lowest,
                Wording.duration(60.0 * Math.max(1, it.lowestAt - it.from)),
                lost,
                100 * it.depth()));
        if (it.usual > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "the worst usual fall over as long a time in the last week was %.1f %%",
                    100 * it.usual));
        }
        lines.add(
                it.logKnown
                        ? "only the metric speaks: the hub's log has said nothing since; which devices, and why, is not"
                                + " known"
                        : "only the metric speaks: the hub has no connection log here; which devices, and why, is not"
                                + " known");
        switch (it.end) {
            case MetricIncident.RECOVERED -> lines.add("most of them are connected again");
            case MetricIncident.NEW_NORMAL -> lines.add("the count has been even for an hour: it is the new normal");
            case MetricIncident.EXPLAINED -> lines.add("the log tells of it by now, in an incident of its own");
            case MetricIncident.FORGOTTEN -> lines.add("the metric has not come for a day");
            default -> {}
        }
        return lines;
    }
}
