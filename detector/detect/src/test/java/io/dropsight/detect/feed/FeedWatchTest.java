package io.dropsight.detect.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log's own flow says; seeds are in the test. */
class FeedWatchTest {
    private static final int DAY = 1440;
    /** After which what is usual is known. */
    private static final int BASE = 2 * DAY;

    @Test
    void saysNothingOfASteadyLog() {
        Log log = new Log(1).minutes(3 * DAY, 2);
        assertThat(log.said).isEmpty();
        assertThat(log.watch.isBlind()).isFalse();
    }

    @Test
    void aBusyHubsSilenceIsAGapAfterAQuarterOfAnHour() {
        Log log = new Log(2).minutes(BASE, 5).silence(60);
        assertThat(log.said).containsExactly("gap opened at " + (BASE + 15));
        assertThat(log.last.expected).isCloseTo(75, within(10.0));
        assertThat(log.last.since).isEqualTo(Log.MIDNIGHT + BASE * 60_000L);
        assertThat(log.watch.isGap()).isTrue();
    }

    @Test
    void aHubOfTwoRecordsAnHourMaySleepForHours() {
        Log log = new Log(3, 20).minutes(3 * DAY, 1 / 30.0).silence(4 * 60);
        assertThat(log.said).isEmpty();
        log.silence(20 * 60);
        assertThat(log.said).as("a day is another matter").hasSize(1);
    }

    @Test
    void aDeviceThatNeverStopsIsNotMissedWhenItDoes() {
        Log log = new Log(27);
        for (int i = 0; i < 3 * DAY; i++) {
            log.chatter(1, i % 90 == 0 ? 1 : 0);
        }
        assertThat(log.silence(150).said).isEmpty();
        log = new Log(28, 4).minutes(BASE, 3).silence(DAY);
        assertThat(log.said).as("four devices").isEmpty();
    }

    @Test
    void aHubThatHasHardlySaidAnythingCannotBeMissed() {
        Log log = new Log(4, 5).minutes(60, 3).silence(3 * DAY);
        assertThat(log.said).isEmpty();
    }

    @Test
    void aQuietNightIsNoGapNotEvenTheFirst() {
        DoubleUnaryOperator shifts = at -> at / 60 % 24 >= 7 && at / 60 % 24 < 19 ? 3 : 0.1;
        Log log = new Log(5).minutes(5 * DAY, shifts);
        assertThat(log.said).isEmpty();
        log.minutes(12 * 60, shifts).silence(30);
        assertThat(log.said).as("by day it is one").hasSize(1);
    }

    @Test
    void whenTheDevicesHaveGoneHomeNobodySpeaks() {
        Log log = new Log(6).minutes(11 * 60, 3);
        log.watch.fleet(2, 500, log.watch.lastMillis());
        log.silence(12 * 60);
        assertThat(log.said).isEmpty();
    }

    @Test
    void whatWasHeldBackComesAndTheGapIsOver() {
        Log log = new Log(7).minutes(BASE, 4).silence(60).late(2, 120, 1_800).minutes(60, 4);
        assertThat(log.said).containsExactly("gap opened at " + (BASE + 15), "gap closed at " + (BASE + 65));
        assertThat(log.last.recoveredShare()).isGreaterThan(0.8);
        assertThat(log.last.silence(0)).isEqualTo(60 * 60_000L);
        assertThat(log.watch.isBlind()).isFalse();
        assertThat(log.watch.notBefore(0)).isEqualTo(log.last.closedAt);
    }

    @Test
    void whatIsLostIsSaidToBe() {
        Log log = new Log(8).minutes(BASE, 4).silence(60).minutes(60, 4);
        assertThat(log.said).containsExactly("gap opened at " + (BASE + 15), "gap closed at " + (BASE + 64));
        assertThat(log.last.recovered).isZero();
        log.minutes(4 * 60, 4).silence(30);
        assertThat(log.said).as("and the next one is found").hasSize(3);
    }

    @Test
    void aFleetThatGrewQuietForGoodRaisesNoAlertAnHour() {
        Log log = new Log(9).minutes(2 * DAY, 3).minutes(4 * DAY, 1 / 100.0);
        assertThat(log.said.stream().filter(line -> line.contains("opened"))).hasSizeLessThanOrEqualTo(2);
        assertThat(log.watch.isBlind()).isFalse();
    }

