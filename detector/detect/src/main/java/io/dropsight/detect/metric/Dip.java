package io.dropsight.detect.metric;

/**
 * A fall of a hub's connected devices, clean disconnects left out.
 *
 * @param fromMinute event time, minutes since 1970, of the last count before it
 * @param toMinute   of the count after it
 * @param before     connected devices then
 * @param after      and after it, with those that left cleanly
 * @param usual      worst fall over as long a time in the last 7 days; a share of 0 to 1
 */
public record Dip(long fromMinute, long toMinute, double before, double after, double usual) {
    public double lost() {
        return before - after;
    }

    /** Share of the connected devices; 0 to 1. */
    public double depth() {
        return before <= 0 ? 0 : Math.min(1, lost() / before);
    }
}
