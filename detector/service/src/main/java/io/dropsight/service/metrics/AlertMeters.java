package io.dropsight.service.metrics;

import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was found, as the alert topic says it. */
final class AlertMeters {
    private final AlertBoard board;
    private final MultiGauge open;
    private final MultiGauge devices;
    private final Labels hubs = new Labels();
    /** Rows that were told once go on as zeros: one that vanishes would look like a scrape that failed. */
    private final Set<Tags> told = new LinkedHashSet<>();

    AlertMeters(AlertBoard board, MeterRegistry registry) {
        this.board = board;
        open = MultiGauge.builder("dropsight.alerts.open")
                .description("Open alerts")
                .register(registry);
        devices = MultiGauge.builder("dropsight.alerts.devices")
                .description("Devices in open alerts")
                .register(registry);
        board.listen((version, live) -> {
            synchronized (told) {
                told.add(tags(version));
            }
            if (live) {
                Counter.builder("dropsight.alerts.versions")
                        .description("Versions of alerts written since the start")
                        .tags(tags(version))
                        .tag("change", change(version))
                        .register(registry)
                        .increment();
            }
        });
    }

    /** Rows for the alerts that are open now; to be called before each scrape. */
    void refresh() {
        Map<Tags, Double> alerts = new HashMap<>();
        Map<Tags, Double> members = new HashMap<>();
        synchronized (told) {
            told.forEach(tags -> {
                alerts.put(tags, 0.0);
                members.put(tags, 0.0);
            });
        }
        for (AlertVersion alert : board.open()) {
            alerts.merge(tags(alert), 1.0, Double::sum);
            members.merge(tags(alert), (double) alert.deviceCount(), Double::sum);
        }
        open.register(rows(alerts), true);
        devices.register(rows(members), true);
    }

    private static List<MultiGauge.Row<?>> rows(Map<Tags, Double> values) {
        return values.entrySet().stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Tags tags(AlertVersion alert) {
        return Tags.of(
                "hub", hubs.of(alert.hub()),
                "pattern", alert.text("pattern"),
                "cause", alert.text("cause"),
                "severity", alert.text("severity"));
    }

    private static String change(AlertVersion version) {
        return !version.isOpen() ? "resolved" : version.version() == 1 ? "opened" : "updated";
    }
}
