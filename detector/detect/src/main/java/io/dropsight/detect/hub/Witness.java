package io.dropsight.detect.hub;

import io.dropsight.detect.metric.Dip;
import java.util.Optional;

/** What the hub's own count of connected devices shows beside the log: a second witness, never the only reason. */
@FunctionalInterface
interface Witness {
    /** @param minute event time, minutes since 1970 */
    Optional<Dip> dipAt(long minute);
}
