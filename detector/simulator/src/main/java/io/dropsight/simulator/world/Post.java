package io.dropsight.simulator.world;

import io.dropsight.model.Auth;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Dice;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Carries the hub's records to us: late, twice or never, over one of the sources. Every record takes the same draws
 * whatever the settings, so that another delivery is the same world.
 */
final class Post {
    private static final double LONGEST_REPEAT_SECONDS = 120;

    private final WorldSpec spec;
    private final Mailbox mailbox;
    private final List<FeedFault> faults = new ArrayList<>();
    private final List<ClockStep> steps = new ArrayList<>();
    private Delivery delivery = Delivery.DEFAULTS;
    private List<String> sources = List.of("connections-0");
    private int samples;

    /** While it lasts the hub's clock is wrong. */
    record ClockStep(double from, double to, double offsetSeconds) {
        /**
         * Records that seem late, or to come before their time, are a {@code feed_delay} for whoever sees stamps and
         * arrivals alone; nobody must say so, for minutes are no delay that matters.
         */
        Truth.Incident truth(WorldSpec spec, int number) {
            Instant end = spec.at(to + Math.max(0, offsetSeconds));
            return new Truth.Incident(
                    "clock-" + number,
                    spec.hub(),
                    "feed",
                    "feed_delay",
                    spec.at(from + Math.min(0, offsetSeconds)),
                    end,
                    end,
                    "",
                    "",
                    0,
                    spec.devices(),
                    false);
        }
    }

    Post(WorldSpec spec, Mailbox mailbox) {
        this.spec = spec;
        this.mailbox = mailbox;
    }

    void deliver(Delivery how, int sourceCount) {
        delivery = how;
        sources = IntStream.range(0, sourceCount)
                .mapToObj(number -> "connections-" + number)
                .toList();
    }

    void add(FeedFault fault) {
        faults.add(fault);
    }

    void add(ClockStep step) {
        steps.add(step);
    }

    /** The time that the hub writes. */
    Instant stamp(double at) {
        double shown = at;
        for (ClockStep step : steps) {
            shown += at >= step.from() && at < step.to() ? step.offsetSeconds() : 0;
        }
        return spec.at(shown);
    }

    void send(Device device, double at, Operation operation, Code code) {
        Dice dice = device.post;
        boolean lost = dice.chance(delivery.lost());
        boolean late = dice.chance(delivery.late());
        boolean twice = dice.chance(delivery.duplicated());
        double usual = dice.between(seconds(Delivery.MIN_DELAY), seconds(Delivery.MAX_DELAY));
        double lateness = dice.unit();
        double repeat = dice.unit();
        boolean bare = dice.chance(delivery.bare());
        int source = (int) (dice.unit() * sources.size());
        double inBurst = dice.unit();
        boolean accepted = operation == Operation.CONNECT && code == Code.NONE;
        if (lost) {
            return;
        }
        double most = seconds(delivery.maxLateness()) - 1; // leaves a second for a repetition
        double least = seconds(Delivery.MAX_DELAY);
        double delay = late ? least + lateness * (most - least) : usual;
        DiagnosticEvent event = new DiagnosticEvent(
                device.key,
                stamp(at),
                operation,
                code != Code.NONE,
                code.number,
                code.description,
                device.protocol,
                accepted || !bare
                        ? device.sdkVersion
                        : "", // the vendor's samples have it on closes, too, but not on all
                bare && !accepted ? Auth.UNKNOWN : device.auth,
                device.address.isEmpty() ? device.addresses.get(0) : device.address);
        carry(device, event, at + delay, source, inBurst);
        if (twice) {
            double room = Math.min(LONGEST_REPEAT_SECONDS, seconds(delivery.maxLateness()) - 0.001 - delay);
            carry(device, event, at + delay + 0.001 + repeat * room, source, inBurst);
        }
    }

    private void carry(Device device, DiagnosticEvent event, double usualArrival, int source, double inBurst) {
        double arrival = usualArrival;
        for (FeedFault fault : faults) {
            if (!Double.isNaN(arrival)) {
                arrival = fault.arrival(arrival, source, inBurst);
            }
        }
        if (!Double.isNaN(arrival)) {
            mailbox.add(arrivalAt(arrival), device.index, device.sequence++, sources.get(source), event);
        }
    }

    void send(MetricSample sample, double arrival, String source) {
        mailbox.add(arrivalAt(arrival), samples++, source, sample);
    }

    private Instant arrivalAt(double seconds) {
        return spec.start().plusMillis((long) (seconds * 1000)).truncatedTo(ChronoUnit.MILLIS);
    }

    Stream<Truth.Incident> incidents() {
        return Stream.concat(
                IntStream.range(0, faults.size())
                        .mapToObj(number -> faults.get(number).truth(spec, number + 1)),
                IntStream.range(0, steps.size())
                        .mapToObj(number -> steps.get(number).truth(spec, number + 1)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
