package io.dropsight.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which points may be delivered, so that each minute is delivered once and minutes rise. A point that comes before an
 * earlier one waits for that, until patience ends; then the minute between is missing. Behind the newest point nothing
 * is missing yet.
 *
 * @param ready   in rising order
 * @param missing minutes before or between them that are given up
 * @param held    whether points wait
 */
record Series(List<Point> ready, long missing, boolean held) {
    /** @param points in rising order; those before {@code from} are left out */
    static Series of(List<Point> points, long from, Instant now, Duration patience) {
        List<Point> ready = new ArrayList<>();
        long missing = 0;
        long next = from;
        for (Point point : points) {
            if (point.minute() < next) {
                continue;
            }
            boolean hole = point.minute() > next;
            if (hole && point.at().plus(patience).isAfter(now)) { // begins when the last missing minute ended
                return new Series(ready, missing, true);
            }
            missing += point.minute() - next;
            ready.add(point);
            next = point.minute() + 1;
        }
        return new Series(ready, missing, false);
    }
}
