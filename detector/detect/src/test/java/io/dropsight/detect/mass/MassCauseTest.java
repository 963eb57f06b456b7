package io.dropsight.detect.mass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.Cohort;
import io.dropsight.model.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MassCauseTest {
    private static MassCause.Codes codes(int code, int count, int closed) {
        return MassCause.Codes.NONE.plus(code, count).plus(404104, closed);
    }

    private static Localiser.Place place(Cohort.Kind kind, double evidence) {
        return new Localiser.Place(new Cohort(kind, 1), 50, 100, evidence, 1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "403002, QUOTA_EXCEEDED, 0.97",
        "403001, HUB_SUSPENDED, 0.97",
        "404012, HUB_FAILOVER, 0.97",
        "400029, HUB_MAINTENANCE, 0.95",
        "400030, HUB_MAINTENANCE, 0.95",
        "500001, HUB_TRANSIENT, 0.95",
        "404104, HUB_TRANSIENT, 0.75"
    })
    void aCodeNamesTheCauseOfTheWholeHub(int code, Cause cause, double confidence) {
        MassCause.Opinion opinion = MassCause.of(codes(code, 20, 80), null, 0);
        assertThat(opinion.cause()).isEqualTo(cause);
        assertThat(opinion.confidence()).isEqualTo(confidence);
    }

    @Test
    void aCodeOfTheHubOutweighsAPlace() {
        assertThat(MassCause.of(codes(400029, 20, 80), place(Cohort.Kind.SDK, 50), 0)
                        .cause())
                .isEqualTo(Cause.HUB_MAINTENANCE);
    }

    @Test
    void aFewCodesSpeakForNobody() {
        assertThat(MassCause.of(codes(400029, 2, 3), null, 0).cause()).isEqualTo(Cause.HUB_TRANSIENT);
        assertThat(MassCause.of(codes(400029, 14, 86), null, 0).cause()).isEqualTo(Cause.HUB_TRANSIENT);
        assertThat(MassCause.of(codes(400029, 15, 85), null, 0).cause()).isEqualTo(Cause.HUB_MAINTENANCE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NETWORK_24, NETWORK_OUTAGE, HUB_TRANSIENT",
        "NETWORK_16, NETWORK_OUTAGE, HUB_TRANSIENT",
        "SDK, SDK_FAULT, ROLLOUT",
        "PROTOCOL, PROTOCOL_FAULT, HUB_TRANSIENT",
        "AUTH, HUB_TRANSIENT, PROTOCOL_FAULT"
    })
    void aPlaceNamesTheCauseOfAPart(Cohort.Kind kind, Cause cause, Cause alternative) {
        MassCause.Opinion opinion = MassCause.of(codes(404104, 50, 0), place(kind, 60), 0);
        assertThat(opinion.cause()).isEqualTo(cause);
        assertThat(opinion.alternative()).isEqualTo(alternative);
    }

    @Test
    void confidenceGrowsWithTheEvidenceForThePlace() {
        assertThat(MassCause.of(codes(404104, 50, 0), place(Cohort.Kind.NETWORK_24, 8), 0)
                        .confidence())
                .isCloseTo(0.6 + 0.35 * 8 / 30, within(1e-9));
        assertThat(MassCause.of(codes(404104, 50, 0), place(Cohort.Kind.NETWORK_24, 300), 0)
                        .confidence())
                .isCloseTo(0.95, within(1e-9));
    }

    @Test
    void thoseWhoComeBackWithAnotherVersionWereUpdated() {
        assertThat(MassCause.of(codes(404104, 50, 0), place(Cohort.Kind.SDK, 60), 0.5)
                        .cause())
                .isEqualTo(Cause.ROLLOUT);
        assertThat(MassCause.of(codes(404104, 50, 0), place(Cohort.Kind.SDK, 60), 0.49)
                        .cause())
                .isEqualTo(Cause.SDK_FAULT);
    }

    @Test
    void codesAddUp() {
        MassCause.Codes some = codes(500_008, 3, 1);
        MassCause.Codes sum = some.plus(codes(404012, 2, 2));
        assertThat(sum.all()).isEqualTo(8);
        assertThat(sum.server()).isEqualTo(3);
        assertThat(sum.failover()).isEqualTo(2);
        assertThat(sum.serverShare()).isEqualTo(0.375);
        assertThat(MassCause.Codes.NONE.serverShare()).isZero();
    }
}
