package io.dropsight.simulator.world;

import java.util.PriorityQueue;

/** What is to happen, in the order of time; at equal times in the order in which it was planned. */
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private double now = Double.NEGATIVE_INFINITY;
    private long number;

    private record Entry(double at, long number, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int order = Double.compare(at, other.at);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    /** What is planned for the past happens at once. */
    void add(double at, Runnable action) {
        entries.add(new Entry(Math.max(at, now), number++, action));
    }

    double now() {
        return now;
    }

    /** Infinity if nothing is left. */
    double nextAt() {
        Entry next = entries.peek();
        return next == null ? Double.POSITIVE_INFINITY : next.at();
    }

    void step() {
        Entry next = entries.remove();
        now = next.at();
        next.action().run();
    }
}
