package io.dropsight.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Dips of one series; minutes since a midnight. */
class MetricWatchTest {
    private static final long MIDNIGHT = 29_540_160;
    private static final int DAY = 1440;
    private static final MetricWatch.Incidents NO_INCIDENT = (from, to) -> false;

    private MetricWatch watch = new MetricWatch(MetricConfig.DEFAULTS);
    private final List<Dip> dips = new ArrayList<>();

    private void play(int from, int to, LongToDoubleFunction value) {
        play(from, to, value, MetricWatch.Departures.NONE);
    }

    /** Tells a dip once, as its owner does; NaN is no point. */
    private void play(int from, int to, LongToDoubleFunction value, MetricWatch.Departures left) {
        long earliest = 0;
        for (int at = from; at < to; at++) {
            double v = value.applyAsDouble(at);
            if (!Double.isNaN(v)) {
                watch.point(MIDNIGHT + at, v, left, NO_INCIDENT);
                Dip dip = watch.dip(left, earliest);
                if (dip != null) {
                    dips.add(dip);
                    watch.told(dip);
                    earliest = dip.toMinute();
                }
            }
        }
    }

    private static double noisy(Random dice, double mean, double share) {
        return Math.round(mean * (1 + share * dice.nextGaussian()));
    }

    @Test
    void aSharpFallShowsWithTheSecondCount() {
        play(0, 2 * DAY, at -> 1000);
        play(2 * DAY, 2 * DAY + 1, at -> 950);
        assertThat(dips).isEmpty();
        play(2 * DAY + 1, 2 * DAY + 2, at -> 950);
        assertThat(dips).hasSize(1);
        assertThat(dips.get(0).before()).isEqualTo(1000);
        assertThat(dips.get(0).lost()).isEqualTo(50);
        assertThat(dips.get(0).depth()).isEqualTo(0.05);
        assertThat(dips.get(0).toMinute()).isEqualTo(MIDNIGHT + 2 * DAY + 1);
    }

    @Test
    void onTheFirstDayOnlyASharpFallIsADip() {
        play(0, 300, at -> 1000);
        play(300, 340, at -> 1000 - 10 * (at - 300));
        assertThat(dips).isEmpty();
        watch = new MetricWatch(MetricConfig.DEFAULTS);
        play(0, 300, at -> 1000);
        play(300, 303, at -> 850);
        assertThat(dips).hasSize(1);
    }

    @Test
    void aSlowFallShowsInItsHalfHour() {
        play(0, 2 * DAY, at -> 1000);
        play(2 * DAY, 2 * DAY + 40, at -> 1000 - 2 * (at - 2 * DAY));
        assertThat(dips).isNotEmpty();
        assertThat(dips.get(0).toMinute() - dips.get(0).fromMinute()).isBetween(15L, 30L);
    }

    @Test
    void aFallOfLessThanFiveDevicesOrThreePercentIsNone() {
        play(0, 2 * DAY, at -> 40);
        play(2 * DAY, 2 * DAY + 60, at -> 36);
        assertThat(dips).isEmpty();
        watch = new MetricWatch(MetricConfig.DEFAULTS);
        play(0, 2 * DAY, at -> 1000);
        play(2 * DAY, 2 * DAY + 60, at -> 971);
        assertThat(dips).isEmpty();
        watch = new MetricWatch(MetricConfig.DEFAULTS);
        play(0, 2 * DAY, at -> 9);
        play(2 * DAY, 2 * DAY + 60, at -> 0);
        assertThat(dips).isEmpty();
    }

    @Test
    void aMinuteWithoutAPointIsNoZero() {
        Random dice = new Random(31);
        play(0, 3 * DAY, at -> dice.nextInt(3) == 0 || at % 500 < 120 ? Double.NaN : 1000);
        assertThat(dips).isEmpty();
    }

    @Test
    void oneLoneZeroIsNoDip() {
        play(0, 3 * DAY, at -> at % 700 == 699 ? 0 : 1000);
        assertThat(dips).isEmpty();
    }

