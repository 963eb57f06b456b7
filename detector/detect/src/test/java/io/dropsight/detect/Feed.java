package io.dropsight.detect;

import io.dropsight.model.Arrival;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import io.dropsight.simulator.Mix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A feed in arrival order, and what may happen to it on its way. */
record Feed(List<Entry> entries) {
    /** What may come so late, and in any order, without changing anything. */
    static final Duration LATENESS = Duration.ofSeconds(525);

    private static final Duration DUPLICATE_WITHIN = Duration.ofMinutes(8);

    record Entry(Instant arrival, DiagnosticEvent event) {}

    /** Mostly periodic devices of two hubs, a few that drop at random, whole seconds, nothing later than {@link #LATENESS}. */
    static Feed ofTwoHubs(long seed, int devices, Duration span) {
        FleetSpec spec = FleetSpec.mixed(seed)
                .withSpan(span)
                .withMix(Mix.MIXED.withPeriodic(0.6).withIdle(0.1).withScheduled(0.1))
                .withDelivery(Delivery.DEFAULTS.withMaxLateness(LATENESS));
        Stream<Entry> north = entries(spec.withHub("hub-north").withDevices(devices / 2));
        Stream<Entry> south =
                entries(spec.withHub("hub-south").withSeed(seed + 1_000).withDevices(devices - devices / 2));
        Stream<Entry> restless =
                Stream.concat(restless("hub-north", seed, span), restless("hub-south", seed + 1, span));
        return byArrival(Stream.concat(Stream.concat(north, south), restless).toList());
    }

    /** Devices that drop too often, are thrown out by a second client, or are refused: a few in each hub. */
    private static Stream<Entry> restless(String hub, long seed, Duration span) {
        Random dice = new Random(seed);
        List<Entry> entries = new ArrayList<>();
        Instant start = FleetSpec.mixed(seed).start();
        for (int d = 0; d < 6; d++) {
            String device = "restless-" + d;
            long at = dice.nextInt(3_600);
            int kind = d % 3;
            add(entries, dice, hub, device, start.plusSeconds(at), Operation.CONNECT, 0, 113);
            long from = span.toSeconds() / 3 + dice.nextInt(10_000);
            long until = d < 3 ? span.toSeconds() : 2 * span.toSeconds() / 3;
            if (kind == 2) {
                add(entries, dice, hub, device, start.plusSeconds(from - 40), Operation.DISCONNECT, 401003, 113);
            }
            for (at = Math.max(at + 60, from); at < until; ) {
                if (kind == 0) {
                    add(entries, dice, hub, device, start.plusSeconds(at), Operation.DISCONNECT, 404104, 113);
                    add(entries, dice, hub, device, start.plusSeconds(at + 3), Operation.CONNECT, 0, 113);
                    at += 60 + Math.round(-2_000 * Math.log(1 - dice.nextDouble()));
                } else if (kind == 1) {
                    add(entries, dice, hub, device, start.plusSeconds(at), Operation.CONNECT, 0, 113 + dice.nextInt(2));
                    add(entries, dice, hub, device, start.plusSeconds(at), Operation.DISCONNECT, 400027, 113);
                    at += 200 + dice.nextInt(900);
                } else {
                    int code = d > 3 ? 403012 : 401003;
                    add(entries, dice, hub, device, start.plusSeconds(at), Operation.CONNECT, code, 113);
                    at += 30 + dice.nextInt(600);
                }
            }
            add(entries, dice, hub, device, start.plusSeconds(until), Operation.CONNECT, 0, 113);
        }
        return entries.stream();
    }

    private static void add(
            List<Entry> entries,
            Random dice,
            String hub,
            String device,
            Instant at,
            Operation what,
            int code,
            int net) {
        DiagnosticEvent event = new DiagnosticEvent(
                DeviceKey.of(hub, device),
                at,
                what,
                code != 0,
                code,
                "",
                "Mqtt",
                "",
                Auth.X509,
                "203.0." + net + ".XXX");
        entries.add(new Entry(at.plusMillis(dice.nextInt(60_000)), event));
    }

    static Feed of(FleetSpec spec, UnaryOperator<Entry> change) {
        return byArrival(entries(spec).map(change).toList());
    }

    private static Stream<Entry> entries(FleetSpec spec) {
        return Fleet.simulate(spec).records().map(r -> new Entry(r.arrival(), r.event()));
    }

    private static Feed byArrival(List<Entry> entries) {
        return new Feed(
                entries.stream().sorted(Comparator.comparing(Entry::arrival)).toList());
    }

    /** Every arrival drawn anew within the allowed lateness; records of one arrival in any order. */
    Feed shuffled(Random dice) {
        List<Entry> moved = new ArrayList<>();
        for (Entry entry : entries) {
            long late = dice.nextInt((int) LATENESS.toMillis() + 1);
            moved.add(new Entry(entry.event().occurredAt().plusMillis(late), entry.event()));
        }
        Collections.shuffle(moved, dice);
        return byArrival(moved);
    }

    /** A third of the records come a second time, at most 8 minutes after the first. */
    Feed doubled(Random dice) {
        List<Entry> more = new ArrayList<>(entries);
        for (Entry entry : entries) {
            if (dice.nextInt(3) == 0) {
                long later = dice.nextInt((int) DUPLICATE_WITHIN.toMillis() + 1);
                more.add(new Entry(entry.arrival().plusMillis(later), entry.event()));
            }
        }
        return byArrival(more);
    }

    Feed moved(Duration by) {
        return new Feed(entries.stream()
                .map(e -> new Entry(
                        e.arrival().plus(by),
                        at(e.event(), e.event().occurredAt().plus(by))))
                .toList());
    }

    /**
     * A last record that arrives 20 minutes after the last event, whatever the order before. Silence is judged up to
     * the feed's last arrival, so two feeds are comparable only where that is the same.
     */
    Feed closed() {
        Instant last = entries.stream()
                .map(e -> e.event().occurredAt())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return with(new Entry(last.plusSeconds(1200), other("closing", last)));
    }

    Feed with(Entry... more) {
        return byArrival(Stream.concat(entries.stream(), Stream.of(more)).toList());
    }

    static DiagnosticEvent other(String device, Instant at) {
        return new DiagnosticEvent(
                DeviceKey.of("hub-north", device), at, Operation.OTHER, false, 0, "", "", "", Auth.UNKNOWN, "");
    }

    static DiagnosticEvent at(DiagnosticEvent e, Instant at) {
        return new DiagnosticEvent(
                e.device(),
                at,
                e.operation(),
                e.error(),
                e.code(),
                e.description(),
                e.protocol(),
                e.sdkVersion(),
                e.auth(),
                e.maskedAddress());
    }

    /** Of one source without a name. */
    List<FeedMessage> messages() {
        return entries.stream()
                .<FeedMessage>map(it -> new FeedMessage.Event(new Arrival("", it.arrival(), 0), it.event()))
                .toList();
    }

    Pipeline through(int partitions) {
        return through(partitions, (Pipeline pipeline) -> {});
    }

    /** @param after called after each record */
    Pipeline through(int partitions, Consumer<Pipeline> after) {
        Pipeline pipeline = new Pipeline(partitions, DetectConfig.DEFAULTS);
        for (Entry entry : entries) {
            pipeline.event(entry.arrival(), entry.event());
            after.accept(pipeline);
        }
        pipeline.end();
        return pipeline;
    }
}
