package io.dropsight.simulator.scenario;

import static io.dropsight.simulator.Checks.require;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Which scenario to play.
 *
 * @param name         one of {@link Scenarios#names()}
 * @param seed         any number; another seed is another world of the same family
 * @param difficulty   0 is easy, 1 (the default) as hard as usual, 2 the hardest: more and likelier noise (drops of healthy
 *                     devices, lost, late and doubled records, jitter), rarer drops of sick devices, shallower incidents;
 *                     in [0, 2]
 * @param devices      how many; 1 to 1,000,000; the family's default if empty. A story that needs more devices than
 *                     that has less to tell
 * @param span         length of the log; 1 hour to 60 days; the family's default if empty. What a story plans for later
 *                     does not happen
 * @param hub          name of the IoT hub: 3 to 50 of {@code a-z 0-9 -}; default {@code sim-hub}
 * @param start        first event time, a whole second of the years 2000 to 2099; default 2026-03-02T00:00:00Z
 * @param wholeSeconds whether event times are cut to seconds, as captured; else 7 fraction digits; default true
 */
public record ScenarioSpec(
        String name,
        long seed,
        double difficulty,
        OptionalInt devices,
        Optional<Duration> span,
        String hub,
        Instant start,
        boolean wholeSeconds) {
    private static final Instant DEFAULT_START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2099-12-31T23:59:59Z");
    private static final int MOST_DEVICES = 1_000_000;
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(60);
    private static final Pattern HUB = Pattern.compile("[a-z0-9-]{3,50}");

    public ScenarioSpec {
        Scenarios.requireKnown(name);
        require(
                difficulty >= 0 && difficulty <= 2,
                "simulator.difficulty is %s: use 0 (easy) to 2 (hardest), such as 1",
                difficulty);
        require(
                devices.isEmpty() || devices.getAsInt() >= 1 && devices.getAsInt() <= MOST_DEVICES,
                "simulator.devices is %d: use 1 to %d, such as 500",
                devices.orElse(0),
                MOST_DEVICES);
        require(
                span.isEmpty()
                        || span.get().compareTo(SHORTEST) >= 0 && span.get().compareTo(LONGEST) <= 0,
                "simulator.span is %s: use 1 hour to 60 days, such as P2D",
                span.map(Duration::toString).orElse(""));
        require(
                HUB.matcher(hub).matches(),
                "simulator.hub is \"%s\": use 3 to 50 of a-z, 0-9 and -, such as sim-hub",
                hub);
        require(
                !start.isBefore(EARLIEST) && !start.isAfter(LATEST) && start.getNano() == 0,
                "simulator.start is %s: use a whole second of the years 2000 to 2099, such as 2026-03-02T00:00:00Z",
                start);
    }

    /** Difficulty 1; the family's devices and span. */
    public static ScenarioSpec of(String name, long seed) {
        return new ScenarioSpec(name, seed, 1, OptionalInt.empty(), Optional.empty(), "sim-hub", DEFAULT_START, true);
    }

    public ScenarioSpec withDifficulty(double factor) {
        return new ScenarioSpec(name, seed, factor, devices, span, hub, start, wholeSeconds);
    }

    public ScenarioSpec withDevices(int count) {
        return new ScenarioSpec(name, seed, difficulty, OptionalInt.of(count), span, hub, start, wholeSeconds);
    }

    public ScenarioSpec withSpan(Duration length) {
        return new ScenarioSpec(name, seed, difficulty, devices, Optional.of(length), hub, start, wholeSeconds);
    }

    public ScenarioSpec withHub(String newHub) {
        return new ScenarioSpec(name, seed, difficulty, devices, span, newHub, start, wholeSeconds);
    }

    public ScenarioSpec withStart(Instant newStart) {
        return new ScenarioSpec(name, seed, difficulty, devices, span, hub, newStart, wholeSeconds);
    }

    public ScenarioSpec withWholeSeconds(boolean whole) {
        return new ScenarioSpec(name, seed, difficulty, devices, span, hub, start, whole);
    }
}