    @Test
    void devicesThatLeaveCleanlyAreNoDip() {
        play(0, 2 * DAY, at -> 1000);
        play(2 * DAY, 2 * DAY + 60, at -> 1000 - 10 * (at - 2 * DAY), (from, to) ->
                (int) (10 * (Math.max(0, to - MIDNIGHT - 2 * DAY) - Math.max(0, from - MIDNIGHT - 2 * DAY))));
        assertThat(dips).isEmpty();
    }

    @Test
    void theDaysOwnFallsAreLearntInADay() {
        play(0, 7 * DAY, at -> 1000 + 400 * Math.sin(2 * Math.PI * at / DAY));
        assertThat(dips).isEmpty();
        play(7 * DAY, 7 * DAY + 10, at -> 800);
        assertThat(dips).as("20 %% in two minutes").hasSize(1);
    }

    @Test
    void aNightlyShutdownIsToldOnceAndThenAHabit() {
        play(0, 7 * DAY, at -> at % DAY > 420 && at % DAY < 1080 ? 500 : 40);
        assertThat(dips).hasSize(1);
        assertThat(dips.get(0).toMinute()).isLessThan(MIDNIGHT + DAY);
    }

    @Test
    void noiseRaisesNothing() {
        Random dice = new Random(32);
        for (int size : new int[] {12, 60, 500, 5000}) {
            watch = new MetricWatch(MetricConfig.DEFAULTS);
            play(0, 14 * DAY, at -> noisy(dice, size + size / 5.0 * Math.sin(2 * Math.PI * at / DAY), 0.004));
        }
        System.out.printf("metric, seed 32: %d false dips in 56 hub-days of noise%n", dips.size());
        assertThat(dips).isEmpty();
    }

    @Test
    void pointsMayComeInAnyOrderWithinTheHour() {
        play(0, 2 * DAY, at -> 1000);
        for (int at : new int[] {4, 2, 3, 0, 1}) {
            watch.point(MIDNIGHT + 2 * DAY + at, 900, MetricWatch.Departures.NONE, NO_INCIDENT);
        }
        Dip dip = watch.dip(MetricWatch.Departures.NONE, 0);
        assertThat(dip).isNotNull();
        assertThat(dip.lost()).isEqualTo(100);
        watch.point(MIDNIGHT + 2 * DAY - 90, 0, MetricWatch.Departures.NONE, NO_INCIDENT);
        assertThat(watch.valueAt(MIDNIGHT + 2 * DAY - 90)).isEqualTo(1000);
        watch.point(MIDNIGHT + 2 * DAY, Double.NaN, MetricWatch.Departures.NONE, NO_INCIDENT);
        watch.point(MIDNIGHT + 2 * DAY, -1, MetricWatch.Departures.NONE, NO_INCIDENT);
        assertThat(watch.valueAt(MIDNIGHT + 2 * DAY)).isEqualTo(900);
    }

    @Test
    void aRestartAtAnyPointLeavesNoTrace() {
        Random dice = new Random(33);
        MetricWatch uncut = new MetricWatch(MetricConfig.DEFAULTS);
        for (int at = 0; at < 3 * DAY; at++) {
            double value = at % 900 > 850 ? 850 : noisy(dice, 1000, 0.003);
            byte[] bytes = watch.write();
            assertThat(bytes.length).isLessThanOrEqualTo(800);
            watch = MetricWatch.read(MetricConfig.DEFAULTS, ByteBuffer.wrap(bytes));
            watch.point(MIDNIGHT + at, value, MetricWatch.Departures.NONE, NO_INCIDENT);
            uncut.point(MIDNIGHT + at, value, MetricWatch.Departures.NONE, NO_INCIDENT);
            assertThat(watch.dip(MetricWatch.Departures.NONE, 0)).isEqualTo(uncut.dip(MetricWatch.Departures.NONE, 0));
        }
        assertThat(watch.write()).isEqualTo(uncut.write());
    }

    @Test
    void refusesAStateThatItDoesNotKnow() {
        byte[] other = watch.write();
        other[0] = 9;
        assertThatThrownBy(() -> MetricWatch.read(MetricConfig.DEFAULTS, ByteBuffer.wrap(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metric state of version 9: this program reads 1");
    }
}
