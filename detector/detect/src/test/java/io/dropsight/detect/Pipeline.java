package io.dropsight.detect;

import io.dropsight.detect.device.DevicePartition;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.detect.hub.HubOutput;
import io.dropsight.detect.hub.HubPartition;
import io.dropsight.detect.periodic.PeriodicConfig;
import io.dropsight.model.Alert;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Both stages in memory, with any number of device partitions: the detector without Kafka. */
public final class Pipeline implements HubOutput {
    private static final long STEP_MILLIS = 60_000;

    private final List<DevicePartition> partitions = new ArrayList<>();
    private final long[] told;
    public final MemoryStore states = new MemoryStore();
    public final MemoryStore settling = new MemoryStore();
    public final MemoryStore book = new MemoryStore();
    private final HubPartition hubs;
    private long arrival = Long.MIN_VALUE;

    public final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    /** Every verdict, first and last version, by id. */
    public final Map<String, Verdict> first = new LinkedHashMap<>();

    public final Map<String, Verdict> last = new LinkedHashMap<>();
    public final List<Alert> alerts = new ArrayList<>();
    public int brokenPromises;
    public int ends;
    public int signals;

    public Pipeline(int count, PeriodicConfig config) {
        told = new long[count];
        hubs = new HubPartition(count, new MemoryStore(), book, new MemoryStore(), config, this);
        for (int i = 0; i < count; i++) {
            // One store serves all partitions: their devices are different ones.
            partitions.add(new DevicePartition(
                    i == 0 ? states : new MemoryStore(), i == 0 ? settling : new MemoryStore(), new Output()));
        }
    }

    private final class Output implements DevicePartition.Output {
        @Override
        public void signal(Signal signal) {
            signals++;
            hubs.signal(signal.device().text().getBytes(StandardCharsets.UTF_8), signal.write());
        }

        @Override
        public void count(Outcome outcome) {
            outcomes.merge(outcome, 1, Integer::sum);
        }

        @Override
        public void refuse(DiagnosticEvent event, Outcome why) {}
    }

    public void event(Instant at, DiagnosticEvent event) {
        arrival = Math.max(arrival, at.toEpochMilli());
        int partition = Math.floorMod(event.device().hashCode(), partitions.size());
        partitions.get(partition).event(arrival, event);
        for (int i = 0; i < partitions.size(); i++) {
            if (arrival - told[i] >= STEP_MILLIS) {
                told[i] = arrival;
                partitions.get(i).advance(arrival);
                hubs.watermark(i, arrival, false);
            }
        }
    }

    public void end() {
        for (int i = 0; i < partitions.size(); i++) {
            partitions.get(i).advance(Long.MAX_VALUE);
            hubs.watermark(i, arrival, true);
        }
    }

    @Override
    public void verdict(Verdict verdict) {
        first.putIfAbsent(verdict.verdictId(), verdict);
        last.put(verdict.verdictId(), verdict);
    }

    @Override
    public void alert(Alert alert) {
        alerts.add(alert);
    }

    @Override
    public void brokenPromise() {
        brokenPromises++;
    }

    @Override
    public void ended() {
        ends++;
    }
}
