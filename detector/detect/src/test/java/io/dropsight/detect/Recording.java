package io.dropsight.detect;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A scenario's feed in arrival order, metric included, and what may happen to its events on their way. */
record Recording(List<FeedMessage> messages) {
    private static final Duration DUPLICATE_WITHIN = Duration.ofMinutes(8);
    private static final Comparator<FeedMessage> BY_ARRIVAL =
            Comparator.comparing(message -> message.arrival().at());

    /** Nothing of it is later than {@link Feed#LATENESS}. */
    static Recording of(String scenario, long seed, int devices, Duration span) {
        return of(ScenarioSpec.of(scenario, seed).withDevices(devices).withSpan(span));
    }

    static Recording of(ScenarioSpec spec) {
        List<FeedMessage> messages = new ArrayList<>();
        Scenarios.simulate(spec).messages().forEach(message -> messages.add(inTime(message)));
        return byArrival(messages);
    }

    private static FeedMessage inTime(FeedMessage message) {
        if (message instanceof FeedMessage.Event it) {
            Instant latest = it.event().occurredAt().plus(Feed.LATENESS);
            return it.arrival().at().isAfter(latest) ? arriving(it, latest) : it;
        }
        return message;
    }

    private static FeedMessage.Event arriving(FeedMessage.Event it, Instant at) {
        return new FeedMessage.Event(
                new Arrival(it.arrival().source(), at, it.arrival().position()), it.event());
    }

    private static Recording byArrival(List<FeedMessage> messages) {
        return new Recording(messages.stream().sorted(BY_ARRIVAL).toList());
    }

    /** Every event's arrival drawn anew within the allowed lateness; what arrives together in any order. */
    Recording shuffled(Random dice) {
        List<FeedMessage> moved = new ArrayList<>();
        for (FeedMessage message : messages) {
            if (message instanceof FeedMessage.Event it) {
                long late = dice.nextInt((int) Feed.LATENESS.toMillis() + 1);
                moved.add(arriving(it, it.event().occurredAt().plusMillis(late)));
            } else {
                moved.add(message);
            }
        }
        Collections.shuffle(moved, dice);
        return byArrival(moved);
    }

    /** A third of the events come a second time, at most 8 minutes after the first. */
    Recording doubled(Random dice) {
        List<FeedMessage> more = new ArrayList<>(messages);
        for (FeedMessage message : messages) {
            if (message instanceof FeedMessage.Event it && dice.nextInt(3) == 0) {
                long later = dice.nextInt((int) DUPLICATE_WITHIN.toMillis() + 1);
                more.add(arriving(it, it.arrival().at().plusMillis(later)));
            }
        }
        return byArrival(more);
    }

    Recording moved(Duration by) {
        return new Recording(
                messages.stream().map(message -> moved(message, by)).toList());
    }

    private static FeedMessage moved(FeedMessage message, Duration by) {
        Arrival then = message.arrival();
        Arrival arrival = new Arrival(then.source(), then.at().plus(by), then.position());
        if (message instanceof FeedMessage.Event it) {
            DiagnosticEvent event = it.event();
            return new FeedMessage.Event(
                    arrival, Feed.at(event, event.occurredAt().plus(by)));
        }
        MetricSample sample = ((FeedMessage.Metric) message).sample();
        return new FeedMessage.Metric(
                arrival,
                new MetricSample(sample.hub(), sample.name(), sample.at().plus(by), sample.value()));
    }

    /** A last record 20 minutes after the last event: silence is judged up to the feed's last arrival. */
    Recording closed() {
        List<FeedMessage> more = new ArrayList<>(messages);
        FeedMessage.Event last = messages.stream()
                .filter(FeedMessage.Event.class::isInstance)
                .map(FeedMessage.Event.class::cast)
                .max(Comparator.comparing(it -> it.event().occurredAt()))
                .orElseThrow();
        Instant at = last.event().occurredAt();
        more.add(arriving(new FeedMessage.Event(last.arrival(), Feed.other("closing", at)), at.plusSeconds(1200)));
        return byArrival(more);
    }

    Pipeline through(int partitions) {
        return through(partitions, (Pipeline pipeline) -> {});
    }

    /** @param after called after each message */
    Pipeline through(int partitions, Consumer<Pipeline> after) {
        Pipeline pipeline = new Pipeline(partitions, DetectConfig.DEFAULTS);
        for (FeedMessage message : messages) {
            pipeline.take(message);
            after.accept(pipeline);
        }
        pipeline.end();
        return pipeline;
    }
}
