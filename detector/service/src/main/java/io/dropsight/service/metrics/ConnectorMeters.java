package io.dropsight.service.metrics;

import io.dropsight.eventhubs.EventHubsSource;
import io.dropsight.eventhubs.HubErrorKind;
import io.dropsight.eventhubs.kafka.KafkaLogSource;
import io.dropsight.intake.Source;
import io.dropsight.monitor.PollMetrics;
import io.dropsight.monitor.PollOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What sources count beside their deliveries: each kind of source what it has. */
public final class ConnectorMeters implements PollMetrics {
    private final MeterRegistry registry;
    private final Labels sources = new Labels();
    private final Labels hubs = new Labels();

    ConnectorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param source kept by the caller as long as it is to be counted */
    public void eventHub(EventHubsSource source) {
        String log = log(source);
        readers(log, "opened", source, it -> it.counters().opened());
        readers(log, "closed", source, it -> it.counters().closed());
        readers(log, "rebuilt", source, it -> it.counters().rebuilds());
        looks(log, source, it -> it.counters().polls());
        for (HubErrorKind kind : HubErrorKind.values()) {
            FunctionCounter.builder("dropsight.source.errors", source, it -> it.counters()
                            .errors()
                            .getOrDefault(kind, 0L))
                    .description("Errors between an event hub and Kafka, by kind")
                    .tag("source", log)
                    .tag("kind", kind.label())
                    .register(registry);
        }
    }

    /** @param source kept by the caller as long as it is to be counted */
    public void kafkaTopic(KafkaLogSource source) {
        String log = log(source);
        readers(log, "opened", source, it -> it.counters().opened());
        readers(log, "rebuilt", source, it -> it.counters().rebuilds());
        readers(log, "failed", source, it -> it.counters().failures());
        looks(log, source, it -> it.counters().looks());
    }

    @Override
    public void asked(String hub, PollOutcome outcome, Duration took) {
        Timer.builder("dropsight.poll.request")
                .description("Time of a request to Azure Monitor, by what became of it")
                .tag("hub", hubs.of(hub))
                .tag("outcome", label(outcome))
                .register(registry)
                .record(took);
    }

    @Override
    public void minutes(String hub, Minutes what, long count) {
        Counter.builder("dropsight.poll.minutes")
                .description("Minutes of the connected count, by what became of them")
                .tag("hub", hubs.of(hub))
                .tag("outcome", label(what))
                .register(registry)
                .increment(count);
    }

    private <T> void readers(String log, String change, T source, ToDoubleFunction<T> count) {
        FunctionCounter.builder("dropsight.source.readers", source, count)
                .description("Readers of partitions that were opened or closed, clients that were made anew")
                .tag("source", log)
                .tag("change", change)
                .register(registry);
    }

    private <T> void looks(String log, T source, ToDoubleFunction<T> count) {
        FunctionCounter.builder("dropsight.source.looks", source, count)
                .description("Rounds of questions where the partitions end")
                .tag("source", log)
                .register(registry);
    }

    private String log(Source source) {
        return sources.of(source.health().get(0).partition().log());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
