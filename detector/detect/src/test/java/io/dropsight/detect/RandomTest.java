package io.dropsight.detect;

import static io.dropsight.detect.Timeline.HOUR;
import static io.dropsight.detect.Timeline.MINUTE;
import static io.dropsight.detect.Timeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From events to verdicts and alerts on devices that drop too often, or do not come back. */
class RandomTest {
    private static final int CLOSED = 404104;
    private static final int UNAUTHORIZED = 401003;
    private static final int TAKEN_OVER = 400027;
    private static final int DAY = 24 * HOUR;

    private static List<Verdict> random(Pipeline pipeline) {
        return pipeline.last.values().stream()
                .filter(v -> v.pattern() == Pattern.RANDOM)
                .toList();
    }

    private static Verdict only(Pipeline pipeline) {
        assertThat(random(pipeline)).as("%s", pipeline.last).hasSize(1);
        return random(pipeline).get(0);
    }

    private static Alert lastAlert(Pipeline pipeline) {
        return pipeline.alerts.get(pipeline.alerts.size() - 1);
    }

    private interface Return {
        long after(Random dice);
    }

    /** Connected for two quiet days, then drops at a rate, back as told; until it has dropped {@code drops} times. */
    private static Timeline flaky(String device, long seed, double perDay, int drops, int code, Return back) {
        Random dice = new Random(seed);
        Timeline timeline = new Timeline().connect(device, 0);
        long at = 2L * DAY;
        for (int i = 0; i < drops; i++) {
            at += 20 + Math.round(-Math.log(1 - dice.nextDouble()) * DAY / perDay);
            timeline.drop(device, at, code);
            at += back.after(dice);
            timeline.connect(device, at);
        }
        return timeline;
    }

    private static long aroundMinutes(Random dice, double minutes) {
        return Math.max(5, Math.round(60 * minutes * Math.exp(0.8 * dice.nextGaussian())));
    }

