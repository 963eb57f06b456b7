package io.dropsight.monitor;

import java.time.Instant;

/**
 * A count that Azure Monitor has; of a minute that it has none for there is no point.
 *
 * @param at    begin of the minute
 * @param value connected devices, averaged over the minute
 */
record Point(Instant at, double value) {
    /** Minutes since 1970: the position in the series. */
    long minute() {
        return at.getEpochSecond() / 60;
    }
}
