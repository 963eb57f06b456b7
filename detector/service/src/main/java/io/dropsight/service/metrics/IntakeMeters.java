package io.dropsight.service.metrics;

import io.dropsight.azure.UnreadableReason;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourcePartition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What sources deliver. A source is a log without its partition: {@code kind/namespace/entity/group}. */
public final class IntakeMeters implements IntakeMetrics, SourceAlarm.Listener {
    private final MeterRegistry registry;
    private final Labels sources = new Labels();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers what one source will count, so that zeros are shown. */
    public void expect(SourcePartition from) {
        for (Outcome outcome : Outcome.values()) {
            records(from, outcome, 0);
        }
        for (UnreadableReason reason : UnreadableReason.values()) {
            deadLetters(from, reason, 0);
        }
        for (Count what : Count.values()) {
            count(from, what, 0);
        }
        for (SourceAlarm.Kind kind : SourceAlarm.Kind.values()) {
            alarm(from, kind, 0);
        }
    }

    @Override
    public void records(SourcePartition from, Outcome outcome, long records) {
        counter(
                        "dropsight.source.records",
                        "Records that could be read, by what became of them",
                        from,
                        "outcome",
                        outcome)
                .increment(records);
    }

    @Override
    public void deadLetters(SourcePartition from, UnreadableReason reason, long records) {
        counter("dropsight.source.dead.letters", "Records that could not be read, by reason", from, "reason", reason)
                .increment(records);
    }

    @Override
    public void count(SourcePartition from, Count what, long by) {
        String name =
                switch (what) {
                    case BYTES -> "dropsight.source.bytes";
                    case PAYLOADS -> "dropsight.source.payloads";
                    case HELD_MILLIS -> "dropsight.source.held.seconds";
                    default -> "dropsight.source.events";
                };
        if (what == Count.HELD_MILLIS) {
            String help = "Seconds in which a partition waited since others were too far behind";
            counter(name, help, from, "", what).increment(by / 1000.0);
        } else if (what == Count.BYTES || what == Count.PAYLOADS) {
            String help = what == Count.BYTES ? "Bytes of delivered bodies" : "Delivered bodies";
            counter(name, help, from, "", what).increment(by);
        } else {
            counter(name, "What else happens while delivering, by kind", from, "kind", what)
                    .increment(by);
        }
    }

    @Override
    public void committed(SourcePartition from, Duration took) {
        timers.computeIfAbsent(sources.of(from.log()), source -> Timer.builder("dropsight.source.commit")
                        .description("Time from the begin of a delivery's transaction to its end")
                        .tag("source", source)
                        .publishPercentileHistogram(false)
                        .register(registry))
                .record(took);
    }

    @Override
    public void raised(SourceAlarm alarm) {
        alarm(alarm.partition(), alarm.kind(), 1);
    }

    private void alarm(SourcePartition from, SourceAlarm.Kind kind, long by) {
        counter("dropsight.source.alarms", "Alarms of sources, by kind", from, "kind", kind)
                .increment(by);
    }

    private Counter counter(String name, String help, SourcePartition from, String label, Enum<?> value) {
        String source = sources.of(from.log());
        return counters.computeIfAbsent(name + "|" + source + "|" + label + value, key -> {
            Counter.Builder counter = Counter.builder(name).description(help).tag("source", source);
            if (!label.isEmpty()) {
                counter.tag(label, value.name().toLowerCase(Locale.ROOT));
            }
            return counter.register(registry);
        });
    }
}
