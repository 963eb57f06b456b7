package io.dropsight.service.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.intake.SourceHealth;
import io.dropsight.service.health.Health;
import io.dropsight.service.health.Part;
import io.dropsight.service.http.EventStreams;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Route;
import io.dropsight.service.maintenance.Feedback;
import io.dropsight.service.maintenance.MaintenanceBoard;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.topology.FleetFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Every meter of this process, and the page that Prometheus scrapes. */
public final class Meters implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** What of Kafka Streams is shown: its own name, ours, and the meaning. */
    private static final List<String[]> STREAMS = List.of(
            new String[] {"commit-latency-avg", "dropsight.streams.commit.latency.seconds", "Mean time of a commit"},
            new String[] {"commit-rate", "dropsight.streams.commit.rate", "Commits a second"},
            new String[] {"process-rate", "dropsight.streams.process.rate", "Records processed a second"},
            new String[] {"process-latency-avg", "dropsight.streams.process.latency.seconds", "Mean time of a record"},
            new String[] {"punctuate-latency-avg", "dropsight.streams.punctuate.latency.seconds", "Mean time of a timer"
            },
            new String[] {
                "records-lag-max", "dropsight.streams.lag.records", "Records that wait in one partition, at most"
            },
            new String[] {
                "restore-remaining-records-total",
                "dropsight.streams.restore.remaining",
                "Records of the state still to be read"
            });

    private final PrometheusMeterRegistry registry = registry();
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final List<Runnable> refreshes = new CopyOnWriteArrayList<>();
    private final IntakeMeters intake = new IntakeMeters(registry);
    private final ConnectorMeters connectors = new ConnectorMeters(registry);
    private final SinkMeters sinks = new SinkMeters(registry);
    private final FleetMeters fleet = new FleetMeters(registry);

    /** @param version of the program */
    public Meters(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
        Gauge.builder("dropsight.info", () -> 1)
                .description("Always 1; its label is the version of the program")
                .tag("version", version)
                .register(registry);
    }

    private static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // Names that Prometheus' own check refuses: nanoseconds, and a count that is none of a histogram.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    public IntakeMeters intake() {
        return intake;
    }

    /** To be told how the fleets are. */
    public FleetFigures fleet() {
        return fleet;
    }

    public ConnectorMeters connectors() {
        return connectors;
    }

    public Route route() {
        return new Route("GET", "/metrics", true, request -> Reply.ok(TEXT, scrape().getBytes(UTF_8)));
    }

    /** The page of now. */
    public String scrape() {
        refreshes.forEach(Runnable::run);
        fleet.refresh();
        return registry.scrape();
    }

    public void alerts(AlertBoard board) {
        refreshes.add(new AlertMeters(board, registry)::refresh);
    }

    /** What operators said of alerts. */
    public void maintenance(MaintenanceBoard board, AlertBoard alerts) {
        for (Feedback.Verdict verdict : Feedback.Verdict.values()) {
            Gauge.builder("dropsight.feedback", board, it -> it.feedback(verdict))
                    .description("Alerts on which feedback was given, by what it says")
                    .tag("verdict", verdict.label())
                    .register(registry);
        }
        Gauge.builder("dropsight.alerts.suppressed", () -> alerts.open().stream()
                        .filter(alert -> board.silencing(alert, Instant.now()).isPresent())
                        .count())
                .description("Open alerts that a silence covers now")
                .register(registry);
    }

    public SinkMeters sinks() {
        return sinks;
    }

    public void budget(double falseAlerts) {
        Gauge.builder("dropsight.false.alert.budget", () -> falseAlerts)
                .description("False alerts in 10,000 device-days that the thresholds are made for")
                .register(registry);
    }

    public void listeners(EventStreams streams) {
        Gauge.builder("dropsight.http.streams", streams, EventStreams::open)
                .description("Clients that listen to /api/events")
                .register(registry);
    }

    /** One counter for each of the device stage's outcomes and the like. */
    public <T> void counter(String name, String help, String label, String value, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, of, count)
                .description(help)
                .tag(label, value.toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** The same without a label. */
    public <T> void counter(String name, String help, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, of, count).description(help).register(registry);
    }

    public void health(Health health) {
        MultiGauge parts = MultiGauge.builder("dropsight.part.up")
                .description("1 if a part is up, 0 if it waits, -1 if it failed")
                .register(registry);
        Labels names = new Labels();
        refreshes.add(() -> {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (Part part : health.parts()) {
                double value = part.state() == Part.State.UP ? 1 : part.state() == Part.State.WAITING ? 0 : -1;
                rows.add(MultiGauge.Row.of(Tags.of("part", names.of(part.name())), value));
            }
            parts.register(rows, true);
        });
        Gauge.builder("dropsight.ready", health, it -> it.isReady() ? 1 : 0)
                .description("1 if every part is up")
                .register(registry);
    }

    /** Lag of each partition of each source. */
    public void sources(Supplier<List<SourceHealth>> sources) {
        MultiGauge seconds = MultiGauge.builder("dropsight.source.lag.seconds")
                .description("How long ago the last delivered body was enqueued; 0 when caught up")
                .register(registry);
        MultiGauge records = MultiGauge.builder("dropsight.source.lag.records")
                .description("Bodies that wait in the source; absent where it is not known")
                .register(registry);
        Labels names = new Labels();
        refreshes.add(() -> {
            List<MultiGauge.Row<?>> lags = new ArrayList<>();
            List<MultiGauge.Row<?>> waiting = new ArrayList<>();
            for (SourceHealth source : sources.get()) {
                if (source.state() != SourceHealth.State.ELSEWHERE) {
                    Tags tags = Tags.of(
                            "source", names.of(source.partition().log()),
                            "partition", Integer.toString(source.partition().partition()));
                    lags.add(MultiGauge.Row.of(tags, source.lag().toMillis() / 1000.0));
                    if (source.lagRecords() >= 0) {
                        waiting.add(MultiGauge.Row.of(tags, source.lagRecords()));
                    }
                }
            }
            seconds.register(lags, true);
            records.register(waiting, true);
        });
    }

    /** A short list of what Kafka Streams measures about itself: of several threads or tasks the largest. */
    public void streams(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        for (String[] one : STREAMS) {
            double unit = one[1].endsWith("seconds") ? 1_000 : 1; // Kafka's times are milliseconds
            Gauge.builder(one[1], () -> largest(metrics.get(), one[0]) / unit)
                    .description(one[2])
                    .register(registry);
        }
    }

    private static double largest(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(entry -> entry.getValue().metricValue())
                .filter(value -> value instanceof Number)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
