package io.dropsight.service;

import io.dropsight.kafka.FeedWriter;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Passes a feed on to Kafka and keeps, for the report, which devices each hub has shown. */
final class ReplayFeed implements FeedSink {
    /** Beyond this the number of devices is told as "at least". */
    private static final int MOST_COUNTED = 2_000_000;

    private final FeedWriter writer;
    private final Map<String, Set<Long>> devices = new TreeMap<>();
    private int counted;

    ReplayFeed(FeedWriter writer) {
        this.writer = writer;
    }

    @Override
    public void event(Instant arrival, long position, DiagnosticEvent event) {
        DeviceKey device = event.device();
        Set<Long> seen = devices.computeIfAbsent(device.hub(), h -> new HashSet<>());
        long id = (long) device.deviceId().hashCode() << 32
                | (31L * device.moduleId().hashCode() + device.deviceId().length()) & 0xFFFF_FFFFL;
        if (counted < MOST_COUNTED && seen.add(id)) {
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

    int devices(String hub) {
        Set<Long> seen = devices.get(hub);
        return seen == null ? 0 : seen.size();
    }
}
