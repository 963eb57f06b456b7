package io.dropsight.detect;

import static io.dropsight.detect.Timeline.HOUR;
import static io.dropsight.detect.Timeline.MINUTE;
import static io.dropsight.detect.Timeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From events to alerts: many devices of one hub at once. */
class MassTest {
    private static final int CLOSED = 404104;
    private static final int DEVICES = 200;
    private static final long FIVE = 5 * HOUR;

    private static String name(int device) {
        return String.format("press-%03d", device);
    }

    private static void describe(Timeline it, int device) {
        it.from("203.0." + device % 10 + ".XXX").running("sdk/" + device % 4).over(device % 5 == 0 ? "Amqp" : "Mqtt");
    }

    /** All connect within half an hour; ten sites, four SDK versions, a fifth of them over AMQP. */
    private static Timeline fleet(int devices) {
        Timeline it = new Timeline();
        for (int i = 0; i < devices; i++) {
            describe(it, i);
            it.connect(name(i), 37L * i % 1800);
        }
        return it;
    }

    /** Those of the fleet drop within so many seconds, and are back one to two minutes later. */
    private static Timeline drop(Timeline it, IntPredicate who, long at, int spread, int code) {
        int n = 0;
        for (int i = 0; i < DEVICES; i++) {
            if (who.test(i)) {
                describe(it, i);
                long when = at + (n++ * 7919L) % spread;
                it.drop(name(i), when, code);
                it.connect(name(i), when + 60 + n % 60);
            }
        }
        return it;
    }

    /** A few records later, so that there is something to judge the end by. */
    private static Pipeline run(Timeline it, long until) {
        for (long at = FIVE; at < until; at += 10 * MINUTE) {
            it.connect("clock", at).drop("clock", at + 60, 0);
        }
        return checked(it.run());
    }

    private static Pipeline checked(Pipeline run) {
        Map<String, Alert> before = new HashMap<>();
        for (Alert alert : run.alerts(Pattern.MASS)) {
            assertThat(alert.scope().devices()).hasSizeLessThanOrEqualTo(20);
            assertThat(alert.mass()).isNotNull();
            assertThat(alert.mass().depth()).isBetween(0.0, 1.0);
            assertThat(alert.onset()).isBeforeOrEqualTo(alert.lastSeenAt());
            Alert last = before.put(alert.alertId(), alert);
            if (last != null) {
                assertThat(alert.version()).isEqualTo(last.version() + 1);
                assertThat(Duration.between(last.at(), alert.at())).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            }
        }
        return run;
    }

    private static List<Alert> last(Pipeline run) {
        Map<String, Alert> last = new LinkedHashMap<>();
        run.alerts(Pattern.MASS).forEach(alert -> last.put(alert.alertId(), alert));
        return List.copyOf(last.values());
    }

    private static Alert only(Pipeline run) {
        assertThat(last(run)).hasSize(1);
        return last(run).get(0);
    }

