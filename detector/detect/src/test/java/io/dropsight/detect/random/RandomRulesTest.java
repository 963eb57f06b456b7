package io.dropsight.detect.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.device.History;
import io.dropsight.model.Cause;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules one by one, on a device's own memory. */
class RandomRulesTest {
    private static final int CLOSED = History.CLOSED;
    private static final int MINUTE = 60;
    private static final RandomConfig CONFIG = RandomConfig.DEFAULTS;

    private static int[] all(DeviceState state) {
        return IntStream.range(0, state.size()).toArray();
    }

    private static Opinion cause(History history, String sdk) {
        return SubCause.of(history.state(), all(history.state()), sdk);
    }

    private static RateTest.Result rate(History history, double fleet) {
        return RateTest.of(history.state(), all(history.state()), () -> fleet, CONFIG);
    }

    @Test
    void aDeviceThatWasQuietNeedsFewDropsOfARestlessDay() {
        History history = History.begin().knownFor(5 * 86_400).session(86_400, CLOSED, 5);
        int drops = 1;
        while (!rate(history, 0).alarm()) {
            history.session(36 * MINUTE, CLOSED, 5);
            drops++;
        }
        assertThat(drops).isBetween(6, 8);
        assertThat(rate(history, 0).usual()).isEqualTo(1.2);
        assertThat(rate(history, 0).perDay()).isBetween(35.0, 41.0);
    }

    @Test
    void whatIsUsualInItsFleetIsUsualForADevice() {
        History history = History.begin().repeat(20, 60 * MINUTE, CLOSED, 5);
        assertThat(rate(history, 0).alarm()).isTrue();
        assertThat(rate(history, 20).alarm()).isFalse();
    }

    @Test
    void anOldHabitIsNoNews() {
        History history = History.begin().knownFor(1).repeat(120, 8 * 3600, CLOSED, 5); // 3 a day for 40 days
        assertThat(rate(history, 0).alarm()).isFalse();
        assertThat(rate(history.repeat(8, 1800, CLOSED, 5), 0).usual()).isBetween(2.5, 3.5);
    }

    @Test
    void dropsOfOneEpisodeCountOnce() {
        History history = History.begin().knownFor(5 * 86_400).session(86_400, CLOSED, 5);
        for (int episode = 0; episode < 3; episode++) {
            history.session(3 * 3600, CLOSED, 5).repeat(3, 40, CLOSED, 5);
        }
        assertThat(rate(history, 0).alarm()).isFalse();
    }

    @Test
    void takeOversOfADeviceThatIsBackBeforeTheHubKnowsAreDropsOfIt() {
        History history = History.begin().knownFor(5 * 86_400).session(86_400, CLOSED, 5);
        history.repeat(5, 2 * 3600, CLOSED, 5);
        assertThat(rate(history, 0).alarm()).isFalse();
        history.takenOver(86_400 + 4 * 3600, 86_400 + 5 * 3600, 86_400 + 7 * 3600, 86_400 + 9 * 3600);
        assertThat(rate(history, 0).alarm()).isTrue();
    }

    @Test
    void aDeviceThatIsAwayCannotDrop() {
        History briefly = History.begin().knownFor(2 * 86_400).session(86_400, CLOSED, 5);
        History long_ = History.begin().knownFor(2 * 86_400).session(86_400, CLOSED, 5);
        briefly.repeat(6, 7_200, CLOSED, 5);
        long_.repeat(6, 3_600, CLOSED, 3_605);
        assertThat(long_.state().times())
                .isEqualTo(IntStream.range(0, 7)
                        .mapToLong(i -> briefly.state().times()[i] - (i == 0 ? 0 : 3_600))
                        .toArray());
        assertThat(rate(long_, 0).logEvidence()).isGreaterThan(rate(briefly, 0).logEvidence() + 1);
    }

    @Test
    void whatIsLearntOfADeviceDuringARunCountsForIt() {
        History history = History.begin().knownFor(86_400).session(3_600, CLOSED, 5);
        double[] evidence = new double[2];
        for (int day = 0; day < 2; day++) {
            evidence[day] = rate(history.repeat(4, 2 * 3600, CLOSED, 5), 30).logEvidence();
        }
        assertThat(evidence[1] - evidence[0]).as("of four more drops").isLessThan(evidence[0]);
    }

    @Test
    void fifteenDropsAreAPatternHoweverFast() {
        History history = History.begin().knownFor(5 * 86_400).repeat(16, 20, CLOSED, 3);
        assertThat(rate(history, 0).alarm()).isTrue();
    }

