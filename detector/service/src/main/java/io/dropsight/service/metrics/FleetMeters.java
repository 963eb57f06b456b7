package io.dropsight.service.metrics;

import io.dropsight.detect.device.DropKind;
import io.dropsight.detect.hub.HubLevel;
import io.dropsight.topology.FleetFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/** How the fleets are, as far as this instance has them: told by its stream threads, read at each scrape. */
final class FleetMeters implements FleetFigures {
    /** Ages, in minutes, at which sessions are known to end, with room around each, and round figures between. */
    private static final double[] AGES = DoubleStream.of(
                    1, 2, 5, 10, 15, 19, 21, 25, 30, 35, 40, 44, 46, 49, 51, 54, 56, 59, 61, 64, 66, 69, 71, 75, 90,
                    120, 180, 240, 360, 720, 1140, 1164, 1430, 1450, 2880)
            .map(minutes -> 60 * minutes)
            .toArray();

    private final MeterRegistry registry;
    private final Labels hubs = new Labels();
    private final Map<String, Hub> drops = new ConcurrentHashMap<>();
    private final Map<Integer, int[]> devices = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> signals = new ConcurrentHashMap<>();
    private final Map<Integer, Map<String, HubLevel>> levels = new ConcurrentHashMap<>();
    private final MultiGauge connected;
    private final MultiGauge known;
    private final MultiGauge lag;
    private final MultiGauge blind;
    private final MultiGauge forecastDevices;
    private final MultiGauge forecastAt;

    /** Meters of one hub's drops, found once. */
    private record Hub(Map<DropKind, Counter> kinds, DistributionSummary ages) {}

    FleetMeters(MeterRegistry registry) {
        this.registry = registry;
        connected =
                gauge("dropsight.hub.connected.devices", "Connected devices, by sessions or by the hub's own metric");
        known = gauge("dropsight.hub.known.devices", "Devices that the log has shown in two weeks");
        lag = gauge("dropsight.feed.lag.seconds", "Mean time that the records of the latest minute took to arrive");
        blind = gauge("dropsight.feed.blind", "1 while the log has a gap or is late, and verdicts wait");
        forecastDevices =
                gauge("dropsight.forecast.devices", "Devices foretold to drop together when their tokens end");
        forecastAt = gauge(
                "dropsight.forecast.timestamp.seconds",
                "When devices are foretold to drop together next, event time since 1970; 0 if they are not");
        Gauge.builder("dropsight.detector.devices", this, it -> it.sum(0))
                .description("Devices in the state of this instance")
                .register(registry);
        Gauge.builder("dropsight.detector.settling.records", this, it -> it.sum(1))
                .description("Records of this instance that wait to settle")
                .register(registry);
        Gauge.builder("dropsight.detector.signals.waiting", this, it -> it.signals.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .description("Signals of this instance that wait for the slowest partition")
                .register(registry);
    }

    private MultiGauge gauge(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private double sum(int which) {
        return devices.values().stream().mapToInt(counts -> counts[which]).sum();
    }

    @Override
    public void dropped(String hub, DropKind kind, long sessionSeconds) {
        Hub its = drops.get(hub);
        if (its == null) {
            its = meters(hub);
        }
        Counter counter = its.kinds().get(kind);
        if (counter != null) {
            counter.increment();
        }
        if (sessionSeconds > 0) {
            its.ages().record(sessionSeconds);
        }
    }

    /** Hubs beyond the bound share one entry, under the label that they share. */
    private Hub meters(String hub) {
        String label = hubs.of(hub);
        return drops.computeIfAbsent(label, name -> {
            Map<DropKind, Counter> kinds = new EnumMap<>(DropKind.class);
            for (DropKind kind : DropKind.values()) {
                kinds.put(
                        kind,
                        Counter.builder("dropsight.drops")
                                .description("Drops of devices, by what their record says")
                                .tag("hub", name)
                                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
            DistributionSummary ages = DistributionSummary.builder("dropsight.session.age")
                    .description("Age at which sessions ended")
                    .baseUnit("seconds")
                    .tag("hub", name)
                    .serviceLevelObjectives(AGES)
                    .register(registry);
            return new Hub(kinds, ages);
        });
    }

    @Override
    public void devices(int partition, int known, int settling) {
        devices.put(partition, new int[] {known, settling});
    }

    @Override
    public void level(int hubPartition, HubLevel level) {
        levels.computeIfAbsent(hubPartition, number -> new ConcurrentHashMap<>())
                .put(level.hub(), level);
    }

    @Override
    public void waiting(int hubPartition, int waiting) {
        signals.put(hubPartition, waiting);
    }

    @Override
    public void devicesLeft(int partition) {
        devices.remove(partition);
    }

    @Override
    public void hubsLeft(int hubPartition) {
        signals.remove(hubPartition);
        levels.remove(hubPartition);
    }

    /** Rows for the hubs that are judged here now; to be called before each scrape. */
    void refresh() {
        List<MultiGauge.Row<?>> connections = new ArrayList<>();
        List<MultiGauge.Row<?>> sizes = new ArrayList<>();
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> blinds = new ArrayList<>();
        List<MultiGauge.Row<?>> foretold = new ArrayList<>();
        List<MultiGauge.Row<?>> foretoldAt = new ArrayList<>();
        levels.values().stream().flatMap(each -> each.values().stream()).forEach(level -> {
            String label = hubs.of(level.hub());
            if (label.equals(level.hub())) { // figures of several hubs cannot share a row
                Tags hub = Tags.of("hub", label);
                connections.add(MultiGauge.Row.of(hub.and("from", "seen"), level.connected()));
                level.metric().ifPresent(count -> connections.add(MultiGauge.Row.of(hub.and("from", "metric"), count)));
                sizes.add(MultiGauge.Row.of(hub, level.known()));
                lags.add(MultiGauge.Row.of(hub, level.lagSeconds()));
                blinds.add(MultiGauge.Row.of(hub, level.blind() ? 1 : 0));
                foretold.add(MultiGauge.Row.of(hub, level.forecastDevices()));
                foretoldAt.add(MultiGauge.Row.of(hub, level.forecastAt()));
            }
        });
        connected.register(connections, true);
        known.register(sizes, true);
        lag.register(lags, true);
        blind.register(blinds, true);
        forecastDevices.register(foretold, true);
        forecastAt.register(foretoldAt, true);
    }
}
