package io.dropsight.detect.hub;

import static io.dropsight.detect.Timeline.HOUR;
import static io.dropsight.detect.Timeline.MINUTE;
import static io.dropsight.detect.Timeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.Pipeline;
import io.dropsight.detect.Timeline;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** When alerts speak, and of whom. */
class AlertTimelineTest {
    private static final int CLOSED = 404104;
    private static final int UNAUTHORIZED = 401003;
    private static final int AGE = 65 * MINUTE;
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    private static Alert last(Pipeline pipeline) {
        return pipeline.alerts.get(pipeline.alerts.size() - 1);
    }

    @Test
    void opensWithItsFirstVerdict() {
        Pipeline pipeline =
                new Timeline().repeat("press", 0, UNAUTHORIZED, 5, AGE, 3).run();
        Alert alert = pipeline.alerts.get(0);
        Verdict verdict = pipeline.verdicts.get(0);
        assertThat(alert.at()).isEqualTo(at(3L * AGE + 10).plus(SETTLED)).isEqualTo(verdict.detectedAt());
        assertThat(alert.version()).isOne();
        assertThat(alert.change()).isEqualTo("opened");
        assertThat(verdict.alertId()).isEqualTo(alert.alertId());
    }

    @Test
    void speaksEveryFifteenMinutesWhileItsDropsGoOn() {
        Pipeline pipeline =
                new Timeline().repeat("press", 0, CLOSED, 5, 300, 60).run();
        assertThat(pipeline.verdicts.size()).isGreaterThan(50);
        List<Alert> alerts = pipeline.alerts;
        assertThat(alerts.size()).isGreaterThan(15);
        for (int i = 1; i < alerts.size(); i++) {
            assertThat(Duration.between(alerts.get(i - 1).at(), alerts.get(i).at()))
                    .as("version %d", i + 1)
                    .isEqualTo(Duration.ofMinutes(15));
            assertThat(alerts.get(i).version()).isEqualTo(i + 1);
        }
    }

