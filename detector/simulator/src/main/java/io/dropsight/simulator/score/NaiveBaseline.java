package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a competent operator would write in an afternoon, to be judged beside the detector:
 *
 * <ul>
 *   <li><b>periodic</b>: the gaps between a device's last {@value NaiveDevice#MOST_DROPS} drops with code 404104, at
 *       least {@value NaiveDevice#LEAST_DROPS} of them, have a median absolute deviation of at most 10 % of their
 *       median. Always called {@code sas_token_expiry}; over after four periods without a drop.
 *   <li><b>random</b>: {@value NaiveDevice#RANDOM_DROPS} error drops within 24 hours on a device that is not called
 *       periodic. Always called {@code network_loss}; over after 24 hours without a drop.
 *   <li><b>mass</b>: as many error drops of a hub in a minute of event time as {@value #LEAST_MASS} or 2 % of the
 *       devices seen so far, whichever is more. Always called {@code hub_transient}, of the whole hub; over after 15
 *       minutes without such a minute.
 *   <li><b>the vendor's filter</b>, if wanted: a disconnect that is followed by a connect within 60 seconds is ignored.
 *       What is left counts 90 seconds after its arrival, for a connect takes its time to arrive, too.
 * </ul>
 *
 * <p>Records of a device within 10 seconds are one drop. It knows no feed, and tells every verdict by itself. Event time and arrivals alone; each run is of its own.
 */
public final class NaiveBaseline {
    static final int LEAST_MASS = 5;
    private static final double MASS_SHARE = 0.02;
    private static final Duration MASS_QUIET = Duration.ofMinutes(15);
    private static final Duration MINUTES_KEPT = Duration.ofHours(2);
    private static final Duration BACK_SOON = Duration.ofSeconds(60);
    /** A connect takes its time to arrive. */
    private static final Duration WAIT = Duration.ofSeconds(90);

    private final boolean filter;
    private final Map<DeviceKey, NaiveDevice> devices = new LinkedHashMap<>();
    private final Map<String, Hub> hubs = new LinkedHashMap<>();
    /** Drops that the vendor's filter may still take away, in order of their deadlines. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private final List<ScoredAlert> alerts = new ArrayList<>();
    private Instant latest = Instant.MIN;

    private record Waiting(DiagnosticEvent drop, Instant deadline) {}

    private NaiveBaseline(boolean filter) {
        this.filter = filter;
    }

    /** @param vendorFilter whether a disconnect followed by a connect within 60 seconds is ignored */
    public static ScoredFindings run(Simulation simulation, boolean vendorFilter) {
        try (Stream<FeedMessage> messages = simulation.messages()) {
            return new NaiveBaseline(vendorFilter).read(messages);
        }
    }

    private ScoredFindings read(Stream<FeedMessage> messages) {
        messages.forEach(message -> {
            if (message instanceof FeedMessage.Event event) {
                take(event.event(), event.arrival().at());
            }
        });
        release(Instant.MAX);
        hubs.forEach((name, hub) -> hub.finish());
        List<ScoredVerdict> verdicts = devices.values().stream()
                .map(device -> device.finish(latest))
                .flatMap(Collection::stream)
                .toList();
        return new ScoredFindings(alerts, verdicts);
    }

    private void take(DiagnosticEvent event, Instant arrival) {
        release(arrival);
        latest = event.occurredAt().isAfter(latest) ? event.occurredAt() : latest;
        NaiveDevice device = devices.get(event.device());
        if (device == null) {
            device = new NaiveDevice(event.device());
            devices.put(event.device(), device);
            hub(event).seen++;
        }
        hub(event).newest(event.occurredAt());
        device.newest(event.occurredAt());
        boolean drop = event.operation() == Operation.DISCONNECT && event.error();
        if (event.operation() == Operation.CONNECT && !event.error()) {
            waiting.removeIf(it -> it.drop().device().equals(event.device()) && isSoonAfter(it.drop(), event));
        } else if (drop && filter) {
            waiting.add(new Waiting(event, arrival.plus(WAIT)));
        } else if (drop) {
            count(event, arrival);
        }
    }

    private static boolean isSoonAfter(DiagnosticEvent drop, DiagnosticEvent connect) {
        Duration away = Duration.between(drop.occurredAt(), connect.occurredAt());
        return !away.isNegative() && away.compareTo(BACK_SOON) <= 0;
    }

    private void release(Instant now) {
        for (Waiting first = waiting.peek(); first != null && !first.deadline().isAfter(now); first = waiting.peek()) {
            waiting.remove();
            count(first.drop(), first.deadline());
        }
    }

    private void count(DiagnosticEvent drop, Instant at) {
        NaiveDevice device = devices.get(drop.device());
        if (device != null && device.drop(drop, at)) {
            hub(drop).count(drop.occurredAt(), at);
        }
    }

    private Hub hub(DiagnosticEvent event) {
        return hubs.computeIfAbsent(event.device().hub(), Hub::new);
    }

    /** The drops of one hub by minutes. */
    private final class Hub {
        private final String name;
        private final Map<Instant, Integer> minutes = new HashMap<>();
        private int seen;
        private Instant newest = Instant.MIN;
        private @Nullable ScoredAlert open;
        private int drops;

        Hub(String name) {
            this.name = name;
        }

        void newest(Instant occurredAt) {
            newest = occurredAt.isAfter(newest) ? occurredAt : newest;
            ScoredAlert it = open;
            if (it != null && newest.isAfter(it.lastSeenAt().plus(MASS_QUIET))) {
                Instant end = it.lastSeenAt().plus(MASS_QUIET);
                alerts.add(version(it, "resolved", it.lastSeenAt(), end, end.isAfter(it.at()) ? end : it.at()));
                open = null;
            }
        }

        void finish() {
            newest(latest);
            if (open != null && open.version() > 1) { // told as opened, not as it went on
                alerts.add(open);
            }
        }

        void count(Instant occurredAt, Instant at) {
            Instant minute = Instant.ofEpochSecond(occurredAt.getEpochSecond() / 60 * 60);
            minutes.keySet().removeIf(old -> old.isBefore(newest.minus(MINUTES_KEPT)));
            int sum = minutes.merge(minute, 1, Integer::sum);
            if (sum < Math.max(LEAST_MASS, MASS_SHARE * seen)) {
                return;
            }
            ScoredAlert it = open;
            if (it == null) {
                drops = sum;
                it = new ScoredAlert(
                        name + "/mass/" + at,
                        1,
                        "open",
                        "mass",
                        "hub_transient",
                        "critical",
                        name,
                        "",
                        "",
                        drops,
                        List.of(),
                        minute,
                        at,
                        occurredAt,
                        null,
                        at,
                        null,
                        null);
                alerts.add(it);
                open = it;
            } else {
                drops++;
                Instant last = occurredAt.isAfter(it.lastSeenAt()) ? occurredAt : it.lastSeenAt();
                open = version(it, "open", last, null, at); // told when it is over: a version a drop would be thousands
            }
        }

        private ScoredAlert version(
                ScoredAlert it, String status, Instant lastSeen, @Nullable Instant resolvedAt, Instant at) {
            return new ScoredAlert(
                    it.alertId(),
                    2,
                    status,
                    it.pattern(),
                    it.cause(),
                    it.severity(),
                    it.hub(),
                    it.cohortKey(),
                    it.cohortValue(),
                    drops,
                    it.devices(),
                    it.onset(),
                    it.detectedAt(),
                    lastSeen,
                    resolvedAt,
                    at,
                    it.forecastAt(),
                    it.forecastDevices());
        }
    }
}