    @Test
    void aSharpDipIsToldWithinSecondsAndIsOneAlertThroughItsLife() {
        Pipeline run = run(drop(fleet(DEVICES), i -> i % 2 == 0, FIVE, 10, CLOSED), FIVE + 2 * HOUR);
        Alert first = run.alerts(Pattern.MASS).get(0);
        assertThat(first.version()).isOne();
        assertThat(first.change()).isEqualTo("opened");
        assertThat(first.at()).isBetween(START.plusSeconds(FIVE + 10), START.plusSeconds(FIVE + 25));
        Alert last = only(run);
        assertThat(last.status()).isEqualTo(Status.RESOLVED);
        assertThat(last.cause()).isEqualTo(Cause.HUB_TRANSIENT);
        assertThat(last.scope().cohort()).isNull();
        assertThat(last.scope().deviceCount()).isEqualTo(100);
        assertThat(last.mass().dropped()).isEqualTo(100);
        assertThat(last.mass().connectedBefore()).isEqualTo(200);
        assertThat(last.mass().depth()).isEqualTo(0.5);
        assertThat(last.onset()).isBetween(START.plusSeconds(FIVE), START.plusSeconds(FIVE + 2));
        assertThat(last.lastSeenAt()).isEqualTo(START.plusSeconds(FIVE + 9));
        assertThat(last.mass().endedAt()).isEqualTo(last.lastSeenAt());
        assertThat(last.resolvedAt())
                .isBetween(START.plusSeconds(FIVE + 12 * MINUTE), START.plusSeconds(FIVE + 14 * MINUTE));
        assertThat(run.alerts(Pattern.MASS)).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aSlowDipIsTold() {
        Pipeline run = run(drop(fleet(DEVICES), i -> i % 5 < 2, FIVE, 30 * MINUTE, CLOSED), FIVE + 3 * HOUR);
        Alert last = only(run);
        assertThat(last.cause()).isEqualTo(Cause.HUB_TRANSIENT);
        assertThat(last.scope().deviceCount()).isBetween(70, 80);
        assertThat(last.status()).isEqualTo(Status.RESOLVED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "network, 203.0.3.0/24, NETWORK_OUTAGE",
        "sdk, sdk/2, SDK_FAULT",
        "protocol, Amqp, PROTOCOL_FAULT",
    })
    void aDipOfDevicesThatShareSomethingNamesIt(String key, String value, Cause cause) {
        IntPredicate who =
                switch (key) {
                    case "network" -> i -> i % 10 == 3;
                    case "sdk" -> i -> i % 4 == 2;
                    default -> i -> i % 5 == 0;
                };
        Pipeline run = run(drop(fleet(DEVICES), who, FIVE, 20, CLOSED), FIVE + 2 * HOUR);
        Alert last = only(run);
        assertThat(last.cause()).isEqualTo(cause);
        assertThat(last.scope().cohort()).isEqualTo(new Alert.Cohort(key, value));
        assertThat(last.mass().connectedBefore() - last.mass().dropped()).isBetween(0, 1);
        assertThat(last.status()).isEqualTo(Status.RESOLVED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "400029, HUB_MAINTENANCE",
        "400030, HUB_MAINTENANCE",
        "404012, HUB_FAILOVER",
        "403002, QUOTA_EXCEEDED",
        "403001, HUB_SUSPENDED",
        "500001, HUB_TRANSIENT"
    })
    void aCodeThatOnlyTheHubWritesNamesTheCause(int code, Cause cause) {
        Timeline it = fleet(DEVICES);
        drop(it, i -> i % 4 == 0, FIVE, 15, code);
        drop(it, i -> i % 4 == 1, FIVE, 15, CLOSED);
        Alert last = only(run(it, FIVE + 2 * HOUR));
        assertThat(last.cause()).isEqualTo(cause);
        assertThat(last.confidence()).isGreaterThanOrEqualTo(0.95);
        assertThat(last.mass().errors5xxShare()).isEqualTo(code >= 500_000 ? 0.5 : 0.0);
    }

    @Test
    void aQuotaLastsUntilConnectsAreNoLongerRefused() {
        Timeline it = fleet(DEVICES);
        long from = 21 * HOUR;
        long midnight = 24 * HOUR;
        for (int i = 0; i < DEVICES; i++) {
            describe(it, i);
            long at = from + i % 120;
            it.drop(name(i), at, 403002);
            it.refused(name(i), at + 300, 403002, 600, (int) ((midnight - at - 300) / 600));
            it.connect(name(i), midnight + 30 + i % 60);
        }
        Alert last = only(run(it, midnight + HOUR));
        assertThat(last.cause()).isEqualTo(Cause.QUOTA_EXCEEDED);
        assertThat(last.mass().endedAt())
                .isBetween(START.plusSeconds(midnight - 15 * MINUTE), START.plusSeconds(midnight));
        assertThat(last.resolvedAt()).isBetween(START.plusSeconds(midnight), START.plusSeconds(midnight + 20 * MINUTE));
        assertThat(last.evidence()).anyMatch(line -> line.contains("until 00:00 UTC"));
    }

    @Test
    void devicesThatTryAgainEachMinuteKeepAQuotaOpen() {
        Timeline it = fleet(40);
        for (int i = 0; i < 40; i++) {
            describe(it, i);
            it.drop(name(i), FIVE + i, 403002).refused(name(i), FIVE + i + 60, 403002, 60, 170);
            it.connect(name(i), FIVE + 3 * HOUR + i);
        }
        Pipeline run = run(it, FIVE + 4 * HOUR);
        Alert last = only(run);
        assertThat(last.cause()).isEqualTo(Cause.QUOTA_EXCEEDED);
        assertThat(last.mass().endedAt())
                .isAfter(START.plusSeconds(FIVE + 160 * MINUTE))
                .isBefore(START.plusSeconds(FIVE + 3 * HOUR));
        assertThat(run.alerts(Pattern.MASS))
                .filteredOn(alert -> alert.status() == Status.RESOLVED)
                .hasSize(1);
    }

    @Test
    void theSamePlaceWithinHalfAnHourIsTheSameAlert() {
        Timeline it = fleet(DEVICES);
        drop(it, i -> i % 2 == 0, FIVE, 10, CLOSED);
        drop(it, i -> i % 2 == 0, FIVE + 20 * MINUTE, 10, CLOSED);
        Alert last = only(run(it, FIVE + 2 * HOUR));
        assertThat(last.lastSeenAt()).isEqualTo(START.plusSeconds(FIVE + 20 * MINUTE + 9));
        assertThat(last.status()).isEqualTo(Status.RESOLVED);
    }

    @Test
    void threeHoursLaterItIsAnotherOne() {
        Timeline it = fleet(DEVICES);
        drop(it, i -> i % 2 == 0, FIVE, 10, CLOSED);
        drop(it, i -> i % 2 == 1, FIVE + 3 * HOUR + 11 * MINUTE, 10, CLOSED);
        assertThat(last(run(it, FIVE + 5 * HOUR)))
                .hasSize(2)
                .allMatch(alert -> alert.cause() == Cause.HUB_TRANSIENT && alert.status() == Status.RESOLVED);
    }

    @Test
    void twoPlacesAtOnceAreTwoAlerts() {
        Timeline it = fleet(DEVICES);
        drop(it, i -> i % 10 == 3, FIVE, 10, CLOSED);
        drop(it, i -> i % 10 == 8, FIVE + 5 * MINUTE, 10, CLOSED);
        assertThat(last(run(it, FIVE + 2 * HOUR)))
                .extracting(alert -> alert.scope().cohort())
                .containsExactly(
                        new Alert.Cohort("network", "203.0.3.0/24"), new Alert.Cohort("network", "203.0.8.0/24"));
    }

    @Test
    void whatComesAllAtOnceAfterAGapIsNoDip() {
        Timeline it = fleet(DEVICES);
        for (int i = 0; i < DEVICES; i++) {
            describe(it, i);
            long at = FIVE + i * 53L; // one drop a minute for three hours
            it.drop(name(i), at, CLOSED).connect(name(i), at + 30);
        }
        it.held(FIVE + HOUR, FIVE + 2 * HOUR);
        Pipeline held = run(it, FIVE + 4 * HOUR);
        assertThat(held.alerts(Pattern.MASS))
                .filteredOn(alert -> alert.onset().isAfter(START.plusSeconds(FIVE + HOUR)))
                .isEmpty();
    }

    @Test
    void aFleetThatSaysGoodbyeInTheEveningIsNoDip() {
        Timeline it = fleet(DEVICES);
        for (int i = 0; i < DEVICES; i++) {
            it.drop(name(i), 18 * HOUR + i, 0);
        }
        assertThat(run(it, 20 * HOUR).alerts(Pattern.MASS)).isEmpty();
    }

    @Test
    void aSiteThatRebootsEachNightIsNoOutageFromTheSecondNightOn() {
        Timeline it = fleet(DEVICES);
        for (int day = 0; day < 4; day++) {
            drop(it, i -> i % 10 == 3, day * 24L * HOUR + 3 * HOUR, 25, CLOSED);
        }
        List<Alert> told = last(run(it, 80 * HOUR));
        assertThat(told)
                .filteredOn(alert -> alert.onset().isAfter(START.plusSeconds(24 * HOUR)))
                .isEmpty();
    }

    @Test
    void anEvenRateThatLastsForAnHourIsTheNewNormal() {
        Timeline it = fleet(DEVICES);
        for (long at = FIVE, n = 0; at < FIVE + 8 * HOUR; at += 12, n++) {
            int device = (int) (n * 7 % DEVICES);
            describe(it, device);
            it.drop(name(device), at, CLOSED).connect(name(device), at + 40);
        }
        List<Alert> told = last(run(it, FIVE + 8 * HOUR));
        assertThat(told).isNotEmpty();
        assertThat(told).allMatch(alert -> alert.status() == Status.RESOLVED);
        double open = told.stream()
                .mapToDouble(alert ->
                        Duration.between(alert.onset(), alert.resolvedAt()).toMinutes())
                .sum();
        assertThat(open).isLessThan(150);
    }

    @Test
    void aBusyHubIsNotInADipFromItsFirstHour() {
        Timeline it = fleet(DEVICES);
        for (long at = 30 * MINUTE, n = 0; at < 12 * HOUR; at += 20, n++) {
            int device = (int) (n * 7 % DEVICES);
            describe(it, device);
            it.drop(name(device), at, CLOSED).connect(name(device), at + 40);
        }
        double open = last(run(it, 12 * HOUR)).stream()
                .mapToDouble(alert -> Duration.between(
                                alert.onset(),
                                alert.status() == Status.OPEN ? START.plusSeconds(12 * HOUR) : alert.resolvedAt())
                        .toMinutes())
                .sum();
        assertThat(open).isLessThan(120);
    }

    @Test
    void dropsOfAnOutageAreNotHeldAgainstTheDevices() {
        Timeline it = fleet(DEVICES);
        for (int k = 0; k < 10; k++) {
            drop(it, i -> i % 3 != 0, FIVE + k * (HOUR + 700L * (k % 3)), 10, k % 2 == 0 ? 500001 : CLOSED);
        }
        Pipeline run = run(it, FIVE + 16 * HOUR);
        assertThat(last(run)).hasSizeGreaterThanOrEqualTo(8);
        assertThat(run.last.values()).noneMatch(verdict -> verdict.pattern() == Pattern.RANDOM);
    }

    @Test
    void fiveDevicesOfASmallHubAreEnough() {
        Timeline it = fleet(30);
        for (int i = 0; i < 5; i++) {
            describe(it, i);
            it.drop(name(i), FIVE + i, CLOSED).connect(name(i), FIVE + 60);
        }
        assertThat(only(run(it, FIVE + 2 * HOUR)).scope().deviceCount()).isEqualTo(5);
    }

    @Test
    void fourAreNot() {
        Timeline it = fleet(30);
        for (int i = 0; i < 4; i++) {
            describe(it, i);
            it.drop(name(i), FIVE + i, CLOSED).connect(name(i), FIVE + 60);
        }
        assertThat(run(it, FIVE + 2 * HOUR).alerts(Pattern.MASS)).isEmpty();
    }

    @Test
    void oneDeviceThatFlapsIsNoDip() {
        Timeline it = fleet(DEVICES);
        describe(it, 3);
        for (int n = 0; n < 200; n++) {
            it.drop(name(3), FIVE + n * 40L, CLOSED).connect(name(3), FIVE + n * 40L + 5);
        }
        assertThat(run(it, FIVE + 4 * HOUR).alerts(Pattern.MASS)).isEmpty();
    }

    @Test
    void namesAreToldAsTheyCome() {
        List<String> hostile = List.of(
                "\"quoted\"",
                "<script>alert(1)</script>".replace("/", "\\"),
                "module/with/slashes",
                "x".repeat(128),
                "tab\tand\nline",
                "\u00fcml\u00e4ut-\ud83d\ude00",
                "'; drop table --",
                "%n%s{}");
        Timeline it = fleet(20);
        hostile.forEach(name -> it.connect(name, 60));
        hostile.forEach(name -> it.drop(name, FIVE, CLOSED).connect(name, FIVE + 60));
        Pipeline run = run(it, FIVE + 2 * HOUR);
        Alert last = only(run);
        assertThat(last.scope().devices()).containsExactlyInAnyOrderElementsOf(hostile);
    }

    @Test
    void devicesThatComeBackWithAnotherVersionAreARollout() {
        Timeline it = fleet(DEVICES);
        int n = 0;
        for (int i = 0; i < DEVICES; i += 4) {
            describe(it, i);
            it.drop(name(i), FIVE + 10L * n, 0);
            it.running("sdk/9").connect(name(i), FIVE + 10L * n++ + 40);
        }
        Alert last = only(run(it, FIVE + 4 * HOUR));
        assertThat(last.cause()).isEqualTo(Cause.ROLLOUT);
        assertThat(last.scope().cohort()).isEqualTo(new Alert.Cohort("sdk", "sdk/0"));
        assertThat(last.scope().deviceCount()).isEqualTo(50);
        assertThat(last.status()).isEqualTo(Status.RESOLVED);
        assertThat(last.onset()).isEqualTo(START.plusSeconds(FIVE + 40));
        assertThat(last.lastSeenAt()).isEqualTo(START.plusSeconds(FIVE + 490 + 40));
    }

    @Test
    void aFewThatAreUpdatedAreNone() {
        Timeline it = fleet(DEVICES);
        for (int i = 0; i < 28; i += 4) {
            describe(it, i);
            it.drop(name(i), FIVE + i, 0).running("sdk/9").connect(name(i), FIVE + i + 40);
        }
        assertThat(run(it, FIVE + 2 * HOUR).alerts(Pattern.MASS)).isEmpty();
    }

    @Test
    void theMetricTellsTheFleetsSize() {
        Timeline it = drop(fleet(DEVICES), i -> i % 3 == 0, FIVE, 10, CLOSED);
        IntStream.range(0, 420).forEach(minute -> it.metric(minute * 60L, 1_000));
        Alert last = only(run(it, FIVE + HOUR));
        assertThat(last.fleetSize()).isEqualTo(new Alert.FleetSize(1_000, true));
    }
}
