package io.dropsight.detect.mass;

import static io.dropsight.detect.mass.Bursts.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.Cohort;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers of docs/detectors/mass.md and echo.md. */
class WorkedExampleTest {
    private static final double FLEET = 1_000;

    /** 36 of a site of 100, and 4 others. */
    private static List<BurstFact> burst() {
        return Bursts.of(
                40,
                i -> Bursts.fact(
                        i,
                        600_000 + i,
                        0,
                        404104,
                        Bursts.traits("Mqtt", "", i < 36 ? "203.0.113.XXX" : "198.51." + i + ".XXX", Auth.SAS)));
    }

    private static double size(Cohort cohort) {
        return cohort.kind() == Cohort.Kind.NETWORK_24 || cohort.kind() == Cohort.Kind.NETWORK_16 ? 100 : FLEET;
    }

    @Test
    void fortyOfAThousandWhereOneIsUsual() {
        Series it = Bursts.steady(0.5, 600);
        Bursts.add(it, START + 601, 40);
        BurstTest.Burst seen = new BurstTest(MassConfig.DEFAULTS)
                .at(it, START + 601, FLEET, false, (end, minutes) -> 0)
                .orElseThrow();
        assertThat(seen.minutes()).isEqualTo(2);
        assertThat(seen.expected()).isCloseTo(1.0, within(0.05));
        assertThat(seen.evidence()).isCloseTo(40 * Math.log(40) - 39, within(2.0));
        assertThat(40 * Math.log(40) - 39).isCloseTo(108.6, within(0.05));
    }

    @Test
    void theSiteOfThirtySixOfThem() {
        Localiser.Place place = Localiser.place(burst(), 1, FLEET, WorkedExampleTest::size, cohort -> 0.1);
        assertThat(place).isNotNull();
        assertThat(place.cohort().value()).isEqualTo("203.0.113.0/24");
        assertThat(place.evidence()).isCloseTo(76.9, within(0.1));
        assertThat(place.share()).isCloseTo(0.92, within(0.005));
        assertThat((36 / 100.0) / (4 / 900.0)).isCloseTo(81, within(0.1));
        MassCause.Codes codes = MassCause.Codes.NONE.plus(404104, 40);
        MassCause.Opinion opinion = MassCause.of(codes, place, 0);
        assertThat(opinion.cause()).isEqualTo(Cause.NETWORK_OUTAGE);
        assertThat(opinion.confidence()).isCloseTo(0.92, within(0.005));
    }

    @Test
    void fortyTokensOf65Minutes() {
        List<BurstFact> burst = Bursts.of(
                40, i -> Bursts.fact(i, 600_000 + 6L * i, 3_900 + i % 3, 404104, Bursts.traits("", "", "", Auth.SAS)));
        EchoTest.Echo echo = EchoTest.of(burst, new EchoTest.Known() {
            @Override
            public boolean isLifetime(double seconds, double tolerance) {
                return true;
            }

            @Override
            public double x509Share() {
                return 0;
            }
        });
        assertThat(echo).isNotNull();
        assertThat(echo.seconds()).isCloseTo(3_901, within(1.0));
        assertThat(echo.tolerance()).isCloseTo(84, within(0.5));
    }
}