    @Test
    void namesTheReturnThatItSees() {
        assertThat(cause(History.begin().repeat(9, 3_000, CLOSED, 3), "").cause())
                .isEqualTo(Cause.TCP_RESET);
        assertThat(cause(History.begin().repeat(9, 3_000, CLOSED, 12), "azure-iot-device-iothub-py/2.9.0(x)")
                        .cause())
                .isEqualTo(Cause.TCP_RESET);
        assertThat(cause(History.begin().repeat(9, 3_000, CLOSED, 94), "").cause())
                .isEqualTo(Cause.APP_CRASH);
        History network = History.begin();
        for (long back : new long[] {70, 900, 210, 333, 95, 1_800, 140, 420}) {
            network.session(3_000, CLOSED, back);
        }
        assertThat(cause(network, "").cause()).isEqualTo(Cause.NETWORK_LOSS);
        History anything = History.begin();
        for (long back : new long[] {2, 900, 3, 104, 4, 4_200, 103, 2, 17, 3}) {
            anything.session(3_000, CLOSED, back);
        }
        assertThat(cause(anything, "").cause()).isEqualTo(Cause.UNKNOWN);
    }

    @Test
    void aCrashLoopHasShortSessions() {
        assertThat(cause(History.begin().repeat(12, 3, CLOSED, 3), "").cause()).isEqualTo(Cause.APP_CRASH);
    }

    @Test
    void throttlingIsKnownByItsCode() {
        assertThat(cause(History.begin().repeat(6, 3_000, Drop.THROTTLED, 3), "")
                        .cause())
                .isEqualTo(Cause.THROTTLED);
    }

    @Test
    void confidencesNeverPassWhatTheyCanKnow() {
        Random dice = new Random(31);
        for (int device = 0; device < 300; device++) {
            History history = History.begin();
            for (int i = 0; i < 2 + dice.nextInt(18); i++) {
                history.session(100 + dice.nextInt(9_000), CLOSED, dice.nextInt(1 + dice.nextInt(3_000)));
            }
            Opinion opinion = cause(history, "");
            assertThat(opinion.confidence()).isBetween(0.2, 0.9);
            assertThat(opinion.alternatives())
                    .isNotEmpty()
                    .allMatch(a -> a.cause() != opinion.cause() && a.confidence() <= opinion.confidence());
        }
    }

    @Test
    void fourTakeOversMakeACopiedIdentity() {
        History twoNetworks = History.begin().at("203.0.113.XXX").at("198.51.100.XXX");
        twoNetworks.takenOver(0, 700, 1_400);
        assertThat(TakeOverRule.judge(twoNetworks.state())).isEmpty();
        twoNetworks.takenOver(2_600);
        assertThat(TakeOverRule.judge(twoNetworks.state())).isPresent();
        twoNetworks.takenOver(4_500);
        assertThat(TakeOverRule.judge(twoNetworks.state())).as("3,800 s").isEmpty();
    }

    @Test
    void inOneNetworkTakeOversMustComeFaster() {
        History slow = History.begin().at("203.0.113.XXX").takenOver(0, 600, 1_200, 1_800);
        assertThat(TakeOverRule.judge(slow.state())).isEmpty();
        History fast = History.begin().at("203.0.113.XXX").takenOver(0, 300, 600, 900);
        assertThat(TakeOverRule.judge(fast.state()).orElseThrow().alternatives())
                .extracting(a -> a.cause())
                .containsExactly(Cause.NETWORK_LOSS);
    }

    @Test
    void aRefusedDeviceMayComeBackForAQuarterOfAnHour() {
        DeviceState state = History.begin().refused(401003, 0, 60, 120, 180).state();
        assertThat(RefusalRule.isSuspect(state, CONFIG)).isTrue();
        assertThat(RefusalRule.readyAt(state, CONFIG)).isEqualTo(History.START + 900);
        assertThat(RefusalRule.judge(state, History.START + 899, CONFIG)).isEmpty();
        assertThat(RefusalRule.judge(state, History.START + 900, CONFIG)).isPresent();
        assertThat(RefusalRule.isSuspect(
                        History.begin().refused(401003, 0, 60, 120).state(), CONFIG))
                .as("three")
                .isFalse();
    }

    @Test
    void theHubsOwnRefusalsAreNotTheDevices() {
        for (int code : new int[] {500001, 403002, 404012, 400030}) {
            assertThat(RefusalRule.isSuspect(
                            History.begin().refused(code, 0, 60, 120, 180, 240).state(), CONFIG))
                    .as("%d", code)
                    .isFalse();
        }
    }

    @Test
    void knowsOldSdks() {
        assertThat(Sdk.isOld("com.microsoft.azure.iothub-java-client/1.0.14")).isTrue();
        assertThat(Sdk.isOld(".NET/1.18.1 (.NET Framework 4.8)")).isTrue();
        assertThat(Sdk.isOld(".NET/1.42.0 (.NET 8.0.1; Linux; X64)")).isFalse();
        assertThat(Sdk.isOld("")).isFalse();
    }
}
