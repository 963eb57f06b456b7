package io.dropsight.service.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourcePartition;
import io.dropsight.service.config.RunConfig;
import io.dropsight.simulator.EventHubBodies;
import io.dropsight.simulator.EventHubBodies.Body;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated fleet in fast motion, for trying things out: its records take the way of real ones. When the scenario has
 * been told, it is told once more, right after it. A restart goes on where it was.
 */
public final class SimulationSource extends PumpedSource {
    private static final long STEP_MILLIS = 100;
    private static final int MOST_AT_ONCE = 500;

    private final RunConfig.Simulation config;
    private final Audience audience;
    private final Duration length;
    private long next;
    private Instant told = Instant.MIN;

    /** Who watches. Called by the source's own thread; returns soon. */
    public interface Audience {
        /** Nobody, and so it goes on for ever. */
        Audience NONE = new Audience() {
            @Override
            public void reached(Instant now) {}

            @Override
            public boolean wantsMore() {
                return true;
            }
        };

        /** @param now simulated time: all that arrives before it has been delivered */
        void reached(Instant now);

        /** Asked at the end of the scenario: whether it is told once more, or time stands still from here on. */
        boolean wantsMore();
    }

    /** @throws IllegalArgumentException if the scenario is not known or a value is out of its bounds */
    public SimulationSource(String name, RunConfig.Simulation config, Deliveries deliveries, Audience audience) {
        super(new SourcePartition("simulation", "local", name, "dropsight", 0), deliveries);
        deliveries.follow(partition()); // its time is made up: real sources are not to wait for it
        this.config = config;
        this.audience = audience;
        length = Scenarios.defaultSpan(config.scenario());
        var unused = spec(config); // says what is wrong now, not later
    }

    /** What is told the first time. */
    public static ScenarioSpec spec(RunConfig.Simulation config) {
        return ScenarioSpec.of(config.scenario(), config.seed())
                .withDevices(config.devices())
                .withHub(config.hub());
    }

    @Override
    void pump(Delivery to) {
        next = 0;
        long done = to.committed().map(Committed::position).orElse(Committed.NOTHING);
        Pace pace = null;
        for (int round = 0; ; round++) {
            Iterator<Body> bodies = new EventHubBodies(Scenarios.simulate(spec(round)));
            List<Payload> batch = new ArrayList<>();
            while (bodies.hasNext()) {
                Body body = bodies.next();
                long position = next++;
                if (position <= done) {
                    continue;
                }
                if (pace == null) {
                    pace = new Pace(body.arrival(), config.speed());
                }
                if (pace.now().isBefore(body.arrival()) || batch.size() >= MOST_AT_ONCE) {
                    hand(to, batch);
                    await(to, pace, body.arrival());
                }
                batch.add(new Payload(
                        position,
                        Long.toString(position),
                        body.arrival(),
                        body.json().getBytes(UTF_8)));
            }
            hand(to, batch);
            if (!audience.wantsMore()) {
                standStill(to, pace, spec(round + 1).start());
            }
        }
    }

    private void standStill(Delivery to, @Nullable Pace pace, Instant end) {
        if (pace != null) {
            await(to, pace, end);
        }
        audience.reached(end);
        while (true) {
            to.keepAlive();
            rest(STEP_MILLIS);
        }
    }

    private void hand(Delivery to, List<Payload> batch) {
        if (!batch.isEmpty()) {
            deliver(to, batch);
            told = batch.get(batch.size() - 1).enqueuedAt();
            batch.clear();
            audience.reached(told);
        }
        progress(Duration.ZERO);
    }

    private void await(Delivery to, Pace pace, Instant arrival) {
        while (pace.now().isBefore(arrival)) {
            Instant now = pace.now();
            if (now.isAfter(told)) {
                to.idle(now);
                audience.reached(now);
            }
            to.keepAlive();
            rest(Math.min(STEP_MILLIS, 1 + pace.until(arrival).toMillis()));
        }
    }

    private ScenarioSpec spec(int round) {
        ScenarioSpec spec = spec(config);
        return spec.withStart(spec.start().plus(length.multipliedBy(round)));
    }

    /** Simulated time: so many times as fast as the clock, from the first record on. */
    private record Pace(Instant start, int speed, long began) {
        Pace(Instant start, int speed) {
            this(start, speed, System.nanoTime());
        }

        Instant now() {
            return start.plus(Duration.ofNanos(System.nanoTime() - began).multipliedBy(speed));
        }

        Duration until(Instant arrival) {
            return Duration.between(now(), arrival).dividedBy(speed);
        }
    }
}
