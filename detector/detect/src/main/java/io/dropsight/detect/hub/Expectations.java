package io.dropsight.detect.hub;

import io.dropsight.detect.DropFact;
import org.jspecify.annotations.Nullable;

/** What the judges of single devices know that the mass test asks for. */
interface Expectations {
    /** Whether the device's own verdict, or a lifetime that its hub has shown, foretold this drop. */
    boolean explain(DropFact drop);

    /** Whether two or more devices of the hub have shown a period of so many seconds. */
    boolean isPeriodOfHub(double seconds, double tolerance);

    /**
     * When the devices that dropped in a time and are back will drop together again; null if that is not known.
     *
     * @param from first event time, seconds
     * @param to   last one
     * @param own  whether those drops were the devices' own expiries
     */
    @Nullable
    Wave waveAfter(long from, long to, boolean own);

    /** @param at event time of the first drops, seconds */
    record Wave(long at, int devices) {}
}
