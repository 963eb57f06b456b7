package io.dropsight.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is to be looked at when: the first deadline, and whose it is, those of one time in an order of their own. A heap
 * in which each owner knows its place, so that moving a deadline, which nearly every record does, neither searches nor
 * allocates: O(log n). Not thread-safe.
 *
 * @param <T> the owners, each of which has one deadline at most and is in one heap only
 */
public final class Timers<T extends Timers.Timed> {
    public static final long NONE = Long.MAX_VALUE;
    private final Comparator<? super T> order;
    private final List<T> heap = new ArrayList<>();

    /** Has a deadline, and remembers its place for the heap. */
    public abstract static class Timed {
        private int place = -1;

        /** {@link Timers#NONE} if there is none. */
        protected abstract long deadline();
    }

    /** @param order of those with one deadline; only equal for the very same */
    public Timers(Comparator<? super T> order) {
        this.order = order;
    }

    /** To be called whenever its deadline has changed, and before anything else is asked. */
    public void update(T it) {
        int place = ((Timed) it).place;
        if (it.deadline() == NONE) {
            if (place >= 0) {
                remove(it, place);
            }
        } else if (place < 0) {
            heap.add(it);
            rise(it, heap.size() - 1);
        } else {
            settle(it, place);
        }
    }

    public long next() {
        return heap.isEmpty() ? NONE : heap.get(0).deadline();
    }

    /** The first of those with the next deadline; only if there is one. */
    public T first() {
        return heap.get(0);
    }

    private void remove(T it, int place) {
        T last = heap.remove(heap.size() - 1);
        if (last != it) {
            settle(last, place);
        }
        ((Timed) it).place = -1;
    }

    private boolean isBefore(T a, T b) {
        long one = a.deadline();
        long other = b.deadline();
        return one < other || one == other && order.compare(a, b) < 0;
    }

    private void settle(T it, int place) {
        if (place > 0 && isBefore(it, heap.get((place - 1) / 2))) {
            rise(it, place);
        } else {
            sink(it, place);
        }
    }

    private void rise(T it, int from) {
        int place = from;
        while (place > 0) {
            T above = heap.get((place - 1) / 2);
            if (!isBefore(it, above)) {
                break;
            }
            put(above, place);
            place = (place - 1) / 2;
        }
        put(it, place);
    }

    private void sink(T it, int from) {
        int place = from;
        for (int below = 2 * place + 1; below < heap.size(); below = 2 * place + 1) {
            if (below + 1 < heap.size() && isBefore(heap.get(below + 1), heap.get(below))) {
                below++;
            }
            T next = heap.get(below);
            if (!isBefore(next, it)) {
                break;
            }
            put(next, place);
            place = below;
        }
        put(it, place);
    }

    private void put(T it, int place) {
        heap.set(place, it);
        ((Timed) it).place = place;
    }
}
