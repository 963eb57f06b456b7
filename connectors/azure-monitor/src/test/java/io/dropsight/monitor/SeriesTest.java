package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void handsOnWhatFollowsWithoutAHole() {
        Series series = Series.of(points(10, 11, 12), 10, at(14), PATIENCE);
        assertThat(series).isEqualTo(new Series(points(10, 11, 12), 0, false));
    }

    @Test
    void holdsBackWhatFollowsAYoungHole() {
        Series series = Series.of(points(10, 12, 13), 10, at(16), PATIENCE);
        assertThat(series).isEqualTo(new Series(points(10), 0, true));
    }

    @Test
    void givesUpAMinuteThatIsMissingForLongerThanPatience() {
        assertThat(Series.of(points(10, 12), 10, at(17).minusMillis(1), PATIENCE)
                        .ready())
                .hasSize(1);
        assertThat(Series.of(points(10, 12), 10, at(17), PATIENCE)).isEqualTo(new Series(points(10, 12), 1, false));
    }

    @Test
    void takesNoSilenceForAHole() {
        assertThat(Series.of(List.of(), 10, at(500), PATIENCE)).isEqualTo(new Series(List.of(), 0, false));
    }

    @Test
    void leavesOutWhatWasDeliveredBeforeAndDoubles() {
        Series series = Series.of(points(8, 9, 10, 10, 11), 10, at(14), PATIENCE);
        assertThat(series).isEqualTo(new Series(points(10, 11), 0, false));
    }

    @Test
    void deliversEachMinuteOnceAndInOrderWhateverTheDelays() {
        long seed = System.nanoTime();
        System.out.println("SeriesTest seed " + seed);
        Random random = new Random(seed);
        List<Long> comesAt = new ArrayList<>(); // of each minute; some after patience has ended
        for (int minute = 0; minute < 500; minute++) {
            comesAt.add(minute + 1 + (long) Math.abs(random.nextGaussian() * 3));
        }
        List<Long> delivered = new ArrayList<>();
        long next = 0;
        long missing = 0;
        for (long now = 0; now < 600; now++) {
            List<Point> there = new ArrayList<>();
            for (int minute = 0; minute < 500; minute++) {
                if (comesAt.get(minute) <= now) {
                    there.addAll(points(minute));
                }
            }
            Series series = Series.of(there, next, at(now), PATIENCE);
            series.ready().forEach(point -> delivered.add(point.minute()));
            missing += series.missing();
            next = delivered.isEmpty() ? 0 : delivered.get(delivered.size() - 1) + 1;
        }
        List<Long> sorted = new ArrayList<>(delivered);
        Collections.sort(sorted);
        assertThat(delivered).isEqualTo(sorted).doesNotHaveDuplicates();
        assertThat(delivered.size() + missing).as("seed %d", seed).isEqualTo(500);
        for (long minute = 0; minute < 500; minute++) {
            if (!delivered.contains(minute)) {
                assertThat(comesAt.get((int) minute))
                        .as("minute %d, seed %d", minute, seed)
                        .isGreaterThan(minute + 6);
            }
        }
    }

    private static List<Point> points(long... minutes) {
        return LongStream.of(minutes)
                .mapToObj(minute -> new Point(at(minute), minute))
                .toList();
    }

    private static Instant at(long minute) {
        return Instant.ofEpochSecond(minute * 60);
    }
}