    @Test
    void blamesTheNetworkOfADeviceThatStaysAwayForAnyTime() {
        Pipeline pipeline = flaky("pump-7", 1, 40, 14, CLOSED, dice -> aroundMinutes(dice, 4))
                .run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.cause()).isEqualTo(Cause.NETWORK_LOSS);
        assertThat(verdict.status()).isEqualTo(Status.OPEN);
        assertThat(verdict.ageSeconds()).isNull();
        assertThat(verdict.nextExpectedAt()).isNull();
        assertThat(verdict.onset()).isAfter(START.plusSeconds(2L * DAY));
        Alert alert = lastAlert(pipeline);
        assertThat(alert.pattern()).isEqualTo(Pattern.RANDOM);
        assertThat(alert.periodic()).isNull();
        assertThat(alert.alertId()).isEqualTo(verdict.alertId());
        assertThat(alert.evidence().get(0)).contains("one device drops", "times a day where at most", "would be usual");
        assertThat(alert.evidence()).anyMatch(line -> line.contains("carried 404104"));
        assertThat(alert.recommendations()).isNotEmpty();
        assertThat(alert.falseAlarmProbability()).isGreaterThan(0).isLessThan(0.01);
    }

    @Test
    void blamesAResetOfADeviceThatIsBackAtOnce() {
        Pipeline pipeline =
                flaky("pump-7", 2, 40, 14, CLOSED, dice -> 2 + dice.nextInt(4)).run();
        assertThat(only(pipeline).cause()).isEqualTo(Cause.TCP_RESET);
    }

    @Test
    void blamesTheApplicationThatTakesTheSameTimeToStart() {
        Pipeline pipeline =
                flaky("pump-7", 3, 40, 14, CLOSED, dice -> 95 + dice.nextInt(5)).run();
        assertThat(only(pipeline).cause()).isEqualTo(Cause.APP_CRASH);
    }

    @Test
    void saysWhatElseItCouldBe() {
        Alert alert = lastAlert(flaky("pump-7", 1, 40, 14, CLOSED, dice -> aroundMinutes(dice, 4))
                .run());
        assertThat(alert.confidence()).isBetween(0.4, 0.9);
        assertThat(alert.alternatives()).extracting(Alert.Alternative::cause).contains(Cause.APP_CRASH);
    }

    @Test
    void saysNothingOfADeviceThatDropsNowAndThen() {
        assertThat(flaky("pump-7", 4, 1.5, 12, CLOSED, dice -> aroundMinutes(dice, 2))
                        .run()
                        .last)
                .isEmpty();
    }

    @Test
    void takesOneBadHourForAnEpisode() {
        Timeline timeline = new Timeline().connect("pump-7", 0);
        long at = 2L * DAY;
        for (int i = 0; i < 12; i++) {
            timeline.drop("pump-7", at, CLOSED).connect("pump-7", at + 20);
            at += 90;
        }
        assertThat(timeline.connect("clock", at + DAY).run().last).isEmpty();
    }

    @Test
    void neverCountsCleanDisconnects() {
        assertThat(flaky("pump-7", 5, 60, 40, 0, dice -> 20 + dice.nextInt(900)).run().last)
                .isEmpty();
    }

    @Test
    void resolvesOnceTheDeviceHoldsOut() {
        Timeline timeline = flaky("pump-7", 1, 40, 14, CLOSED, dice -> aroundMinutes(dice, 4));
        Pipeline pipeline = timeline.connect("clock", 5L * DAY).run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.status()).isEqualTo(Status.RESOLVED);
        assertThat(Duration.between(verdict.lastSeenAt(), verdict.resolvedAt()))
                .isBetween(Duration.ofHours(4), Duration.ofHours(12));
        assertThat(lastAlert(pipeline).change()).isEqualTo("resolved");
        assertThat(lastAlert(pipeline).scope().devices()).containsExactly("pump-7");
    }

    @Test
    void blamesACopiedIdentityAfterFourTakeOvers() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 5; i++) {
            timeline.from(i % 2 == 0 ? "203.0.113.XXX" : "198.51.100.XXX");
            timeline.connect("gw-1", i * 600L);
            if (i > 0) {
                timeline.drop("gw-1", i * 600L + 1, TAKEN_OVER);
            }
        }
        Pipeline pipeline = timeline.run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.cause()).isEqualTo(Cause.DUPLICATE_IDENTITY);
        assertThat(verdict.onset()).isEqualTo(START.plusSeconds(601));
        assertThat(verdict.detectedAt()).isEqualTo(START.plusSeconds(2401 + 600));
        assertThat(verdict.confidence()).isGreaterThan(0.95);
        assertThat(lastAlert(pipeline).evidence())
                .anyMatch(line -> line.contains("203.0.113.0/24 and 198.51.100.0/24")
                        || line.contains("198.51.100.0/24 and 203.0.113.0/24"));
    }

    @Test
    void takesASingleTakeOverForAHalfOpenConnection() {
        Timeline timeline = new Timeline().connect("gw-1", 0);
        for (int i = 1; i < 8; i++) {
            timeline.connect("gw-1", i * 3L * HOUR).drop("gw-1", i * 3L * HOUR + 1, TAKEN_OVER);
        }
        assertThat(timeline.run().last).isEmpty();
    }

    @Test
    void resolvesACopiedIdentityOnceOneClientIsGone() {
        Timeline timeline = new Timeline().connect("gw-1", 0);
        for (int i = 1; i < 8; i++) {
            timeline.connect("gw-1", i * 300L).drop("gw-1", i * 300L + 1, TAKEN_OVER);
        }
        Verdict verdict = only(timeline.connect("clock", DAY).run());
        assertThat(verdict.status()).isEqualTo(Status.RESOLVED);
        assertThat(verdict.resolvedAt()).isEqualTo(START.plusSeconds(7 * 300 + 1 + 90 * MINUTE));
    }

    @Test
    void callsADeviceLockedOutThatDoesNotComeBack() {
        Timeline timeline = new Timeline().connect("cam-3", 0).drop("cam-3", 10_000, UNAUTHORIZED);
        timeline.refused("cam-3", 10_040, UNAUTHORIZED, 60, 8);
        Pipeline pipeline = timeline.connect("clock", 4L * HOUR).run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.cause()).isEqualTo(Cause.AUTH_FAILURE);
        assertThat(verdict.onset()).isEqualTo(START.plusSeconds(10_040));
        assertThat(verdict.detectedAt()).isEqualTo(START.plusSeconds(10_040).plus(Duration.ofMinutes(25)));
        assertThat(lastAlert(pipeline).evidence().get(0)).startsWith("the hub refuses one device");
    }

    @Test
    void tellsADeviceThatComesBackFromOneThatDoesNot() {
        Timeline timeline = new Timeline().connect("cam-3", 0).drop("cam-3", 10_000, UNAUTHORIZED);
        timeline.refused("cam-3", 10_040, UNAUTHORIZED, 60, 8).connect("cam-3", 10_700);
        assertThat(timeline.connect("clock", 4L * HOUR).run().last).isEmpty();
    }

    @Test
    void resolvesALockOutWhenTheDeviceConnects() {
        Timeline timeline = new Timeline().refused("cam-3", 0, UNAUTHORIZED, 30, 100);
        timeline.connect("cam-3", 5_000).connect("clock", 4L * HOUR);
        Pipeline pipeline = timeline.run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.status()).isEqualTo(Status.RESOLVED);
        assertThat(verdict.resolvedAt()).isEqualTo(START.plusSeconds(5_000));
    }

    @Test
    void keepsALockOutOpenWhileTheDeviceGoesOnTrying() {
        Timeline timeline = new Timeline().refused("cam-3", 0, UNAUTHORIZED, 300, 1_000);
        assertThat(only(timeline.run()).status()).isEqualTo(Status.OPEN);
        Verdict verdict = only(timeline.connect("clock", 300_000 + 3L * DAY).run());
        assertThat(verdict.status()).as("gave up").isEqualTo(Status.RESOLVED);
        assertThat(verdict.resolvedAt())
                .isBetween(START.plusSeconds(300_000 + 17L * HOUR), START.plusSeconds(300_000 + 25L * HOUR));
    }

    @Test
    void callsADisabledDeviceSoAtTheSecondRefusal() {
        Timeline timeline = new Timeline().connect("cam-3", 0).drop("cam-3", 10_000, CLOSED);
        timeline.refused("cam-3", 10_010, 403012, 30, 3);
        Pipeline pipeline = timeline.run();
        assertThat(only(pipeline).cause()).isEqualTo(Cause.DEVICE_DISABLED);
        assertThat(only(pipeline).detectedAt()).isEqualTo(START.plusSeconds(10_040 + 600));
    }

    @Test
    void callsADeviceThrottledThatIsRefusedOrDroppedForIt() {
        assertThat(only(new Timeline()
                                .refused("cam-3", 0, 429001, 120, 20)
                                .connect("clock", 4L * HOUR)
                                .run())
                        .cause())
                .isEqualTo(Cause.THROTTLED);
        Verdict dropped = only(flaky("pump-7", 6, 12, 6, 429002, dice -> 30 + dice.nextInt(300))
                .run());
        assertThat(dropped.cause()).isEqualTo(Cause.THROTTLED);
    }

    @Test
    void leavesAPeriodicDeviceToThePeriodicTest() {
        Random dice = new Random(7);
        Timeline timeline = new Timeline();
        for (int d = 0; d < 20; d++) {
            long[] sessions = new long[20];
            for (int i = 0; i < sessions.length; i++) {
                sessions[i] = 65 * MINUTE + Math.round(180 * (2 * dice.nextDouble() - 1));
            }
            timeline.sessions("press-" + d, 1 + d * 17L, CLOSED, 8, sessions);
        }
        Pipeline pipeline = timeline.run();
        assertThat(random(pipeline)).isEmpty();
        assertThat(pipeline.last).hasSize(20);
    }

    @Test
    void tellsOneAlertForAllDevicesOfOneCause() {
        Timeline timeline = new Timeline().running("sdk/1");
        for (int d = 0; d < 6; d++) {
            timeline.connect("cam-" + d, 0).refused("cam-" + d, 1_000 + d * 40L, UNAUTHORIZED, 60, 40);
        }
        for (int d = 0; d < 6; d++) {
            timeline.drop("cam-" + d, 900, UNAUTHORIZED);
        }
        Pipeline pipeline = timeline.connect("clock", 4L * HOUR).run();
        assertThat(random(pipeline)).hasSize(6);
        assertThat(pipeline.alerts)
                .extracting(Alert::alertId)
                .containsOnly(lastAlert(pipeline).alertId());
        assertThat(lastAlert(pipeline).scope().deviceCount()).isEqualTo(6);
        assertThat(lastAlert(pipeline).scope().cohort()).isEqualTo(new Alert.Cohort("network", "203.0.113.0/24"));
    }

    @Test
    void goesOnUnderTheSameIdWhenItComesBackWithinAnHour() {
        Timeline timeline = new Timeline().refused("cam-3", 0, UNAUTHORIZED, 30, 100);
        timeline.connect("cam-3", 5_000);
        timeline.drop("cam-3", 5_500, UNAUTHORIZED).refused("cam-3", 5_600, UNAUTHORIZED, 30, 100);
        Pipeline pipeline = timeline.connect("clock", 4L * HOUR).run();
        assertThat(random(pipeline)).extracting(Verdict::status).containsExactly(Status.RESOLVED, Status.OPEN);
        assertThat(pipeline.alerts)
                .extracting(Alert::alertId)
                .containsOnly(lastAlert(pipeline).alertId());
        assertThat(pipeline.alerts).extracting(Alert::version).doesNotHaveDuplicates();
        assertThat(pipeline.alerts)
                .extracting(Alert::change)
                .contains("opened", "resolved")
                .endsWith("updated");
    }
}
