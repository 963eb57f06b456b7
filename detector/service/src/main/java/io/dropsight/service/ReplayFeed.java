package io.dropsight.service;

import io.dropsight.files.LogSummary;
import io.dropsight.kafka.FeedWriter;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Passes a feed on to Kafka and keeps, for the report, which devices each hub has shown. */
final class ReplayFeed implements FeedSink {
    /** Beyond this no further devices are counted. */
    private static final int MOST_COUNTED = 2_000_000;

    private final FeedWriter writer;
    private final Map<String, Hub> hubs = new TreeMap<>();
    private int counted;

    ReplayFeed(FeedWriter writer) {
        this.writer = writer;
    }

    private static final class Hub {
        final Set<Long> devices = new HashSet<>();
        long connections;
    }

    @Override
    public void event(Instant arrival, long position, DiagnosticEvent event) {
        DeviceKey device = event.device();
        Hub hub = hubs.computeIfAbsent(device.hub(), h -> new Hub());
        hub.connections++;
        long id = (long) device.deviceId().hashCode() << 32
                | (31L * device.moduleId().hashCode() + device.deviceId().length()) & 0xFFFF_FFFFL;
        if (counted < MOST_COUNTED && hub.devices.add(id)) {
            counted++;
        }
        writer.event(arrival, position, event);
    }

    @Override
    public void metric(Instant arrival, long position, MetricSample sample) {
        writer.metric(arrival, position, sample);
    }

    @Override
    public void reject(Rejection rejection) {
        writer.reject(rejection);
    }

    /** Each hub of the summary with its devices; those that the summary takes together, together. */
    List<Seen.Hub> hubs(LogSummary read) {
        List<Seen.Hub> shown = new ArrayList<>();
        read.hubs().forEach((name, hub) -> {
            long connections = 0;
            long devices = 0;
            for (var entry : hubs.entrySet()) {
                boolean named = read.hubs().containsKey(entry.getKey());
                if (named ? entry.getKey().equals(name) : name.equals(LogSummary.OTHER_HUBS)) {
                    connections += entry.getValue().connections;
                    devices += entry.getValue().devices.size();
                }
            }
            shown.add(new Seen.Hub(name, hub.records(), connections, devices, hub.first(), hub.last()));
        });
        return shown;
    }
}