    @Test
    void speaksSoonerWhenItsDevicesDoubledButNeverTwiceAMinute() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 64; i++) {
            timeline.repeat("press-" + i, 10L * i, UNAUTHORIZED, 5, AGE, 3);
        }
        List<Alert> alerts = timeline.connect("clock", 5L * HOUR).run().alerts(Pattern.PERIODIC);
        for (int i = 1; i < alerts.size(); i++) {
            Duration pause =
                    Duration.between(alerts.get(i - 1).at(), alerts.get(i).at());
            int before = alerts.get(i - 1).scope().deviceCount();
            int now = alerts.get(i).scope().deviceCount();
            assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(now >= 2 * before || pause.compareTo(Duration.ofMinutes(15)) >= 0)
                    .as("%d devices after %d, %s later", now, before, pause)
                    .isTrue();
        }
        assertThat(alerts).extracting(a -> a.scope().deviceCount()).containsExactly(1, 6, 12, 24, 48, 64);
    }

    @Test
    void resolvesAtOnceWhenADeviceStaysConnectedForThreeAndAFifthPeriods() {
        long connected = 4L * (AGE + 5);
        long over = connected + Math.round(3.2 * AGE) + 60;
        Pipeline pipeline = new Timeline()
                .repeat("press", 0, UNAUTHORIZED, 5, AGE, 4)
                .connect("clock", 20L * HOUR)
                .run();
        assertThat(last(pipeline).change()).isEqualTo("resolved");
        assertThat(last(pipeline).resolvedAt()).isEqualTo(at(over));
        assertThat(last(pipeline).at()).isEqualTo(at(over).plus(SETTLED));
        assertThat(last(pipeline).scope().devices()).containsExactly("press");
        assertThat(last(pipeline).lastSeenAt()).isEqualTo(at(connected - 5));
    }

    @Test
    void noTimerFiresBeyondTheLastRecord() {
        long deadline = 4L * (AGE + 5) + Math.round(3.2 * AGE) + 60 + 600;
        for (int before : new int[] {1, 0}) {
            Pipeline pipeline = new Timeline()
                    .repeat("press", 0, UNAUTHORIZED, 5, AGE, 4)
                    .connect("clock", deadline - 10 - before) // arrives ten seconds later
                    .run();
            assertThat(last(pipeline).status()).isEqualTo(before == 0 ? Status.RESOLVED : Status.OPEN);
        }
    }

    @Test
    void resolvesWhenADeviceIsAwayForADayOrFourPeriods() {
        for (int age : new int[] {AGE, 8 * HOUR}) {
            long drop = 3L * (age + 5) + age;
            Pipeline pipeline = new Timeline()
                    .repeat("press", 0, UNAUTHORIZED, 5, age, 3)
                    .drop("press", drop, UNAUTHORIZED)
                    .connect("clock", drop + 40L * HOUR)
                    .run();
            assertThat(last(pipeline).change()).isEqualTo("resolved");
            assertThat(last(pipeline).resolvedAt()).isEqualTo(at(drop + Math.max(24L * HOUR, 4L * age)));
        }
    }

    @Test
    void resolvesWhenTheAgeIsOutlivedThreeTimes() {
        Pipeline pipeline = new Timeline()
                .sessions("press", 0, UNAUTHORIZED, 5, AGE, AGE, AGE, AGE, 6_000, 9_000, 700, 10_500)
                .run();
        assertThat(last(pipeline).change()).isEqualTo("resolved");
        assertThat(last(pipeline).resolvedAt()).isEqualTo(at(4L * AGE + 6_000 + 9_000 + 700 + 10_500 + 7 * 5));
        assertThat(last(pipeline).at()).isEqualTo(last(pipeline).resolvedAt().plus(SETTLED));
    }

    @Test
    void aChangedLifetimeResolvesOneAlertAndOpensAnother() {
        long[] lengths = {AGE, AGE, AGE, AGE, AGE, 7_500, 7_500, 7_500};
        Pipeline pipeline =
                new Timeline().sessions("press", 0, UNAUTHORIZED, 5, lengths).run();
        List<Alert> changes = pipeline.alerts.stream()
                .filter(alert -> !alert.change().equals("updated"))
                .toList();
        assertThat(changes).hasSize(3);
        Alert old = changes.get(1);
        Alert now = changes.get(2);
        assertThat(old.change()).isEqualTo("resolved");
        assertThat(now.change()).isEqualTo("opened");
        assertThat(now.at())
                .isEqualTo(old.at())
                .isEqualTo(at(5L * AGE + 3 * 7_500 + 7 * 5).plus(SETTLED));
        assertThat(now.onset()).isEqualTo(at(5L * AGE + 7_500 + 5 * 5));
        assertThat(now.periodic().ageSeconds()).isEqualTo(7_500);
        assertThat(pipeline.last).hasSize(2);
    }

    @Test
    void idsFollowFromWhatTheyNameAndCountOpenings() {
        Pipeline pipeline = new Timeline()
                .repeat("press", 0, UNAUTHORIZED, 5, AGE, 4)
                .repeat("edge/$edgeHub", 30L * HOUR, UNAUTHORIZED, 5, AGE, 4)
                .run();
        long first = EventTime.ofInstant(at(AGE));
        long second = EventTime.ofInstant(at(30L * HOUR + AGE));
        String key = "sas_token_expiry|65m";
        assertThat(pipeline.alerts.stream().map(Alert::alertId).distinct())
                .containsExactly(
                        Ids.of("plant", "periodic", key, first / 60, 1),
                        Ids.of("plant", "periodic", key, second / 60, 2));
        assertThat(pipeline.last.keySet())
                .containsExactly(
                        Ids.of("plant/press", "periodic", first), Ids.of("plant/edge/$edgeHub", "periodic", second));
        assertThat(last(pipeline).scope().devices()).containsExactly("edge/$edgeHub");
    }

    @Test
    void devicesOfOneCauseAndAgeClassShareAnAlert() {
        Map<String, List<Alert>> alerts = new Timeline()
                        .repeat("a", 0, UNAUTHORIZED, 5, AGE, 5)
                        .repeat("b", 60, UNAUTHORIZED, 5, AGE + 30, 5)
                        .repeat("c", 120, UNAUTHORIZED, 5, HOUR, 5)
                        .repeat("d", 180, 0, 2, AGE, 5)
                        .run()
                        .alerts
                        .stream()
                        .collect(Collectors.groupingBy(Alert::alertId));
        assertThat(alerts.values())
                .extracting(versions -> versions.get(versions.size() - 1))
                .extracting(alert -> alert.cause() + " " + alert.scope().devices())
                .containsExactlyInAnyOrder(
                        Cause.SAS_TOKEN_EXPIRY + " [a, b]",
                        Cause.SAS_TOKEN_EXPIRY + " [c]",
                        Cause.SAS_TOKEN_RENEWAL + " [d]");
    }

    @Test
    void namesWhatThreeQuartersShareTheNarrowestNetworkFirst() {
        assertThat(cohort("203.0.113.XXX", "203.0.113.XXX", "203.0.113.XXX", "198.51.100.XXX"))
                .isEqualTo(new Alert.Cohort("network", "203.0.113.0/24"));
        assertThat(cohort("203.0.113.XXX", "203.0.113.XXX", "203.0.7.XXX", "198.51.100.XXX"))
                .isEqualTo(new Alert.Cohort("network", "203.0.0.0/16"));
        assertThat(cohort("203.0.113.XXX", "203.0.113.XXX", "198.51.100.XXX", "192.0.2.XXX"))
                .isEqualTo(new Alert.Cohort("sdk", "sdk/1"));
        assertThat(cohort("", "", "", "")).isEqualTo(new Alert.Cohort("sdk", "sdk/1"));
        assertThat(cohort("203.0.113.XXX")).as("of one device").isNull();
    }

    private static Alert.Cohort cohort(String... addresses) {
        Timeline timeline = new Timeline();
        for (int i = 0; i < addresses.length; i++) {
            timeline.from(addresses[i]).repeat("press-" + i, i * 30L, UNAUTHORIZED, 5, AGE, 5);
        }
        return last(timeline.run()).scope().cohort();
    }

    @Test
    void countsItsDevicesNowAndOnceResolvedThoseAtItsLargest() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 30; i++) {
            timeline.repeat("press-" + (100 + i), 20L * i, UNAUTHORIZED, 5, AGE, i < 25 ? 4 : 9);
        }
        List<Alert> alerts = timeline.connect("clock", 40L * HOUR).run().alerts.stream()
                .filter(alert -> alert.pattern() == Pattern.PERIODIC) // 30 devices that say nothing are a gap, too
                .toList();
        Alert resolved = alerts.get(alerts.size() - 1);
        Alert open = alerts.get(alerts.size() - 2);
        assertThat(open.status()).isEqualTo(Status.OPEN);
        assertThat(open.scope().deviceCount())
                .isLessThanOrEqualTo(5)
                .isEqualTo(open.scope().devices().size());
        assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
        assertThat(resolved.scope().deviceCount()).isEqualTo(30);
        assertThat(resolved.scope().devices()).hasSize(20).isSorted().startsWith("press-100");
        assertThat(resolved.evidence().get(0)).startsWith("sessions of 30 devices end at an age of 65 min; ");
        assertThat(alerts).extracting(Alert::lastSeenAt).isSorted();
    }
}
