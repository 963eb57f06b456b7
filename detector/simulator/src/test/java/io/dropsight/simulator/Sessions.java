package io.dropsight.simulator;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sessions of a log that lost nothing, read back independently of how they were made. */
final class Sessions {
    private Sessions() {}

    /**
     * One drop with what came before and after.
     *
     * @param connectedAt null if it was before the log
     * @param backAt      null if it is after the log
     */
    record Drop(
            @Nullable Instant connectedAt,
            Instant at,
            List<Integer> codes,
            @Nullable Instant backAt) {
        double age() {
            return connectedAt == null ? Double.NaN : seconds(Duration.between(connectedAt, at));
        }

        double down() {
            return backAt == null ? Double.NaN : seconds(Duration.between(at, backAt));
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** A device as it is and as its log shows it. */
    record Told(Label label, List<Drop> drops) {
        /** Of the sessions that are in the log from end to end. */
        List<Double> ages() {
            return drops.stream().map(Drop::age).filter(age -> !age.isNaN()).toList();
        }
    }

    /** Of all devices; needs fraction digits, so that event times hardly tie. */
    static List<Told> of(Fleet fleet) {
        Map<DeviceKey, List<DiagnosticEvent>> byDevice = fleet.records()
                .map(SimulatedRecord::event)
                .collect(Collectors.groupingBy(DiagnosticEvent::device, Collectors.toCollection(ArrayList::new)));
        return fleet.labels().stream()
                .map(label -> new Told(label, ofOne(byDevice.getOrDefault(label.device(), new ArrayList<>()))))
                .toList();
    }

    private static List<Drop> ofOne(List<DiagnosticEvent> events) {
        events.sort(Comparator.comparing(DiagnosticEvent::occurredAt));
        List<Drop> drops = new ArrayList<>();
        Instant connectedAt = null;
        Instant droppedAt = null;
        List<Integer> codes = new ArrayList<>();
        for (DiagnosticEvent event : events) {
            boolean refused = event.operation() == Operation.CONNECT && event.error();
            if (event.operation() == Operation.DISCONNECT || refused) {
                if (droppedAt == null && !refused) {
                    droppedAt = event.occurredAt();
                }
                codes.add(event.code());
            } else {
                if (droppedAt != null) {
                    drops.add(new Drop(connectedAt, droppedAt, List.copyOf(codes), event.occurredAt()));
                }
                connectedAt = event.occurredAt();
                droppedAt = null;
                codes.clear();
            }
        }
        if (droppedAt != null) {
            drops.add(new Drop(connectedAt, droppedAt, List.copyOf(codes), null));
        }
        return drops;
    }
}
