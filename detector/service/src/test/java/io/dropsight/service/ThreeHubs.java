package io.dropsight.service;

import io.dropsight.model.Arrival;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import io.dropsight.simulator.Mix;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two days of mostly periodic devices of two hubs, and a night of a third one: an outage, the echoes of its tokens, bad
 * lines, its metric, and then nothing more. In arrival order; about 200 devices.
 */
final class ThreeHubs {
    private ThreeHubs() {}

    static List<FeedMessage> feed(long seed) {
        return Stream.of(
                        fleet("hub-east", seed, 40).messages(),
                        fleet("hub-north", seed + 1, 40).messages(),
                        badNight("hub-west"))
                .flatMap(hub -> hub)
                .sorted(Comparator.comparing(message -> message.arrival().at()))
                .toList();
    }

    static Fleet fleet(String hub, long seed, int devices) {
        return Fleet.simulate(FleetSpec.mixed(seed)
                .withHub(hub)
                .withDevices(devices)
                .withDays(2)
                .withMix(Mix.MIXED.withPeriodic(0.6).withIdle(0.1).withScheduled(0.1)));
    }

    /** That of examples/bad-night, whatever the seed: all of its stories are found. */
    private static Stream<FeedMessage> badNight(String hub) {
        return Scenarios.simulate(
                        ScenarioSpec.of("bad-night", 7).withDifficulty(0).withHub(hub))
                .messages();
    }

    static long events(List<FeedMessage> feed) {
        return feed.stream().filter(FeedMessage.Event.class::isInstance).count();
    }

    static List<FeedMessage> moved(List<FeedMessage> feed, Duration by) {
        return feed.stream().map(message -> moved(message, by)).toList();
    }

    private static FeedMessage moved(FeedMessage message, Duration by) {
        Arrival it = message.arrival();
        Arrival arrival = new Arrival(it.source(), it.at().plus(by), it.position());
        if (message instanceof FeedMessage.Event event) {
            return new FeedMessage.Event(arrival, moved(event.event(), by));
        }
        MetricSample s = ((FeedMessage.Metric) message).sample();
        return new FeedMessage.Metric(arrival, new MetricSample(s.hub(), s.name(), s.at().plus(by), s.value()));
    }

    private static DiagnosticEvent moved(DiagnosticEvent e, Duration by) {
        return new DiagnosticEvent(
                e.device(),
                e.occurredAt().plus(by),
                e.operation(),
                e.error(),
                e.code(),
                e.description(),
                e.protocol(),
                e.sdkVersion(),
                e.auth(),
                e.maskedAddress());
    }

    /** Consecutive parts of about the same length. */
    static List<List<FeedMessage>> slices(List<FeedMessage> feed, int count) {
        List<List<FeedMessage>> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(feed.subList(feed.size() * i / count, feed.size() * (i + 1) / count));
        }
        return slices;
    }
}