    @Test
    void aNightlyStopIsLearnt() {
        Log log = new Log(10).minutes(7 * DAY, at -> at / 60 % 24 == 3 ? 0 : 3);
        assertThat(log.said.stream().filter(line -> line.contains("opened"))).hasSizeLessThanOrEqualTo(2);
        assertThat(log.said.stream().filter(line -> line.contains("closed at 7") || line.contains("closed at 8")))
                .isEmpty();
    }

    @Test
    void aHubThatIsGoneForAWeekIsForgotten() {
        Log log = new Log(11).minutes(BASE, 3).silence(9 * DAY);
        assertThat(log.said).containsExactly("gap opened at " + (BASE + 15), "gap closed at " + (BASE + 7 * DAY));
        assertThat(log.watch.isBlind()).isFalse();
    }

    @Test
    void aDelayThatGrowsToTwentyMinutesIsOneAlert() {
        Log log = new Log(12).minutes(BASE, 4);
        for (int lag = 1; lag <= 20; lag++) {
            log.late(2, 4, 60L * lag);
        }
        log.late(120, 4, 1_200);
        for (int lag = 20; lag > 0; lag--) {
            log.late(2, 5, 60L * lag);
        }
        log.minutes(120, 4);
        assertThat(log.said).hasSize(2);
        assertThat(log.said.get(0)).startsWith("delay opened");
        assertThat(log.said.get(1)).startsWith("delay closed");
        assertThat(log.last.worstLagSeconds).isCloseTo(1_200, within(1.0));
    }

