package io.dropsight.detect.mass;

import static io.dropsight.detect.mass.Bursts.fact;
import static io.dropsight.detect.mass.Bursts.traits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.Traits;
import io.dropsight.model.Auth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoTestTest {
    private static final int LIFETIME = 3900;
    private static final Traits TOKEN = traits("Mqtt", "sdk/1", "", Auth.SAS);
    private static final Traits CERTIFICATE = traits("Mqtt", "sdk/1", "", Auth.X509);

    private static EchoTest.Known known(boolean lifetime, double x509) {
        return new EchoTest.Known() {
            @Override
            public boolean isLifetime(double seconds, double tolerance) {
                return lifetime;
            }

            @Override
            public double x509Share() {
                return x509;
            }
        };
    }

    /** Sessions equally long, drops spread as the connects were. */
    private static List<BurstFact> expiry(int count) {
        return Bursts.of(count, i -> fact(i, 600_000 + 6L * i, LIFETIME + i % 3, 404104, TOKEN));
    }

    /** Drops at one time, sessions of any length. */
    private static List<BurstFact> outage(int count) {
        return Bursts.of(count, i -> fact(1_000 + i, 600_050 + i % 10, 1_500 + 997 * i, 404104, TOKEN));
    }

    private static List<BurstFact> both(List<BurstFact> some, List<BurstFact> more) {
        List<BurstFact> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    @Test
    void tokensThatEndTogetherAreAnEcho() {
        EchoTest.Echo echo = EchoTest.of(expiry(40), known(true, 0));
        assertThat(echo).isNotNull();
        assertThat(echo.seconds()).isCloseTo(LIFETIME, within(2.0));
        assertThat(echo.tolerance()).isCloseTo(45 + 0.01 * LIFETIME, within(0.1));
        assertThat(echo.members()).hasSize(40);
        assertThat(echo.fits(LIFETIME + 80)).isTrue();
        assertThat(echo.fits(LIFETIME + 90)).isFalse();
    }

    @Test
    void anOutageIsNone() {
        assertThat(EchoTest.of(outage(40), known(true, 0))).isNull();
    }

    @Test
    void anOutageSoonAfterAnotherIsNoneAlthoughSessionsAreAlike() {
        List<BurstFact> again =
                Bursts.of(40, i -> fact(i, 600_000 + i % 5, 2_900 + i % 40, i % 2 == 0 ? 500_001 : 404104, TOKEN));
        assertThat(EchoTest.of(again, known(false, 0))).isNull();
    }

    @Test
    void ofAnOutageInsideAnEchoOnlyTheTokensAreTakenOut() {
        EchoTest.Echo echo = EchoTest.of(both(expiry(60), outage(12)), known(true, 0));
        assertThat(echo).isNotNull();
        assertThat(echo.members()).extracting(BurstFact::device).noneMatch(name -> name.startsWith("device-100"));
        assertThat(echo.members()).hasSize(60);
    }

    @Test
    void moreOutageThanEchoIsAnOutage() {
        assertThat(EchoTest.of(both(expiry(20), outage(30)), known(true, 0))).isNull();
    }

    @Test
    void certificatesHaveNoTokens() {
        List<BurstFact> burst = Bursts.of(40, i -> fact(i, 600_000 + 6L * i, LIFETIME, 404104, CERTIFICATE));
        assertThat(EchoTest.of(burst, known(true, 0.5))).isNull();
    }

    @Test
    void fewerCertificatesThanInTheFleetAreAVote() {
        // sessions as tight as the drops, at no usual age: two votes (nearly all, no 5xx)
        List<BurstFact> burst = Bursts.of(40, i -> fact(i, 600_000 + i % 20, 2_000 + i % 20, 401003, TOKEN));
        assertThat(EchoTest.of(burst, known(false, 0)))
                .as("with the refusal of the token three")
                .isNull();
        assertThat(EchoTest.of(burst, known(false, 0.05)))
                .as("few have certificates")
                .isNull();
        assertThat(EchoTest.of(burst, known(false, 0.4)))
                .as("many have, none of them here")
                .isNotNull();
    }

    @Test
    void threeAreTooFewAndShortSessionsProveNothing() {
        assertThat(EchoTest.of(expiry(3), known(true, 0))).isNull();
        assertThat(EchoTest.of(Bursts.of(40, i -> fact(i, 600_000 + 6L * i, 200, 401003, TOKEN)), known(true, 0)))
                .isNull();
        assertThat(EchoTest.of(List.of(), known(true, 0))).isNull();
    }
}
