package io.dropsight.simulator;

import io.dropsight.model.Operation;
import io.dropsight.simulator.Label.Clock;
import io.dropsight.simulator.Persona.Ending;
import io.dropsight.simulator.Persona.Mishaps;
import io.dropsight.simulator.Persona.Rhythm;
import java.time.Duration;

/**
 * The life of one device, told drop by drop. Times are seconds since the log's start; what is before it or after its
 * end happens but is not written. Not thread-safe.
 */
final class Story {
    /** Lived before the log starts, so that the start finds sessions of all ages. */
    private static final double BEFORE_SECONDS = 86_400;

    private static final double JOINING_SHARE = 0.1;
    private static final double MINIMUM_SESSION_SECONDS = 0.5;

    private final Persona persona;
    private final Dice dice;
    private final double end;
    private final double epochStart;

    private Turn turn = Turn.CONNECT;
    private double nextAt;
    /** When the token expires or the schedule strikes. */
    private double dueAt;

    private int expiries;
    private double firstExpiry = Double.NaN;

    private enum Turn {
        CONNECT,
        MISHAP,
        RHYTHM
    }

    /** Where a story is written. */
    @FunctionalInterface
    interface Log {
        void write(double atSeconds, Operation operation, Outcome outcome);

        /** A periodic drop in view, told before its records. */
        default void expired(double atSeconds) {}

        Log NONE = (at, operation, outcome) -> {};
    }

    Story(Persona persona, FleetSpec spec) {
        this.persona = persona;
        this.dice = Dice.of(spec.seed(), Dice.Strand.STORY, persona.index());
        this.end = seconds(spec.span());
        this.epochStart = spec.start().getEpochSecond();
        double longest = 0;
        if (persona.rhythm() != null && persona.rhythm().clock() != Clock.ANCHORED) {
            longest = seconds(persona.rhythm().ages().get(0));
        }
        boolean joins = dice.chance(JOINING_SHARE);
        double position = dice.unit();
        nextAt = joins ? position * end / 3 : -BEFORE_SECONDS - position * longest;
        if (persona.rhythm() != null) {
            dueAt = dueAfter(persona.rhythm(), nextAt);
        }
    }

    int index() {
        return persona.index();
    }

    /** Nothing that is still to be told happens before; at or after the log's end it is over. */
    double nextAt() {
        return nextAt;
    }

    boolean isOver() {
        return nextAt >= end;
    }

    int expiries() {
        return expiries;
    }

    /** NaN if there was none. */
    double firstExpiry() {
        return firstExpiry;
    }

    /** Tells the next drop, up to the connect after it. */
    void advance(Log log) {
        double back = nextAt;
        Rhythm rhythm = persona.rhythm();
        if (turn == Turn.MISHAP) {
            back = mishap(nextAt, log);
            if (rhythm != null && rhythm.clock() == Clock.TOKEN && back >= dueAt) {
                back = expiredWhileDown(rhythm, back, log);
            }
        } else if (turn == Turn.RHYTHM && rhythm != null) {
            back = periodicDrop(rhythm, nextAt, log);
        }
        write(log, back, Operation.CONNECT, Outcome.FINE);
        plan(back);
    }

    private void plan(double connectedAt) {
        Mishaps mishaps = persona.mishaps();
        turn = Turn.MISHAP;
        nextAt = mishaps.perDay() > 0
                ? connectedAt + Math.max(MINIMUM_SESSION_SECONDS, mishaps.law().draw(dice, 86_400 / mishaps.perDay()))
                : Double.POSITIVE_INFINITY;
        Rhythm rhythm = persona.rhythm();
        if (rhythm != null) {
            if (rhythm.clock() == Clock.SESSION || dueAt <= connectedAt) {
                dueAt = dueAfter(rhythm, connectedAt);
            }
            if (dueAt <= nextAt) {
                nextAt = dueAt;
                turn = Turn.RHYTHM;
            }
        }
    }

    private double dueAfter(Rhythm rhythm, double from) {
        double age = seconds(dice.oneOf(rhythm.ages()));
        if (rhythm.clock() != Clock.ANCHORED) {
            return from + Math.max(MINIMUM_SESSION_SECONDS, age + dice.jitter(rhythm.jitterSeconds()));
        }
        double turnNumber = StrictMath.floor((epochStart + from - rhythm.phaseSeconds()) / age);
        double due = from;
        while (due <= from) { // jitter may bring this turn's drop before or after its time
            due = turnNumber * age + rhythm.phaseSeconds() - epochStart + dice.jitter(rhythm.jitterSeconds());
            turnNumber++;
        }
        return due;
    }

    private double periodicDrop(Rhythm rhythm, double at, Log log) {
        if (at >= 0 && at < end) {
            expiries++;
            log.expired(at);
            firstExpiry = Double.isNaN(firstExpiry) ? at : firstExpiry;
        }
        double back = at + rhythm.cause().secondsDown(dice, rhythm.downSeconds());
        if (rhythm.ending() == Ending.CLEAN) {
            write(log, at, Operation.DISCONNECT, Outcome.FINE);
        } else {
            double closedAt = at;
            if (rhythm.ending() == Ending.UNAUTHORIZED) {
                write(log, at, Operation.DISCONNECT, Outcome.UNAUTHORIZED);
                closedAt = at + dice.between(0, 3);
            }
            write(log, closedAt, Operation.DISCONNECT, Outcome.CLOSED_REMOTELY);
            if (dice.chance(rhythm.refusedShare())) {
                write(log, closedAt + (back - closedAt) * dice.unit(), Operation.CONNECT, Outcome.UNAUTHORIZED);
            }
        }
        if (rhythm.clock() == Clock.TOKEN) {
            dueAt = dueAfter(rhythm, at);
        } else if (rhythm.clock() == Clock.ANCHORED) { // not the same turn again, when it struck early
            dueAt = dueAfter(rhythm, at + seconds(rhythm.ages().get(0)) / 2);
        }
        return back;
    }

    /** No drop is written, for there is none: the device learns of its expired token when it comes back. */
    private double expiredWhileDown(Rhythm rhythm, double at, Log log) {
        double back = at;
        if (dice.chance(rhythm.refusedShare())) {
            write(log, at, Operation.CONNECT, Outcome.UNAUTHORIZED);
            back = at + dice.between(1, 6);
        }
        dueAt = dueAfter(rhythm, back);
        return back;
    }

    private double mishap(double at, Log log) {
        Mishaps mishaps = persona.mishaps();
        if (dice.chance(mishaps.cleanShare())) {
            write(log, at, Operation.DISCONNECT, Outcome.FINE);
            return at + Math.max(0.5, dice.logNormal(30, 1));
        }
        write(log, at, Operation.DISCONNECT, Outcome.CLOSED_REMOTELY);
        boolean asUsual = dice.chance(0.8);
        double down =
                switch (mishaps.habit()) {
                    case TCP_RESET -> asUsual ? dice.logNormal(3, 0.4) : dice.logNormal(120, 1);
                    case CRASH -> asUsual ? mishaps.habitSeconds() * (1 + dice.jitter(0.02)) : dice.logNormal(60, 1);
                    case NETWORK -> asUsual ? dice.logNormal(mishaps.habitSeconds(), 0.8) : dice.logNormal(5, 0.6);
                };
        return at + Math.max(0.2, down);
    }

    private void write(Log log, double at, Operation operation, Outcome outcome) {
        if (at >= 0 && at < end) {
            log.write(at, operation, outcome);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
