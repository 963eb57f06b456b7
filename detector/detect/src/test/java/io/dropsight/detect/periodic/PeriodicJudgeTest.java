package io.dropsight.detect.periodic;

import static io.dropsight.detect.device.History.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.History;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeriodicJudgeTest {
    private static final PeriodicJudge JUDGE = new PeriodicJudge(PeriodicConfig.DEFAULTS);
    private static final int AGE = 65 * 60;

    private static Optional<PeriodicJudge.Finding> judge(History history) {
        return JUDGE.judge(history.state(), 0, HubPeriods.NONE);
    }

    @Test
    void findsAnAgeFromTheThirdSessionOnHoweverLongTheDeviceIsAway() {
        History history = History.begin();
        assertThat(judge(history.sessions(CLOSED, 5, AGE, AGE))).isEmpty();
        PeriodicJudge.Finding finding = judge(
                        history.session(AGE + 2, CLOSED, 1_700).session(AGE, CLOSED, 300))
                .orElseThrow();
        assertThat(finding.clock()).isEqualTo(Clock.SESSION);
        assertThat(finding.seconds()).isEqualTo(AGE);
        assertThat(finding.tolerance()).isEqualTo(0.005 * AGE);
        assertThat(finding.members()).containsExactly(0, 1, 2, 3);
        assertThat(finding.logEvidence()).isGreaterThan(Math.log(3_000));
    }

    @Test
    void asksForMoreWhereFewerFalseAlertsAreAllowed() {
        PeriodicJudge strict = new PeriodicJudge(new PeriodicConfig(1.5, 0.001)); // A of 3 million, e^14.9
        History history = History.begin().repeat(3, AGE, CLOSED, 5);
        assertThat(judge(history)).isPresent();
        assertThat(strict.judge(history.state(), 0, HubPeriods.NONE)).isEmpty();
        history.repeat(2, AGE, CLOSED, 5);
        assertThat(strict.judge(history.state(), 0, HubPeriods.NONE)).isPresent();
    }

    @Test
    void looksOnlyAtWhatIsNotUsedUp() {
        DeviceState state = History.begin().repeat(6, AGE, CLOSED, 5).state();
        assertThat(JUDGE.judge(state, 3, HubPeriods.NONE).orElseThrow().members())
                .containsExactly(3, 4, 5);
        assertThat(JUDGE.judge(state, 4, HubPeriods.NONE)).isEmpty();
        assertThat(JUDGE.judge(state, 6, HubPeriods.NONE)).isEmpty();
    }

    @Test
    void findsATokenThatIsKeptOverReconnects() {
        PeriodicJudge.Finding finding = judge(History.begin()
                        .dropsAt(CLOSED, 7, 14_400, 19_000, 28_801, 40_500, 43_200, 57_599, 66_666, 72_000, 86_400))
                .orElseThrow();
        assertThat(finding.clock()).isEqualTo(Clock.LAG);
        assertThat(finding.seconds()).isBetween(14_398.0, 14_402.0);
        assertThat(finding.members()).containsExactly(0, 2, 4, 5, 7, 8);
    }

    @Test
    void keepsTheTighterClockWhereBothHold() {
        int[] down = {95, 180, 60, 240, 120, 75};
        History scheduled = History.begin();
        History token = History.begin();
        for (int i = 0; i < down.length; i++) {
            scheduled.dropsAt(CLOSED, down[i], (i + 1) * 21_600L);
            token.session(21_600, CLOSED, down[i]);
        }
        assertThat(judge(scheduled).orElseThrow().clock()).isEqualTo(Clock.LAG);
        assertThat(judge(token).orElseThrow().clock()).isEqualTo(Clock.SESSION);
    }

    @Test
    void findsADeviceThatMixesSixtyAndSixtyFiveMinutes() {
        Random random = new Random(51);
        int devices = 200;
        int found = 0;
        for (int device = 0; device < devices; device++) {
            History history = History.begin();
            Optional<PeriodicJudge.Finding> finding = Optional.empty();
            for (int i = 0; i < 10 && finding.isEmpty(); i++) {
                int age = (random.nextBoolean() ? 3_600 : 3_900) + random.nextInt(5) - 2;
                finding = judge(history.session(age, CLOSED, 1 + random.nextInt(20)));
            }
            if (finding.isPresent()) {
                found++;
                double off = Math.min(
                        Math.abs(finding.get().seconds() - 3_600),
                        Math.abs(finding.get().seconds() - 3_900));
                assertThat(off).as("device %d of seed 51: %s", device, finding).isLessThan(20);
            }
        }
        System.out.println("60 and 65 minutes mixed, seed 51: " + found + " of " + devices + " found in 10 drops");
        assertThat(found).isEqualTo(devices);
    }

    @Test
    void onAGridTheLesserEvidenceIsTold() {
        History history = History.begin().session(1_800, CLOSED, 30).session(7_200, CLOSED, 30);
        for (int i = 0; i < 10; i++) {
            history = history.session(3_600, CLOSED, 30);
        }
        DeviceState state = history.state();
        int[] all = IntStream.range(0, state.size()).toArray();
        assertThat(judge(history).orElseThrow().logEvidence())
                .isLessThan(JUDGE.logEvidence(state, all, HubPeriods.NONE) - 3);
    }

    @Test
    void isRarelyFooledByTimersOnAGrid() {
        Random random = new Random(52);
        int devices = 2_000;
        int alarms = 0;
        for (int device = 0; device < devices; device++) {
            History history = History.begin();
            boolean alarm = false;
            for (int i = 0; i < 15 && !alarm; i++) {
                long length = 300L * (1 + random.nextInt(24)); // 5 minutes to 2 hours
                alarm = judge(history.session(length, CLOSED, 20 + random.nextInt(100)))
                        .isPresent();
            }
            alarms += alarm ? 1 : 0;
        }
        System.out.printf(
                "on a grid of 5 minutes, seed 52: %d of %,d devices alarm within 15 drops%n", alarms, devices);
        double allowed = 0.01 * devices;
        assertThat((double) alarms).isLessThanOrEqualTo(allowed + 3 * Math.sqrt(allowed));
    }

    /** Fewer than one session in seven reaches the age: four of the last twenty must, which takes days. */
    @Test
    void findsATokenOfFourHoursAmongTwelveOtherDropsADay() {
        int[] found = new int[3];
        int wrong = 0;
        int devices = 300;
        Random random = new Random(53);
        for (int device = 0; device < devices; device++) {
            History history = History.begin();
            Optional<PeriodicJudge.Finding> finding = Optional.empty();
            double days = 0;
            while (finding.isEmpty() && days < 28) {
                long token = 14_400 + Math.round(random.nextGaussian() * 3);
                long other = Math.round(-7_200 * Math.log(1 - random.nextDouble()));
                history.session(Math.min(token, other), CLOSED, 1 + random.nextInt(40));
                finding = judge(history);
                days = (history.state().lastDrop() - History.START) / 86_400.0;
            }
            boolean right = finding.isPresent() && Math.abs(finding.get().seconds() - 14_400) < 144;
            wrong += finding.isPresent() && !right ? 1 : 0;
            found[0] += right && days < 4 ? 1 : 0;
            found[1] += right && days < 14 ? 1 : 0;
            found[2] += right ? 1 : 0;
        }
        System.out.printf(
                "4-hour token at each connect, 12 other drops a day, seed 53: of %d found within 4, 14, 28 days"
                        + " %d, %d, %d; with another age %d%n",
                devices, found[0], found[1], found[2], wrong);
        assertThat(found[0]).isBetween(devices / 4, devices);
        assertThat(found[2]).isGreaterThan(devices * 9 / 10);
        assertThat(wrong).as("some 30,000 drops, A is 3,000").isLessThanOrEqualTo(10);
    }

    @Test
    void findsATokenThatIsKeptForFourHoursAmongTwelveOtherDropsADay() {
        int found = 0;
        int wrong = 0;
        int devices = 300;
        Random random = new Random(54);
        for (int device = 0; device < devices; device++) {
            History history = History.begin();
            Optional<PeriodicJudge.Finding> finding = Optional.empty();
            long now = 0;
            long token = 14_400;
            while (finding.isEmpty() && now < 4 * 86_400) {
                long other = now + 60 + Math.round(-7_200 * Math.log(1 - random.nextDouble()));
                boolean expires = token <= other;
                now = Math.min(token, other);
                history.dropsAt(CLOSED, 1 + random.nextInt(40), now);
                token = expires ? now + 14_400 + Math.round(random.nextGaussian() * 3) : token;
                finding = judge(history);
            }
            boolean right = finding.isPresent() && Math.abs(finding.get().seconds() - 14_400) < 144;
            found += right ? 1 : 0;
            wrong += finding.isPresent() && !right ? 1 : 0;
        }
        System.out.printf(
                "4-hour token kept over reconnects, 12 other drops a day, 4 days, seed 54: %d of %d found, %d with"
                        + " another age%n",
                found, devices, wrong);
        assertThat(found).isGreaterThan(devices * 6 / 10);
        assertThat(wrong).as("some 12,000 drops, A is 3,000").isLessThanOrEqualTo(4);
    }

    @Test
    void needsOneDropLessOfAnAgeThatTheHubKnowsButNeverLessThanThree() {
        HubPeriods hub = new HubPeriods(List.of(new HubPeriods.Confirmed(4_620, 30)));
        History strangersFirst = History.begin().sessions(CLOSED, 30, 700, 15_000, 4_620, 2_300, 4_621);
        assertThat(JUDGE.judge(strangersFirst.state(), 0, hub)).isEmpty();
        PeriodicJudge strict = new PeriodicJudge(new PeriodicConfig(1.5, 0.001));
        History history = History.begin().repeat(3, 4_620, CLOSED, 30);
        assertThat(strict.judge(history.state(), 0, HubPeriods.NONE)).isEmpty();
        assertThat(strict.judge(history.state(), 0, hub)).isPresent();
    }

    @Test
    void isSilentWithoutKnownSessions() {
        History history = History.begin();
        Random random = new Random(54);
        for (int i = 0; i < 20; i++) {
            history.dropOfUnknownSession(600 + random.nextInt(20_000), CLOSED, 30);
        }
        assertThat(judge(history)).isEmpty();
        assertThat(judge(History.begin())).isEmpty();
    }
}
