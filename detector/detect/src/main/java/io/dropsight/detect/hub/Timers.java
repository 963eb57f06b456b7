package io.dropsight.detect.hub;

import java.util.Comparator;
import java.util.TreeSet;

/** Deadlines by name; a name has one deadline at most. */
final class Timers {
    static final long NONE = Long.MAX_VALUE;

    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.comparingLong(Timer::deadline).thenComparing(Timer::name));

    private record Timer(long deadline, String name) {}

    void move(String name, long from, long to) {
        if (from == to) {
            return;
        }
        if (from != NONE) {
            timers.remove(new Timer(from, name));
        }
        if (to != NONE) {
            timers.add(new Timer(to, name));
        }
    }

    long next() {
        return timers.isEmpty() ? NONE : timers.first().deadline();
    }

    /** The first name of those with the next deadline; only if there is one. */
    String first() {
        return timers.first().name();
    }
}
