package io.dropsight.detect;

import io.dropsight.detect.device.DevicePartition;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.detect.hub.HubOutput;
import io.dropsight.detect.hub.HubPartition;
import io.dropsight.model.Alert;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Pattern;
import io.dropsight.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/** Both stages in memory, with any number of device partitions: the detector without Kafka. */
public final class Pipeline implements HubOutput {
    private static final long STEP_MILLIS = 60_000;

    private final DetectConfig config;
    private final List<Devices> partitions = new ArrayList<>();
    private MemoryStore merge = new MemoryStore();
    private MemoryStore book = new MemoryStore();
    private MemoryStore marks = new MemoryStore();
    private HubPartition hubs;
    private long arrival = Long.MIN_VALUE;

    public final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    public final Map<Outcome, List<DiagnosticEvent>> refused = new EnumMap<>(Outcome.class);
    /** Every version of every verdict. */
    public final List<Verdict> verdicts = new ArrayList<>();
    /** Every verdict, first and last version, by id. */
    public final Map<String, Verdict> first = new LinkedHashMap<>();

    public final Map<String, Verdict> last = new LinkedHashMap<>();
    public final List<Alert> alerts = new ArrayList<>();
    public int brokenPromises;
    public int ends;
    public int signals;

    public Pipeline(int count, DetectConfig config) {
        this.config = config;
        hubs = new HubPartition(count, merge, book, marks, config, this);
        for (int i = 0; i < count; i++) {
            partitions.add(new Devices(i, new MemoryStore(), new MemoryStore()));
        }
    }

    /** Goes on where another left off, which may have been an older program: it knows what the stores hold. */
    Pipeline(DetectConfig config, Map<String, MemoryStore> stores) {
        this.config = config;
        merge = store(stores, "merge");
        book = store(stores, "book");
        marks = store(stores, "watermarks");
        int count = (int) stores.keySet().stream()
                .filter(name -> name.startsWith("devices-"))
                .count();
        hubs = new HubPartition(count, merge, book, marks, config, this);
        for (int i = 0; i < count; i++) {
            partitions.add(new Devices(i, store(stores, "devices-" + i), store(stores, "settling-" + i)));
        }
    }

    private static MemoryStore store(Map<String, MemoryStore> stores, String name) {
        return stores.getOrDefault(name, new MemoryStore());
    }

    /** All that would be restored, by store and, of the device stage, partition. */
    Map<String, MemoryStore> stores() {
        Map<String, MemoryStore> all = new LinkedHashMap<>();
        all.put("merge", merge);
        all.put("book", book);
        all.put("watermarks", marks);
        for (int i = 0; i < partitions.size(); i++) {
            all.put("devices-" + i, partitions.get(i).states);
            all.put("settling-" + i, partitions.get(i).settling);
        }
        return all;
    }

    /** One partition with its stores. */
    private final class Devices implements DevicePartition.Output {
        final MemoryStore states;
        final MemoryStore settling;
        final DevicePartition stage;
        long told = Long.MIN_VALUE;

        Devices(int partition, MemoryStore states, MemoryStore settling) {
            this.states = states;
            this.settling = settling;
            this.stage = new DevicePartition(partition, states, settling, this);
        }

        @Override
        public void signal(Signal signal) {
            signals++;
            hubs.signal(signal.key().getBytes(StandardCharsets.UTF_8), signal.write());
        }

        @Override
        public void count(Outcome outcome) {
            outcomes.merge(outcome, 1, Integer::sum);
        }

        @Override
        public void refuse(DiagnosticEvent event, Outcome why) {
            refused.computeIfAbsent(why, k -> new ArrayList<>()).add(event);
        }
    }

    /** All partitions come forward together. */
    public void event(Instant at, DiagnosticEvent event) {
        event(at, "", event);
    }

    private void event(Instant at, String source, DiagnosticEvent event) {
        arrival = Math.max(arrival, at.toEpochMilli());
        partitions.get(partitionOf(event)).stage.event(arrival, source, event);
        for (int i = 0; i < partitions.size(); i++) {
            if (isTickDue(i, arrival)) {
                tick(i, arrival);
            }
        }
    }

    /** A point of a hub's metric; all partitions come forward together. */
    public void metric(Instant at, MetricSample sample) {
        arrival = Math.max(arrival, at.toEpochMilli());
        partitions
                .get(Math.floorMod(sample.hub().hashCode(), partitions.size()))
                .stage
                .metric(arrival, sample);
        for (int i = 0; i < partitions.size(); i++) {
            if (isTickDue(i, arrival)) {
                tick(i, arrival);
            }
        }
    }

