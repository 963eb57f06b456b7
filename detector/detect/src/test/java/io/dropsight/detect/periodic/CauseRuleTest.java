package io.dropsight.detect.periodic;

import static io.dropsight.detect.device.History.CLEAN;
import static io.dropsight.detect.device.History.CLOSED;
import static io.dropsight.detect.device.History.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.device.Drop;
import io.dropsight.detect.device.History;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CauseRuleTest {
    private static final int AGE = 65 * 60;
    private static final int UNUSUAL_AGE = 77 * 60;
    private static final int DAY = 86_400;

    private static CauseRule.Opinion opinion(History history, Clock clock, double period) {
        int[] all = IntStream.range(0, history.state().size()).toArray();
        return CauseRule.of(history.state(), all, clock, period);
    }

    private static CauseRule.Opinion bySession(Auth auth, int bits, int back, int age) {
        return opinion(History.begin().as(auth).repeat(5, age, bits, back), Clock.SESSION, age);
    }

    private static void check(CauseRule.Opinion opinion, Cause cause, double confidence, Cause alternative) {
        assertThat(opinion.cause()).isEqualTo(cause);
        assertThat(opinion.confidence()).isCloseTo(confidence, within(1e-9));
        assertThat(opinion.alternative()).isEqualTo(alternative);
    }

    @Test
    void aRefusedTokenLeavesNoDoubt() {
        CauseRule.Opinion opinion = bySession(Auth.SAS, UNAUTHORIZED, 5, AGE);
        check(opinion, Cause.SAS_TOKEN_EXPIRY, 0.98, Cause.SAS_TOKEN_EXPIRY);
        assertThat(opinion.returnSeconds()).isEqualTo(5);
        assertThat(opinion.recent()).isEqualTo(5);
        assertThat(opinion.unauthorized()).isEqualTo(5);
        assertThat(opinion.clean()).isZero();
    }

    @Test
    void twoRefusalsAreEnoughIfTheyAreAFifth() {
        History history = History.begin().repeat(2, AGE, UNAUTHORIZED, 5).repeat(8, AGE, CLOSED, 90);
        check(opinion(history, Clock.SESSION, AGE), Cause.SAS_TOKEN_EXPIRY, 0.98, Cause.SAS_TOKEN_EXPIRY);
        check(opinion(history.session(AGE, CLOSED, 90), Clock.SESSION, AGE), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    @Test
    void theHubClosesAndTheDeviceIsBackAtOnce() {
        check(bySession(Auth.SAS, CLOSED, 5, AGE), Cause.SAS_TOKEN_EXPIRY, 0.93, Cause.IDLE_TIMEOUT);
        check(bySession(Auth.SAS, CLOSED, 59, UNUSUAL_AGE), Cause.SAS_TOKEN_EXPIRY, 0.85, Cause.IDLE_TIMEOUT);
    }

    @Test
    void aDeviceThatComesBackSlowlyStartedAnew() {
        check(bySession(Auth.SAS, CLOSED, 61, AGE), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
        check(bySession(Auth.X509, CLOSED, 61, AGE), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    @Test
    void theFrontOfTheHubClosesWhatSaysNothingForAsLongAsItWaits() {
        check(bySession(Auth.SAS, CLOSED, 5, 1767), Cause.IDLE_TIMEOUT, 0.8, Cause.SAS_TOKEN_EXPIRY);
    }

    @Test
    void anEdgeGatewayClosesTheLinkOfALeafThatSaysNothingForAnHour() {
        check(bySession(Auth.SAS, CLEAN, 600, 3600), Cause.IDLE_TIMEOUT, 0.6, Cause.SCHEDULED);
        check(bySession(Auth.SAS, CLEAN, 600, 5400), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    @Test
    void noTokenLivesLessThanTenMinutes() {
        check(bySession(Auth.SAS, CLOSED, 5, 599), Cause.IDLE_TIMEOUT, 0.6, Cause.SCHEDULED);
    }

    @Test
    void aCleanReturnWithinSecondsIsARenewal() {
        check(bySession(Auth.SAS, CLEAN, 2, 45 * 60), Cause.SAS_TOKEN_RENEWAL, 0.95, Cause.SCHEDULED);
        check(bySession(Auth.SAS, CLEAN, 10, UNUSUAL_AGE), Cause.SAS_TOKEN_RENEWAL, 0.85, Cause.SCHEDULED);
        assertThat(bySession(Auth.SAS, CLEAN, 2, 45 * 60).clean()).isEqualTo(5);
    }

    @Test
    void otherCleanDropsAreScheduled() {
        check(bySession(Auth.SAS, CLEAN, 11, 45 * 60), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
        check(bySession(Auth.SAS, CLEAN, 2, 239), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
        check(bySession(Auth.SAS, CLEAN, 2, 31 * 3_600), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    @Test
    void aCertificateIsNoToken() {
        check(bySession(Auth.X509, CLOSED, 5, AGE), Cause.IDLE_TIMEOUT, 0.8, Cause.SCHEDULED);
        check(bySession(Auth.X509, UNAUTHORIZED, 5, AGE), Cause.IDLE_TIMEOUT, 0.8, Cause.SCHEDULED);
        check(bySession(Auth.X509, CLEAN, 2, 45 * 60), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    @Test
    void whateverACertificateDeviceDoesIsNeverCalledAToken() {
        long seed = 20260311;
        Random random = new Random(seed);
        int[] bits = {CLOSED, UNAUTHORIZED, CLEAN, CLOSED | UNAUTHORIZED, Drop.IMPLICIT, Drop.SERVER};
        for (int i = 0; i < 5_000; i++) {
            Auth auth = random.nextBoolean() ? Auth.X509 : Auth.OTHER;
            History history = History.begin().as(auth);
            int age = 200 + random.nextInt(100_000);
            for (int n = 3 + random.nextInt(15); n > 0; n--) {
                history.session(age + random.nextInt(10), bits[random.nextInt(bits.length)], random.nextInt(120));
            }
            Clock clock = random.nextBoolean() ? Clock.SESSION : Clock.LAG;
            CauseRule.Opinion opinion = opinion(history, clock, age);
            assertThat(opinion.cause()).as("device %d of seed %d", i, seed).isIn(Cause.IDLE_TIMEOUT, Cause.SCHEDULED);
            assertThat(opinion.alternative()).isIn(Cause.IDLE_TIMEOUT, Cause.SCHEDULED);
        }
    }

    @Test
    void aDeviceThatNeverSaysHowItAuthenticatesIsTakenForATokenDeviceWithLessConfidence() {
        check(unknown(UNAUTHORIZED, 5, AGE), Cause.SAS_TOKEN_EXPIRY, 0.98 * 0.85, Cause.SAS_TOKEN_EXPIRY);
        check(unknown(CLOSED, 5, AGE), Cause.SAS_TOKEN_EXPIRY, 0.93 * 0.85, Cause.IDLE_TIMEOUT);
        check(unknown(CLEAN, 2, 45 * 60), Cause.SAS_TOKEN_RENEWAL, 0.95 * 0.85, Cause.SCHEDULED);
        check(unknown(CLEAN, 60, 45 * 60), Cause.SCHEDULED, 0.75, Cause.IDLE_TIMEOUT);
    }

    private static CauseRule.Opinion unknown(int bits, int back, int age) {
        return opinion(History.withoutAuth().repeat(5, age, bits, back), Clock.SESSION, age);
    }

    @Test
    void aNightlyRebootIsScheduledHoweverTheDeviceAuthenticates() {
        int[] jitter = {0, 14, -9, 21, 3, -17};
        int[] down = {95, 130, 88, 170, 101, 140};
        for (Auth auth : new Auth[] {Auth.SAS, Auth.X509}) {
            for (int bits : new int[] {CLOSED, CLEAN}) {
                History history = History.begin().as(auth);
                for (int day = 0; day < jitter.length; day++) {
                    history.dropsAt(bits, down[day], (day + 1) * (long) DAY + jitter[day]);
                }
                assertThat(opinion(history, Clock.LAG, DAY).cause())
                        .as("%s, drop bits %d", auth, bits)
                        .isEqualTo(Cause.SCHEDULED);
            }
        }
    }

    @Test
    void aWallClockWithAQuickReturnIsScheduledButMayBeAToken() {
        int[] down = {31, 58, 35, 52, 40, 57};
        History history = History.begin();
        for (int i = 0; i < down.length; i++) {
            history.dropsAt(CLOSED, down[i], (i + 1) * 14_000L);
        }
        check(opinion(history, Clock.LAG, 14_000), Cause.SCHEDULED, 0.7, Cause.SAS_TOKEN_EXPIRY);
        History slow = History.begin();
        for (int i = 0; i < down.length; i++) {
            slow.dropsAt(CLOSED, 5L * down[i], (i + 1) * 14_000L);
        }
        check(opinion(slow, Clock.LAG, 14_000), Cause.SCHEDULED, 0.95, Cause.IDLE_TIMEOUT);
    }

    @Test
    void dropsThatNoRecordToldSayNothingAboutHowTheyEnded() {
        History history = History.begin().repeat(6, AGE, Drop.IMPLICIT, 5).repeat(2, AGE, CLOSED, 5);
        check(opinion(history, Clock.SESSION, AGE), Cause.SAS_TOKEN_EXPIRY, 0.93, Cause.IDLE_TIMEOUT);
    }

    @Test
    void aReturnThatWasNeverSeenIsMinusOne() {
        History history = History.begin();
        for (int i = 0; i < 4; i++) {
            history.dropOfUnknownSession(AGE, CLOSED, 5);
        }
        CauseRule.Opinion opinion = opinion(history.away(), Clock.LAG, AGE);
        assertThat(opinion.returnSeconds()).isEqualTo(-1);
        assertThat(opinion.cause()).isEqualTo(Cause.SCHEDULED);
    }
}
