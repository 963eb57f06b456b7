package io.dropsight.simulator.score;

import static io.dropsight.simulator.score.Cases.kinds;
import static io.dropsight.simulator.score.Cases.periodic;
import static io.dropsight.simulator.score.Cases.random;
import static io.dropsight.simulator.score.Cases.says;
import static io.dropsight.simulator.score.Cases.score;
import static io.dropsight.simulator.score.Cases.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.model.DeviceKey;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeviceScoreTest {
    @Test
    void aPeriodicVerdictAtTheTrueAgeIsRight() {
        ScoreCard card = score(truth(periodic("a", 65)), says("a", "periodic", 65.65));

        assertThat(card.periodic()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), Ratio.NONE, 0));
        assertThat(card.periodErrors().median()).hasValueCloseTo(0.01, within(1e-9));
        assertThat(card.falseAlerts()).isZero();
        assertThat(card.faults()).isEmpty();
    }

    @Test
    void moreThanFivePercentOffIsFalseAndTheDeviceIsMissed() {
        ScoreCard card = score(truth(periodic("a", 60)), says("a", "periodic", 65));

        assertThat(card.periodic()).isEqualTo(new PatternScore(1, 0, 1, Ratio.NONE, Ratio.NONE, 0));
        assertThat(card.falseAlerts()).isEqualTo(1);
        assertThat(kinds(card)).containsExactly(Fault.Kind.FALSE, Fault.Kind.MISSED);
    }

    @Test
    void anyOfADevicesAgesIsRightAndEachIsToldOfOnce() {
        Truth.Device two = new Truth.Device(
                DeviceKey.of(Cases.HUB, "a"),
                "periodic",
                "sas_token_expiry",
                List.of(Duration.ofMinutes(60), Duration.ofMinutes(90)),
                Cases.at(0),
                null,
                List.of(Cases.at(60)),
                true);
        Truth truth = new Truth("by-hand", 7, Cases.at(0), Cases.at(2880), 100, List.of(two), List.of());

        ScoreCard card = score(
                truth,
                says("a", "periodic", 60),
                says("a", "periodic", 90),
                says("a", "periodic", 90.1).at(700, 900));

        assertThat(card.periodic()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(3, 3), Ratio.NONE, 1));
    }

    @Test
    void aVerdictThatComesBackIsOneFindAndCountedAsReopened() {
        ScoreCard card = score(
                truth(periodic("a", 65)),
                says("a", "periodic", 65).resolved(600),
                says("a", "periodic", 65).at(700, 1000));

        assertThat(card.periodic().found()).isEqualTo(1);
        assertThat(card.periodic().reopened()).isEqualTo(1);
        assertThat(card.periodic().falsePositives()).isZero();
    }

    @Test
    void aMissTellsWhatThereWasToSee() {
        ScoreCard card = score(truth(random("dev-12")), says("dev-12", "periodic", 65));

        assertThat(card.random().recall()).isEqualTo(new Ratio(0, 1));
        assertThat(card.faults())
                .filteredOn(fault -> fault.kind() == Fault.Kind.MISSED)
                .singleElement()
                .isEqualTo(new Fault(
                        "by-hand",
                        7,
                        Fault.Kind.MISSED,
                        "random",
                        "missed: network_loss on hub/dev-12: 28 drops in view from 2026-03-02T01:40:00Z to"
                                + " 2026-03-03T22:40:00Z at 14.4/day; instead: sas_token_expiry of 65.0 min since"
                                + " 2026-03-02T01:05:00Z"));
        assertThat(score(truth(random("b"))).faults()).singleElement().satisfies(fault -> assertThat(fault.text())
                .endsWith("; no verdict"));
    }

    @Test
    void aRandomVerdictOnAPeriodicDeviceIsAFalseRandomOne() {
        ScoreCard card = score(truth(periodic("a", 65)), says("a", "periodic", 65), says("a", "random", 0));

        assertThat(card.random()).isEqualTo(new PatternScore(0, 0, 1, Ratio.NONE, Ratio.NONE, 0));
        assertThat(card.periodic().precision()).isEqualTo(new Ratio(1, 1));
        assertThat(card.falseAlerts()).isEqualTo(1);
    }

    @Test
    void aDeviceMayBePeriodicAndRandomAtOnce() {
        ScoreCard card =
                score(truth(periodic("a", 65), random("a")), says("a", "periodic", 65), says("a", "random", 0));

        assertThat(card.periodic().recall()).isEqualTo(new Ratio(1, 1));
        assertThat(card.random().recall()).isEqualTo(new Ratio(1, 1));
        assertThat(card.faults()).isEmpty();
    }

    @Test
    void aDeviceInsideAnIncidentIsNotRandom() {
        ScoreCard card = score(
                truth(Cases.incident("m1", "hub_transient", 100)),
                Cases.alert("x", "hub_transient", 100).resolved(115),
                says("a", "random", 0).at(100, 120));

        assertThat(card.random().falsePositives()).isEqualTo(1);
        assertThat(card.faults()).singleElement().satisfies(fault -> assertThat(fault.text())
                .contains("the device is healthy, the hub had hub_transient at 2026-03-02T01:40:00Z"));
    }

    @Test
    void whatIsNotDetectableCountsNeitherWay() {
        Truth truth = truth(random("a").notDetectable());

        assertThat(score(truth).random()).isEqualTo(PatternScore.NONE);
        ScoreCard found = score(truth, says("a", "random", 0));
        assertThat(found.random()).isEqualTo(PatternScore.NONE);
        assertThat(found.falseAlerts()).isZero();
    }

    @Test
    void anotherCauseIsAFindWithAFault() {
        ScoreCard card = score(truth(random("a").cause("tcp_reset")), says("a", "random", 0));

        assertThat(card.random()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(0, 1), Ratio.NONE, 0));
        assertThat(card.causes()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(card)).containsExactly(Fault.Kind.CAUSE);
    }

    @Test
    void dropsNeededAreThoseThatHadSettledAtTheVerdict() {
        // 65, 130, 195 and 260 minutes; the fifth at 325 has not settled.
        ScoreCard card =
                score(truth(periodic("a", 65)), says("a", "periodic", 65).at(65, 334));

        assertThat(card.periodicDrops().median()).hasValue(4);
        assertThat(kinds(card)).isEmpty();
    }

    @Test
    void aVerdictThatNeedsFarTooManyDropsIsLate() {
        ScoreCard card =
                score(truth(periodic("a", 65)), says("a", "periodic", 65).at(65, 1500));

        assertThat(card.periodicDrops().median()).hasValue(22);
        assertThat(kinds(card)).containsExactly(Fault.Kind.LATE);
    }

    @Test
    void aVerdictFromAfterTheCureIsFalse() {
        Truth truth = truth(periodic("a", 65).until(600));

        assertThat(score(truth, says("a", "periodic", 65).at(614, 900)).periodic())
                .satisfies(it -> assertThat(it.found()).isEqualTo(1));
        assertThat(score(truth, says("a", "periodic", 65).at(616, 900)).periodic())
                .satisfies(it -> assertThat(it.falsePositives()).isEqualTo(1));
    }

    @Test
    void aVerdictFromBeforeTheTroubleIsFalse() {
        Truth truth = truth(random("a").from(1000));

        assertThat(score(truth, says("a", "random", 0).at(65, 999)).random().falsePositives())
                .isEqualTo(1);
    }

    @Test
    void aCureIsToldInTimeWithinFourPeriodsAndHalfADay() {
        Truth truth = truth(periodic("a", 90).until(600)); // 4 * 90 min + 12 h are 1,080 min

        assertThat(score(truth, says("a", "periodic", 90).resolved(1680)).resolved())
                .isEqualTo(new Ratio(1, 1));
        ScoreCard late = score(truth, says("a", "periodic", 90).resolved(1681));
        assertThat(late.resolved()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(late)).containsExactly(Fault.Kind.UNRESOLVED);
        assertThat(score(truth, says("a", "periodic", 90)).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.text()).endsWith("; still open at the end"));
    }

    @Test
    void givingUpWhileItGoesOnIsNotResolvedInTime() {
        Truth truth = truth(periodic("a", 65).until(1000)); // drops at 845, 910 and 975 min are the last three

        assertThat(score(truth, says("a", "periodic", 65).resolved(846)).resolved())
                .isEqualTo(new Ratio(1, 1));
        assertThat(score(truth, says("a", "periodic", 65).resolved(844)).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.text()).contains("given up", "3 drops were to come"));
    }

    @Test
    void aCureTooLateInTheLogIsNotCounted() {
        Truth truth = truth(random("a").until(Cases.LOG_MINUTES - 16 * 60 + 1));

        assertThat(score(truth, says("a", "random", 0)).resolved()).isEqualTo(Ratio.NONE);
    }

    @Test
    void aGroupsAlertIsFalseOnlyIfNoneOfItsVerdictsIsRight() {
        Truth truth = truth(periodic("a", 65), periodic("n", 65).notDetectable());

        ScoreCard one = score(
                truth,
                Cases.alert("x", "sas_token_expiry", 65).pattern("periodic"),
                says("a", "periodic", 65).alert("x"),
                says("healthy", "periodic", 65).alert("x"));
        assertThat(one.falseAlerts()).isZero();
        assertThat(one.periodic().precision()).isEqualTo(new Ratio(1, 2));

        ScoreCard none = score(
                truth,
                says("a", "periodic", 65).alert("x"),
                says("n", "periodic", 65).alert("y"),
                says("healthy", "periodic", 65).alert("z"),
                says("well", "periodic", 65).alert("z"));
        assertThat(none.falseAlerts()).isEqualTo(1);
        assertThat(none.periodic().falsePositives()).isEqualTo(2);
    }

    @Test
    void anAlertWhoseDevicesHaveMovedToAnotherIsNotFalseIfTheyHaveThatTrouble() {
        ScoreCard card = score(
                truth(periodic("a", 65)),
                Cases.alert("x", "idle_timeout", 65).pattern("periodic").devices("healthy", "a"),
                Cases.alert("y", "sas_token_expiry", 65).pattern("periodic").devices("a"),
                Cases.alert("z", "network_loss", 65).pattern("random").devices("a"),
                says("a", "periodic", 65).alert("y"));

        assertThat(card.falseAlerts()).isEqualTo(1);
        assertThat(card.faults()).singleElement().satisfies(fault -> assertThat(fault.text())
                .contains("alert random", "its devices have no such trouble"));
    }

    @Test
    void anAlertOnDevicesThatNoVerdictBacksIsFalse() {
        ScoreCard card = score(truth(), Cases.alert("x", "scheduled", 65).pattern("periodic"));

        assertThat(card.falseAlerts()).isEqualTo(1);
        assertThat(card.healthyFalseAlerts()).isEqualTo(1);
        assertThat(card.healthyHubDays()).isEqualTo(2);
        assertThat(card.falseAlertsPer1kDeviceDays()).hasValue(5);
        assertThat(kinds(card)).containsExactly(Fault.Kind.FALSE);
    }
}
