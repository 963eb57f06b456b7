package io.dropsight.detect;

import static io.dropsight.detect.Timeline.HOUR;
import static io.dropsight.detect.Timeline.MINUTE;
import static io.dropsight.detect.Timeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From events to verdicts and alerts. */
class PeriodicTest {
    private static final int CLOSED = 404104;
    private static final int UNAUTHORIZED = 401003;
    private static final int LIFETIME = 65 * MINUTE;

    private static Verdict only(Pipeline pipeline) {
        assertThat(pipeline.last.values()).hasSize(1);
        return pipeline.last.values().iterator().next();
    }

    private static Alert lastAlert(Pipeline pipeline) {
        return pipeline.alerts.get(pipeline.alerts.size() - 1);
    }

    @Test
    void blamesTheTokenAfterThreeSessionsAndTenMinutes() {
        Pipeline pipeline = new Timeline()
                .repeat("press-007", 0, UNAUTHORIZED, 5, LIFETIME, 3)
                .run();
        Verdict verdict = only(pipeline);
        long third = 3 * LIFETIME + 2 * 5;
        assertThat(verdict.cause()).isEqualTo(Cause.SAS_TOKEN_EXPIRY);
        assertThat(verdict.detectedAt()).isEqualTo(START.plusSeconds(third).plus(Duration.ofMinutes(10)));
        assertThat(verdict.onset()).isEqualTo(START.plusSeconds(LIFETIME));
        assertThat(verdict.ageSeconds()).isEqualTo(LIFETIME);
        assertThat(verdict.nextExpectedAt()).isEqualTo(START.plusSeconds(third + 5 + LIFETIME));
    }

    /** A clock switches it off, within a minute or so, and on again 25 minutes later: by chance its sessions are the steadier. */
    @Test
    void whatKeepsTheClockIsToldAnewWhenMoreDropsSayWhat() {
        int[] off = {0, 40, -25, 30, -50, 20, -10, 45, -35, 15};
        int[] on = {38, -26, 31, 20, -30, 40, 0, -35, 50, -20};
        Timeline timeline = new Timeline().connect("kiln-4", 0);
        for (int turn = 1; turn <= off.length; turn++) {
            long at = turn * 2L * HOUR;
            timeline.drop("kiln-4", at + off[turn - 1], CLOSED);
            timeline.connect("kiln-4", at + 25 * MINUTE + on[turn - 1]);
        }
        Pipeline pipeline = timeline.run();
        Verdict verdict = only(pipeline);
        assertThat(pipeline.verdicts.get(0).ageSeconds()).isBetween(94.0 * MINUTE, 96.0 * MINUTE);
        assertThat(verdict.ageSeconds()).isBetween(119.0 * MINUTE, 121.0 * MINUTE);
        assertThat(verdict.cause()).isEqualTo(Cause.SCHEDULED);
    }

    @Test
    void saysNothingAfterTwo() {
        assertThat(new Timeline()
                        .repeat("press-007", 0, UNAUTHORIZED, 5, LIFETIME, 2)
                        .run()
                        .last)
                .isEmpty();
    }

    @Test
    void seesTheAgeAlthoughNetworkDropsComeBetween() {
        Verdict verdict = only(new Timeline()
                .sessions(
                        "press-007",
                        0,
                        CLOSED,
                        9,
                        LIFETIME,
                        900,
                        LIFETIME,
                        2000,
                        300,
                        LIFETIME + 1,
                        1234,
                        LIFETIME,
                        LIFETIME,
                        700,
                        LIFETIME)
                .run());
        assertThat(verdict.ageSeconds()).isBetween(LIFETIME - 1.0, LIFETIME + 1.0);
    }

    @Test
    void callsACleanReturnWithinSecondsARenewal() {
        assertThat(only(new Timeline().repeat("cam-3", 0, 0, 2, 45 * MINUTE, 4).run())
                        .cause())
                .isEqualTo(Cause.SAS_TOKEN_RENEWAL);
    }

    @Test
    void neverBlamesATokenWhereThereIsACertificate() {
        assertThat(only(new Timeline()
                                .as(Auth.X509)
                                .repeat("meter-9", 0, CLOSED, 5, LIFETIME, 5)
                                .run())
                        .cause())
                .isEqualTo(Cause.IDLE_TIMEOUT);
        assertThat(only(new Timeline()
                                .as(Auth.X509)
                                .repeat("meter-9", 0, 0, 2, 45 * MINUTE, 5)
                                .run())
                        .cause())
                .isEqualTo(Cause.SCHEDULED);
    }

    @Test
    void callsANightlyRebootScheduledHoweverItAuthenticates() {
        for (Auth auth : List.of(Auth.SAS, Auth.X509, Auth.UNKNOWN)) {
            Timeline timeline = new Timeline().as(auth);
            int[] jitter = {0, 14, -9, 21, 3, -17};
            int[] down = {95, 130, 88, 170, 101, 140};
            timeline.connect("gw-1", 0);
            for (int day = 0; day < jitter.length; day++) {
                long at = (day + 1) * 24L * HOUR + 3 * HOUR + jitter[day];
                timeline.drop("gw-1", at, CLOSED).connect("gw-1", at + down[day]);
            }
            assertThat(only(timeline.run()).cause()).as("%s", auth).isEqualTo(Cause.SCHEDULED);
        }
    }