    @Test
    void aLogThatHoversAtTheEdgeDoesNotFlap() {
        Log log = new Log(13).minutes(BASE, 6);
        for (int i = 0; i < 600; i++) {
            int n = log.poisson(6);
            log.tell(n, Math.min(n, log.poisson(1.5)), 0, 0, 0);
        }
        log.minutes(BASE, 6);
        assertThat(log.said).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void theStragglersOfABurstAreNoDelay() {
        Log log = new Log(29).minutes(BASE, 2).tell(600, 0, 0, 0, 0).silence(8);
        for (int i = 0; i < 14; i++) {
            log.tell(1, 1, 0, 0, 0);
        }
        assertThat(log.minutes(60, 2).said).isEmpty();
    }

    @Test
    void aFewLateRecordsAreNoDelay() {
        Log log = new Log(14).minutes(BASE, 6);
        for (int i = 0; i < DAY; i++) {
            log.tell(log.poisson(6), log.dice.nextInt(20) == 0 ? 1 : 0, 0, 0, 0);
        }
        assertThat(log.said).isEmpty();
    }

    @Test
    void recordsThatStayLateAfterAGapAreADelay() {
        Log log = new Log(15).minutes(BASE, 4).silence(25).late(120, 4, 1_500).minutes(90, 4);
        assertThat(log.said).hasSize(4);
        assertThat(log.said.get(1)).startsWith("gap closed");
        assertThat(log.said.get(2))
                .startsWith("delay opened")
                .endsWith(log.said.get(1).substring(10));
        assertThat(log.said.get(3)).startsWith("delay closed");
    }

    @Test
    void aDelayThatFallsSilentIsAGapAndOnlyThat() {
        Log log = new Log(16).minutes(BASE, 4).late(60, 4, 900).silence(60);
        assertThat(log.said).hasSize(3);
        assertThat(log.said.get(1)).startsWith("delay closed");
        assertThat(log.said.get(2)).startsWith("gap opened");
    }

    @Test
    void recordsFromTheFutureAreNoSilence() {
        Log log = new Log(17).minutes(BASE, 4);
        for (int i = 0; i < 60; i++) {
            log.tell(0, 0, 4, 0, 4);
        }
        assertThat(log.said).hasSize(1);
        assertThat(log.said.get(0)).startsWith("delay opened");
        assertThat(log.last.ahead).isPositive();
    }

    @Test
    void recordsThatComeASecondTimeAreNoSilence() {
        Log log = new Log(18).minutes(BASE, 4);
        for (int i = 0; i < 60; i++) {
            log.tell(0, 0, 0, 3, 0);
        }
        assertThat(log.said).isEmpty();
    }

    @Test
    void oneSourceThatFallsSilentWhileOthersFlowIsAGapOfThatSource() {
        String[] all = {"eh/0", "eh/1", "eh/2", "eh/3"};
        Log log = new Log(19).from(DAY, 0.7, all).from(120, 0.7, "eh/0", "eh/1", "eh/3");
        assertThat(log.said).hasSize(1);
        assertThat(log.last.sources).containsExactly("eh/2");
        assertThat(log.last.gap).isTrue();
        log.from(30, 0.7, all);
        assertThat(log.said).hasSize(2);
        assertThat(log.watch.isBlind()).isFalse();
    }

    @Test
    void aSourceThatNeverComesBackIsForgottenAfterADay() {
        Log log = new Log(20).from(DAY, 0.7, "eh/0", "eh/1").from(2 * DAY, 0.7, "eh/1");
        assertThat(log.said).hasSize(2);
        assertThat(log.said.get(1)).startsWith("gap closed");
    }

    @Test
    void sourcesThatSpeakEvenlyRaiseNothing() {
        String[] all = {"eh/0", "eh/1", "eh/2", "eh/3", "eh/4", "eh/5", "eh/6", "eh/7"};
        assertThat(new Log(21).from(7 * DAY, 0.05, all).said).isEmpty();
    }

    @Test
    void whenAllSourcesFallSilentItIsTheHubs() {
        String[] all = {"eh/0", "eh/1", "eh/2", "eh/3"};
        Log log = new Log(22)
                .from(DAY, 0.7, all)
                .from(60, 0.7, "eh/0", "eh/1", "eh/3")
                .silence(60);
        assertThat(log.said).hasSize(2);
        assertThat(log.said.get(1)).startsWith("gap changed");
        assertThat(log.last.sources).isEmpty();
    }

    @Test
    void nothingIsConcludedFromSilenceWhileItIsSuspicious() {
        Log log = new Log(23).minutes(BASE, 4);
        long last = log.watch.lastMillis();
        log.silence(12);
        assertThat(log.said).isEmpty();
        assertThat(log.watch.notBefore(last + 5 * 60_000)).isEqualTo(last + 5 * 60_000);
        assertThat(log.watch.notBefore(last + 11 * 60_000)).isEqualTo(FeedWatch.NONE);
        log.minutes(1, 4);
        assertThat(log.watch.notBefore(last + 11 * 60_000)).isEqualTo(log.watch.lastMillis() + 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {24, 25})
    void aRestartAtAnyMinuteLeavesNoTrace(long seed) {
        Log uncut = new Log(seed);
        Log cut = new Log(seed);
        for (int i = 0; i < 3 * DAY; i++) {
            boolean silent = i % 700 > 640;
            String[] sources = i % 2000 > 1800 ? new String[] {"a", "b"} : new String[] {"a", "b", "c"};
            uncut.from(1, silent ? 0 : 0.9, sources);
            cut.restart().from(1, silent ? 0 : 0.9, sources);
            if (i % 1100 > 1000) {
                uncut.late(1, 5, 1_000);
                cut.late(1, 5, 1_000);
            }
        }
        assertThat(cut.said).isEqualTo(uncut.said).hasSizeGreaterThan(4);
        assertThat(cut.watch.write()).isEqualTo(uncut.watch.write());
        assertThat(cut.largest).isLessThanOrEqualTo(2_200);
    }

    @Test
    void manySourcesWithLongNamesStayBounded() {
        Log log = new Log(26);
        String[] names = new String[100];
        for (int i = 0; i < names.length; i++) {
            names[i] = ("eventhub/namespace/insights-logs-connections/" + i + "-").repeat(2);
        }
        log.from(200, 0.5, names).restart();
        assertThat(log.largest).isLessThanOrEqualTo(6_000);
    }

    @Test
    void refusesAStateThatItDoesNotKnow() {
        byte[] other = new FeedWatch(FeedConfig.DEFAULTS).write();
        other[0] = 9;
        assertThatThrownBy(() -> FeedWatch.read(FeedConfig.DEFAULTS, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feed state of version 9: this program reads 1");
        assertThat(new FeedMinute(1, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()).isLively())
                .isFalse();
    }
}
