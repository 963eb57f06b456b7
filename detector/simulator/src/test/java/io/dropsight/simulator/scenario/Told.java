package io.dropsight.simulator.scenario;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A scenario's log, read back independently of how it was made. */
record Told(
        Truth truth, List<FeedMessage.Event> events, List<FeedMessage.Metric> metrics, List<DiagnosticEvent> sorted) {
    /** Nothing lost, late or doubled. */
    static Told easy(String name, long seed) {
        return of(ScenarioSpec.of(name, seed).withDifficulty(0));
    }

    static Told of(ScenarioSpec spec) {
        Simulation simulation = Scenarios.simulate(spec);
        List<FeedMessage.Event> events = new ArrayList<>();
        List<FeedMessage.Metric> metrics = new ArrayList<>();
        simulation.messages().forEach(message -> {
            if (message instanceof FeedMessage.Event event) {
                events.add(event);
            } else if (message instanceof FeedMessage.Metric metric) {
                metrics.add(metric);
            }
        });
        List<DiagnosticEvent> sorted = events.stream()
                .map(FeedMessage.Event::event)
                .sorted(Comparator.comparing(DiagnosticEvent::occurredAt))
                .toList();
        return new Told(simulation.truth(), events, metrics, sorted);
    }

    /** In the order of event time; those of one second as they arrived. */
    Stream<DiagnosticEvent> records() {
        return sorted.stream();
    }

    Map<DeviceKey, List<DiagnosticEvent>> byDevice() {
        Map<DeviceKey, List<DiagnosticEvent>> all = new HashMap<>();
        records().forEach(e -> all.computeIfAbsent(e.device(), key -> new ArrayList<>())
                .add(e));
        return all;
    }

    Truth.Incident incident(String id) {
        return truth.incidents().stream()
                .filter(incident -> incident.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no incident " + id + " among " + truth.incidents()));
    }

    static boolean isDisconnect(DiagnosticEvent event) {
        return event.operation() == Operation.DISCONNECT;
    }

    static boolean isAccepted(DiagnosticEvent event) {
        return event.operation() == Operation.CONNECT && !event.error();
    }

    static boolean isRefused(DiagnosticEvent event) {
        return event.operation() == Operation.CONNECT && event.error();
    }

    static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    /** Disconnects from start to end, a second more at each side. */
    List<DiagnosticEvent> dropsOf(Truth.Incident incident) {
        return records()
                .filter(Told::isDisconnect)
                .filter(e -> !e.occurredAt().isBefore(incident.start().minusSeconds(1))
                        && !e.occurredAt().isAfter(incident.end().plusSeconds(4)))
                .toList();
    }

    double connectedAt(Instant at) {
        return metrics.stream()
                .map(FeedMessage.Metric::sample)
                .filter(sample ->
                        !sample.at().isAfter(at) && sample.at().plusSeconds(60).isAfter(at))
                .mapToDouble(MetricSample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no point at " + at));
    }
}
