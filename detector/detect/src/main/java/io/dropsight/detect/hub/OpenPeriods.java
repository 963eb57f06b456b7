package io.dropsight.detect.hub;

import io.dropsight.detect.periodic.HubPeriods;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The periods of a hub's open periodic verdicts, as they were when those opened: they do not move, so that a restart finds
 * the same. Kept sorted, since what devices share is asked for after each that opens or resolves.
 */
final class OpenPeriods {
    private double[] sorted = new double[16];
    private int size;
    private @Nullable HubPeriods shared;

    void add(double seconds) {
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, 2 * size);
        }
        int found = Arrays.binarySearch(sorted, 0, size, seconds);
        int place = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = seconds;
        size++;
        shared = null;
    }

    /** One that was added. */
    void remove(double seconds) {
        int place = Arrays.binarySearch(sorted, 0, size, seconds);
        if (place < 0) {
            throw new IllegalStateException("a period of " + seconds + " s is not open");
        }
        size--;
        System.arraycopy(sorted, place + 1, sorted, place, size - place);
        shared = null;
    }

    /** Periods that two or more devices show. */
    HubPeriods shared() {
        HubPeriods it = shared;
        if (it == null) {
            it = HubPeriods.sharedBy(Arrays.copyOf(sorted, size));
            shared = it;
        }
        return it;
    }
}