    @Test
    void followsADeviceThatMixesTwoAges() {
        int[] minutes = {60, 65, 60, 60, 65, 65, 60, 65, 60, 60, 65, 60};
        long[] lengths = new long[minutes.length];
        for (int i = 0; i < minutes.length; i++) {
            lengths[i] = minutes[i] * 60L;
        }
        Pipeline pipeline = new Timeline()
                .sessions("press-007", 0, UNAUTHORIZED, 4, lengths)
                .run();
        assertThat(pipeline.last.values().stream().filter(v -> v.status() == Status.OPEN))
                .hasSize(1);
        assertThat(only(pipeline).ageSeconds()).isIn(3600.0, 3900.0);
    }

    @Test
    void isNotFooledByTimersOnAGrid() {
        int alarms = 0;
        int devices = 200;
        for (int seed = 0; seed < devices; seed++) {
            Random random = new Random(seed);
            long[] lengths = new long[15];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = 300L * (1 + random.nextInt(24)); // 5 minutes to 2 hours
            }
            Pipeline pipeline = new Timeline()
                    .sessions("grid-" + seed, 0, CLOSED, 20 + random.nextInt(100), lengths)
                    .run();
            alarms += (int) pipeline.last.values().stream()
                    .filter(v -> v.pattern() == Pattern.PERIODIC)
                    .count();
        }
        System.out.println("on a grid of 5 minutes, seeds 0 to 199: " + alarms + " of " + devices + " devices alarm");
        assertThat(alarms).isLessThanOrEqualTo(devices / 50);
    }

    @Test
    void resolvesOnceADeviceStaysConnected() {
        Timeline timeline = new Timeline().repeat("press-007", 0, UNAUTHORIZED, 5, LIFETIME, 4);
        Pipeline pipeline =
                timeline.connect("clock", 0).connect("clock", 20 * HOUR).run();
        Verdict verdict = only(pipeline);
        assertThat(verdict.status()).isEqualTo(Status.RESOLVED);
        long connected = 4 * (LIFETIME + 5);
        assertThat(verdict.resolvedAt()).isEqualTo(START.plusSeconds(connected + Math.round(3.2 * LIFETIME) + 60));
        assertThat(lastAlert(pipeline).change()).isEqualTo("resolved");
        assertThat(lastAlert(pipeline).scope().devices()).containsExactly("press-007");
    }

    @Test
    void takesTheEndOfTheLogForNoSilence() {
        Verdict verdict = only(new Timeline()
                .repeat("press-007", 0, UNAUTHORIZED, 5, LIFETIME, 4)
                .run());
        assertThat(verdict.status()).isEqualTo(Status.OPEN);
    }

    @Test
    void resolvesAndOpensAnewWhenTheLifetimeChanges() {
        Timeline timeline = new Timeline();
        long[] lengths = new long[12];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i < 6 ? LIFETIME : 125 * MINUTE;
        }
        Pipeline pipeline =
                timeline.sessions("press-007", 0, UNAUTHORIZED, 5, lengths).run();
        assertThat(pipeline.last.values()).extracting(Verdict::status).containsExactly(Status.RESOLVED, Status.OPEN);
        assertThat(pipeline.last.values())
                .extracting(Verdict::ageSeconds)
                .containsExactly((double) LIFETIME, 125.0 * MINUTE);
    }

    @Test
    void tellsOneAlertForAllDevicesOfOneCauseAndAge() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 30; i++) {
            timeline.repeat("press-" + (100 + i), i * 40L, UNAUTHORIZED, 5, LIFETIME, 10);
        }
        timeline.repeat("cam-1", 0, 0, 2, 45 * MINUTE, 12);
        Pipeline pipeline = timeline.run();
        List<Alert> presses = pipeline.alerts.stream()
                .filter(a -> a.cause() == Cause.SAS_TOKEN_EXPIRY)
                .toList();
        assertThat(presses)
                .extracting(Alert::alertId)
                .containsOnly(presses.get(0).alertId());
        assertThat(presses).extracting(Alert::version).startsWith(1, 2, 3).doesNotHaveDuplicates();
        Alert last = presses.get(presses.size() - 1);
        assertThat(last.scope().deviceCount()).isEqualTo(30);
        assertThat(last.scope().devices()).hasSize(20).startsWith("press-100").isSorted();
        assertThat(last.scope().cohort()).isEqualTo(new Alert.Cohort("network", "203.0.113.0/24"));
        assertThat(last.periodic().tokenLifetimeSeconds()).isEqualTo(3600.0);
        assertThat(last.evidence().get(0)).startsWith("sessions of 30 devices end at an age of 65 min; 300 drops fit");
    }

    @Test
    void speaksAtMostOnceAMinute() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 60; i++) {
            timeline.repeat("press-" + (100 + i), i * 2L, UNAUTHORIZED, 5, LIFETIME, 6);
        }
        Instant before = Instant.EPOCH;
        for (Alert alert : timeline.run().alerts(Pattern.PERIODIC)) {
            assertThat(Duration.between(before, alert.at())).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            before = alert.at();
        }
    }

    @Test
    void givesAnIncidentThatComesBackAnIdOfItsOwn() {
        Timeline timeline = new Timeline().repeat("press-007", 0, UNAUTHORIZED, 5, LIFETIME, 4);
        timeline.drop("press-007", 40L * HOUR, CLOSED);
        timeline.repeat("press-007", 40L * HOUR + 600, UNAUTHORIZED, 5, LIFETIME, 5);
        Pipeline pipeline = timeline.run();
        assertThat(pipeline.alerts.stream().map(Alert::alertId).distinct()).hasSize(2);
        assertThat(pipeline.last.values()).extracting(Verdict::status).containsExactly(Status.RESOLVED, Status.OPEN);
    }
}
