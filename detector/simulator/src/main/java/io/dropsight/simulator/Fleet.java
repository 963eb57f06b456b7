package io.dropsight.simulator;

import io.dropsight.model.Arrival;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A simulated fleet: its connection log, and the truth about each device.
 *
 * <p>Memory is bounded by the devices (less than 1 kB each) and what is under way within the lateness, never by the
 * length of the log. Immutable and thread-safe; the streams are not.
 */
public final class Fleet implements Simulation {
    private static final String SOURCE = "simulated";

    private final FleetSpec spec;
    private final List<Persona> personas;

    private Fleet(FleetSpec spec) {
        this.spec = spec;
        Casting casting = new Casting(spec);
        this.personas =
                IntStream.range(0, spec.devices()).mapToObj(casting::cast).toList();
    }

    /** The same spec gives the same fleet. */
    public static Fleet simulate(FleetSpec spec) {
        return new Fleet(spec);
    }

    public FleetSpec spec() {
        return spec;
    }

    /** Of all devices in the order of their numbers, also of those without a record; takes about as long as the log. */
    public List<Label> labels() {
        return personas.stream().map(this::label).toList();
    }

    /** In arrival order; records that arrive in the same millisecond in a fixed order. Each call tells it anew. */
    public Stream<SimulatedRecord> records() {
        return StreamSupport.stream(new Merge(spec, personas), false);
    }

    @Override
    public Stream<FeedMessage> messages() {
        AtomicLong position = new AtomicLong();
        return records()
                .map(record -> new FeedMessage.Event(
                        new Arrival(SOURCE, record.arrival(), position.getAndIncrement()), record.event()));
    }

    /** Of the devices that have a rhythm which showed; takes about as long as the log. */
    @Override
    public Truth truth() {
        List<Truth.Device> devices =
                personas.stream().map(this::truth).flatMap(Optional::stream).toList();
        Instant to = spec.start().plus(spec.span());
        return new Truth("fleet", spec.seed(), spec.start(), to, spec.devices(), devices, List.of());
    }

    private Optional<Truth.Device> truth(Persona persona) {
        Persona.Rhythm rhythm = persona.rhythm();
        Story story = new Story(persona, spec);
        Expiries expiries = new Expiries(spec);
        Instant joined = spec.at(Math.max(0, story.nextAt()));
        while (!story.isOver()) {
            story.advance(expiries);
        }
        if (rhythm == null || expiries.times.isEmpty()) {
            return Optional.empty();
        }
        Duration age = rhythm.ages().get(0);
        double days = spec.span().toSeconds() / 86_400.0;
        int others = (int) (persona.mishaps().perDay() * days);
        return Optional.of(new Truth.Device(
                persona.device(),
                "periodic",
                rhythm.cause().text(),
                rhythm.ages(),
                joined,
                null,
                expiries.times,
                Fairness.periodic(age, rhythm.jitterSeconds(), expiries.times.size(), others)));
    }

    /** When a device's periodic drops were. */
    private static final class Expiries implements Story.Log {
        private final FleetSpec spec;
        private final List<Instant> times = new ArrayList<>();

        Expiries(FleetSpec spec) {
            this.spec = spec;
        }

        @Override
        public void write(double atSeconds, Operation operation, Outcome outcome) {}

        @Override
        public void expired(double atSeconds) {
            times.add(spec.at(atSeconds));
        }
    }

    private Label label(Persona persona) {
        Story story = new Story(persona, spec);
        while (!story.isOver()) {
            story.advance(Story.Log.NONE);
        }
        Instant first = story.expiries() == 0 ? null : spec.at(story.firstExpiry());
        Persona.Rhythm rhythm = persona.rhythm();
        DeviceKey device = persona.device();
        double foreign = persona.mishaps().perDay();
        return rhythm == null
                ? new Label(
                        device, persona.kind(), "", List.of(), Label.Clock.SESSION, persona.auth(), 0, null, foreign)
                : new Label(
                        device,
                        persona.kind(),
                        rhythm.cause().text(),
                        rhythm.ages(),
                        rhythm.clock(),
                        persona.auth(),
                        story.expiries(),
                        first,
                        foreign);
    }

    /** Tells the stories turn by turn, always the one whose next drop is first, and lets go what none can precede. */
    private static final class Merge extends AbstractSpliterator<SimulatedRecord> {
        private record Actor(Story story, Courier courier) {}

        private final PriorityQueue<Actor> actors = new PriorityQueue<>(
                Comparator.comparingDouble((Actor actor) -> actor.story().nextAt())
                        .thenComparingInt(actor -> actor.story().index()));
        private final PriorityQueue<Courier.Delivered> underWay = new PriorityQueue<>();
        private final FleetSpec spec;

        Merge(FleetSpec spec, List<Persona> personas) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
            this.spec = spec;
            for (Persona persona : personas) {
                enlist(new Actor(new Story(persona, spec), new Courier(spec, persona, underWay::add)));
            }
        }

        private void enlist(Actor actor) {
            if (!actor.story().isOver()) {
                actors.add(actor);
            }
        }

        @Override
        public boolean tryAdvance(Consumer<? super SimulatedRecord> action) {
            Actor actor = actors.peek();
            while (actor != null && !isSettled(actor.story().nextAt())) {
                actors.remove();
                actor.story().advance(actor.courier());
                enlist(actor);
                actor = actors.peek();
            }
            Courier.Delivered first = underWay.poll();
            if (first == null) {
                return false;
            }
            action.accept(first.record());
            return true;
        }

        /** Whether the first record under way arrives before anything of that time can. */
        private boolean isSettled(double nextAt) {
            Courier.Delivered first = underWay.peek();
            Instant earliest = spec.at(nextAt).plus(Delivery.MIN_DELAY).truncatedTo(ChronoUnit.MILLIS);
            return first != null && first.record().arrival().isBefore(earliest);
        }
    }
}
