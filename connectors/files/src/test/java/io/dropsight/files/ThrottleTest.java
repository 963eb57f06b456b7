package io.dropsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    @Test
    void tellsTenTimesASecondAndTheEnd() {
        long[] now = {Long.MAX_VALUE - 5}; // a clock of nanoseconds may overflow
        List<Long> told = new ArrayList<>();
        var throttle = new Throttle((phase, done, total, records) -> told.add(done), () -> now[0]);
        for (long millis = 0; millis < 1_000; millis++) {
            throttle.at(Progress.Phase.READING, millis, 1_000, 0);
            now[0] += TimeUnit.MILLISECONDS.toNanos(1);
        }
        throttle.end(Progress.Phase.READING, 1_000, 1_000, 0);
        assertThat(told).containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L, 1_000L);
    }
}