    /** A message of a feed. */
    public void take(FeedMessage message) {
        if (message instanceof FeedMessage.Event it) {
            event(it.arrival().at(), it.arrival().source(), it.event());
        } else if (message instanceof FeedMessage.Metric it) {
            metric(it.arrival().at(), it.sample());
        }
    }

    int partitionOf(DiagnosticEvent event) {
        return Math.floorMod(event.device().hashCode(), partitions.size());
    }

    private int partitionOf(FeedMessage message) {
        return message instanceof FeedMessage.Event it
                ? partitionOf(it.event())
                : Math.floorMod(((FeedMessage.Metric) message).sample().hub().hashCode(), partitions.size());
    }

    private void take(int partition, FeedMessage message) {
        long at = message.arrival().at().toEpochMilli();
        if (message instanceof FeedMessage.Event it) {
            partitions.get(partition).stage.event(at, it.arrival().source(), it.event());
        } else if (message instanceof FeedMessage.Metric it) {
            partitions.get(partition).stage.metric(at, it.sample());
        }
    }

    private boolean isTickDue(int partition, long at) {
        long told = partitions.get(partition).told;
        return told == Long.MIN_VALUE || at - told >= STEP_MILLIS;
    }

    private void tick(int partition, long at) {
        Devices devices = partitions.get(partition);
        devices.told = at;
        devices.stage.advance(at);
        hubs.watermark(partition, at, false);
    }

    public void end() {
        for (int i = 0; i < partitions.size(); i++) {
            end(i);
        }
    }

    private void end(int partition) {
        partitions.get(partition).stage.advance(Long.MAX_VALUE);
        hubs.watermark(partition, arrival, true);
    }

    /** Reads a whole feed, each partition at a pace of its own: some may have ended before others begin. */
    void readUnevenly(Feed feed, Random dice) {
        readUnevenly(feed.messages(), dice);
    }

    void readUnevenly(List<FeedMessage> feed, Random dice) {
        List<Queue<Runnable>> queues = new ArrayList<>();
        partitions.forEach(devices -> queues.add(new ArrayDeque<>()));
        for (FeedMessage message : feed) {
            long at = message.arrival().at().toEpochMilli();
            int own = partitionOf(message);
            queues.get(own).add(() -> take(own, message));
            for (int i = 0; i < partitions.size(); i++) {
                int partition = i;
                queues.get(i).add(() -> {
                    if (isTickDue(partition, at)) {
                        tick(partition, at);
                    }
                });
            }
            arrival = at;
        }
        for (int i = 0; i < partitions.size(); i++) {
            int partition = i;
            queues.get(i).add(() -> end(partition));
        }
        while (!queues.isEmpty()) {
            Queue<Runnable> next = queues.get(dice.nextInt(queues.size()));
            for (int steps = dice.nextInt(2_000); steps >= 0 && !next.isEmpty(); steps--) {
                next.remove().run();
            }
            queues.removeIf(Queue::isEmpty);
        }
    }

    /** As after a kill: both stages are made anew from copies of their stores, and know nothing else. */
    public void restart() {
        for (int i = 0; i < partitions.size(); i++) {
            Devices devices = partitions.get(i);
            partitions.set(i, new Devices(i, devices.states.copy(), devices.settling.copy()));
        }
        merge = merge.copy();
        book = book.copy();
        marks = marks.copy();
        hubs = new HubPartition(partitions.size(), merge, book, marks, config, this);
    }

    /** All that is remembered, but for how far each partition has come and what each has counted. */
    public Map<String, String> memory() {
        Map<String, String> all = new LinkedHashMap<>(book.contents());
        all.keySet().removeIf(key -> key.startsWith("6e", 4)); // Shelf.FLEET behind two bytes of length
        all.putAll(merge.contents());
        for (Devices devices : partitions) {
            all.putAll(devices.states.contents());
            devices.settling.contents().forEach((key, value) -> all.put("settling " + key, value));
            // its present minute, what it has counted in it, and its sources
            all.keySet().removeIf(key -> key.matches("settling 0[012].*"));
        }
        return all;
    }

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
        first.putIfAbsent(verdict.verdictId(), verdict);
        last.put(verdict.verdictId(), verdict);
    }

    @Override
    public void alert(Alert alert) {
        alerts.add(alert);
    }

    /** Every version of those of one pattern. */
    public List<Alert> alerts(Pattern pattern) {
        return alerts.stream().filter(alert -> alert.pattern() == pattern).toList();
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
