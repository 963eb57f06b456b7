package io.dropsight.simulator.world;

import io.dropsight.model.FeedMessage;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.Truth;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A world that is played anew each time that it is told. Immutable and thread-safe; the streams are not. */
public final class WorldSimulation implements Simulation {
    private final WorldSpec spec;
    private final Script script;

    /** Populates a world and plans what happens there; the same each time. */
    @FunctionalInterface
    public interface Script {
        void prepare(World world);
    }

    public WorldSimulation(WorldSpec spec, Script script) {
        this.spec = spec;
        this.script = script;
    }

    public WorldSpec spec() {
        return spec;
    }

    @Override
    public Stream<FeedMessage> messages() {
        return StreamSupport.stream(new Telling(spec, script), false);
    }

    /** Plays the world once; the caller keeps the result if it is asked for again. */
    @Override
    public Truth truth() {
        World world = open(spec, script, new Mailbox(false));
        while (world.nextAt() < Double.POSITIVE_INFINITY) {
            world.step();
        }
        return world.truth();
    }

    private static World open(WorldSpec spec, Script script, Mailbox mailbox) {
        World world = new World(spec, mailbox);
        script.prepare(world);
        world.open();
        return world;
    }

    /** Plays on until the first record under way arrives before anything that is still to be written can. */
    private static final class Telling extends AbstractSpliterator<FeedMessage> {
        private final WorldSpec spec;
        private final Mailbox mailbox = new Mailbox(true);
        private final World world;

        Telling(WorldSpec spec, Script script) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
            this.spec = spec;
            this.world = open(spec, script, mailbox);
        }

        @Override
        public boolean tryAdvance(Consumer<? super FeedMessage> action) {
            while (world.nextAt() < Double.POSITIVE_INFINITY && !isSettled(world.nextAt())) {
                world.step();
            }
            if (mailbox.firstArrival() == null) {
                return false;
            }
            action.accept(mailbox.take());
            return true;
        }

        private boolean isSettled(double nextAt) {
            Instant first = mailbox.firstArrival();
            return first != null
                    && first.isBefore(spec.start()
                            .plusMillis((long) StrictMath.floor(nextAt * 1000))
                            .plus(Delivery.MIN_DELAY)
                            .truncatedTo(ChronoUnit.MILLIS));
        }
    }
}
