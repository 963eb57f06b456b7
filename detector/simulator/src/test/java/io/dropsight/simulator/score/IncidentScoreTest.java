package io.dropsight.simulator.score;

import static io.dropsight.simulator.score.Cases.alert;
import static io.dropsight.simulator.score.Cases.incident;
import static io.dropsight.simulator.score.Cases.kinds;
import static io.dropsight.simulator.score.Cases.periodic;
import static io.dropsight.simulator.score.Cases.score;
import static io.dropsight.simulator.score.Cases.truth;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.simulator.Truth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IncidentScoreTest {
    @Test
    void anAlertOfTheRightHubTimeAndCauseFindsTheIncident() {
        ScoreCard card = score(
                truth(incident("m", "hub_transient", 100)),
                alert("x", "hub_transient", 100),
                alert("x", "hub_transient", 100).version(2).resolved(120));

        assertThat(card.mass()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), new Ratio(1, 1), 0));
        assertThat(card.localised()).isEqualTo(new Ratio(1, 1));
        assertThat(card.sharpDelaysSeconds().median()).hasValue(30);
        assertThat(card.faults()).isEmpty();
    }

    @Test
    void nothingSaidIsAMiss() {
        ScoreCard card = score(truth(incident("m", "hub_transient", 100)));

        assertThat(card.mass().recall()).isEqualTo(new Ratio(0, 1));
        assertThat(card.faults())
                .containsExactly(new Fault(
                        "by-hand",
                        7,
                        Fault.Kind.MISSED,
                        "mass",
                        "missed: m hub_transient of hub (the whole hub): 40 of 100 devices from 2026-03-02T01:40:00Z to"
                                + " 2026-03-02T01:41:00Z; no alert of pattern mass then"));
    }

    /** The incident starts at 100 and is over at 110; the alert is last seen a minute after its onset. */
    @ParameterizedTest
    @CsvSource({"95.9, 0", "96, 1", "125, 1", "125.1, 0"})
    void anAlertBelongsToItFromThreeMinutesBeforeToAQuarterOfAnHourAfter(double onset, int found) {
        ScoreCard card = score(truth(incident("m", "hub_transient", 100)), alert("x", "hub_transient", onset));

        assertThat(card.mass().found()).isEqualTo(found);
        assertThat(card.mass().falsePositives()).isEqualTo(1 - found);
        assertThat(card.falseAlerts()).isEqualTo(1 - found);
    }

    @Test
    void anAlertOfAnotherHubIsFalseAndThatHubCounts() {
        ScoreCard card = score(
                truth(incident("m", "hub_transient", 100)),
                alert("x", "hub_transient", 100).hub("other"));

        assertThat(card.mass()).isEqualTo(new PatternScore(1, 0, 1, Ratio.NONE, Ratio.NONE, 0));
        assertThat(card.hubDays()).isEqualTo(4);
        assertThat(card.falseAlertsPerHubDay()).hasValue(0.25);
    }

    @Test
    void anotherCauseIsAFindWithAFault() {
        ScoreCard card = score(truth(incident("m", "hub_failover", 100)), alert("x", "hub_transient", 100));

        assertThat(card.mass().found()).isEqualTo(1);
        assertThat(card.mass().causes()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(card)).containsExactly(Fault.Kind.CAUSE, Fault.Kind.UNRESOLVED);
    }

    @Test
    void theCohortOfTheLastVersionIsJudged() {
        Truth truth = truth(incident("m", "network_outage", 100).cohort("network", "203.0.113.0/24"));

        ScoreCard right = score(
                truth,
                alert("x", "network_outage", 100),
                alert("x", "network_outage", 100)
                        .version(2)
                        .cohort("network", "203.0.113.0/24")
                        .resolved(120));
        assertThat(right.localised()).isEqualTo(new Ratio(1, 1));
        assertThat(right.faults()).isEmpty();

        ScoreCard wrong = score(
                truth,
                alert("x", "network_outage", 100)
                        .cohort("network", "203.0.0.0/16")
                        .resolved(120));
        assertThat(wrong.localised()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(wrong)).containsExactly(Fault.Kind.COHORT);
    }

    @Test
    void theNumberOfAVersionSaysWhichIsTheLast() {
        ScoreCard card = score(
                truth(incident("m", "hub_transient", 100)),
                alert("x", "hub_transient", 100).version(2).resolved(120),
                alert("x", "hub_failover", 100));

        assertThat(card.mass()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), new Ratio(1, 1), 0));
    }

    @Test
    void twoAlertsOfOneCauseAreOneFindAndCountedAsReopened() {
        ScoreCard card = score(
                truth(incident("m", "hub_transient", 100)),
                alert("x", "hub_transient", 100).resolved(104),
                alert("y", "hub_transient", 108).resolved(115));

        assertThat(card.mass()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), new Ratio(1, 1), 1));
        assertThat(card.falseAlerts()).isZero();
    }

    @Test
    void aSecondAlertOfAnotherCauseIsFalse() {
        ScoreCard card = score(
                truth(incident("m", "hub_transient", 100)),
                alert("x", "network_outage", 100),
                alert("y", "hub_transient", 100.2).resolved(115));

        assertThat(card.mass()).isEqualTo(new PatternScore(1, 1, 1, new Ratio(1, 1), new Ratio(1, 1), 0));
        assertThat(card.falseAlerts()).isEqualTo(1);
        assertThat(kinds(card)).containsExactly(Fault.Kind.FALSE);
    }

    @Test
    void incidentsAtTheSameTimeAreToldApartByCohort() {
        ScoreCard card = score(
                truth(
                        incident("a", "network_outage", 100).cohort("network", "203.0.113.0/24"),
                        incident("b", "network_outage", 100).cohort("network", "198.51.100.0/24")),
                alert("x", "network_outage", 100)
                        .cohort("network", "198.51.100.0/24")
                        .resolved(115),
                alert("y", "network_outage", 101)
                        .cohort("network", "203.0.113.0/24")
                        .resolved(115));

        assertThat(card.mass()).isEqualTo(new PatternScore(2, 2, 0, new Ratio(2, 2), new Ratio(2, 2), 0));
        assertThat(card.localised()).isEqualTo(new Ratio(2, 2));
    }

    @Test
    void anAlertThatStaysOpenOverASecondIncidentOfItsKindFindsBoth() {
        Truth truth = truth(incident("a", "hub_transient", 100), incident("b", "hub_transient", 130));

        assertThat(score(truth, alert("x", "hub_transient", 100).lasts(31))
                        .mass()
                        .found())
                .isEqualTo(2);
        assertThat(score(truth, alert("x", "hub_failover", 100).lasts(31))
                        .mass()
                        .found())
                .isEqualTo(1);
    }

    @Test
    void whatIsNotDetectableCountsNeitherWay() {
        Truth truth = truth(incident("m", "hub_transient", 100).notDetectable());

        assertThat(score(truth).mass()).isEqualTo(PatternScore.NONE);
        ScoreCard found = score(
                truth, alert("x", "hub_failover", 100), alert("y", "hub_transient", 103), alert("z", "rollout", 104));
        assertThat(found.mass()).isEqualTo(PatternScore.NONE);
        assertThat(found.falseAlerts()).isZero();
    }

    @Test
    void theDelayIsFromTheFirstDropToTheArrivalOfWhatRaisedIt() {
        Truth sharp = truth(incident("m", "hub_transient", 100));
        ScoreCard late =
                score(sharp, alert("x", "hub_transient", 100).detected(101.5).resolved(110));
        assertThat(late.sharpDelaysSeconds().p95()).hasValue(90);
        assertThat(kinds(late)).containsExactly(Fault.Kind.LATE);

        Truth slow = truth(incident("m", "hub_transient", 100).lasts(30));
        ScoreCard slowly =
                score(slow, alert("x", "hub_transient", 100).detected(115).resolved(140));
        assertThat(slowly.sharpDelaysSeconds()).isEqualTo(Samples.NONE);
        assertThat(slowly.otherDelaysSeconds().median()).hasValue(900);
        assertThat(slowly.faults()).isEmpty();
    }

    @Test
    void itsEndIsToldInTimeWithinAnHourOfTheRecovery() {
        Truth truth = truth(incident("m", "hub_transient", 100)); // recovered at 110

        assertThat(score(truth, alert("x", "hub_transient", 100).resolved(170))
                        .mass()
                        .resolved())
                .isEqualTo(new Ratio(1, 1));
        ScoreCard late = score(truth, alert("x", "hub_transient", 100).resolved(171));
        assertThat(late.mass().resolved()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(late)).containsExactly(Fault.Kind.UNRESOLVED);
        double nearTheEnd = Cases.LOG_MINUTES - 69;
        assertThat(score(truth(incident("m", "hub_transient", nearTheEnd)), alert("x", "hub_transient", nearTheEnd))
                        .mass()
                        .resolved())
                .isEqualTo(Ratio.NONE);
    }

    @Test
    void anEchoToldAsOneIsFoundAndIsNoOutage() {
        ScoreCard card = score(truth(incident("e", "sas_echo", 165)), alert("x", "sas_echo", 165));

        assertThat(card.echo()).isEqualTo(new PatternScore(1, 1, 0, Ratio.NONE, Ratio.NONE, 0));
        assertThat(card.mass()).isEqualTo(PatternScore.NONE);
        assertThat(card.faults()).isEmpty();
    }

    @Test
    void anEchoCalledAnOutageIsAFalseOutageAndAMissedEcho() {
        ScoreCard card = score(truth(incident("e", "sas_echo", 165)), alert("x", "hub_transient", 165));

        assertThat(card.echoesCalledOutages()).isEqualTo(1);
        assertThat(card.mass()).isEqualTo(new PatternScore(0, 0, 1, Ratio.NONE, Ratio.NONE, 0));
        assertThat(card.echo().recall()).isEqualTo(new Ratio(0, 1));
        assertThat(card.falseAlerts()).isEqualTo(1);
    }

    @Test
    void anOutageCalledAnEchoIsAFalseEchoAndAMissedOutage() {
        ScoreCard card = score(truth(incident("m", "hub_transient", 100)), alert("x", "sas_echo", 100));

        assertThat(card.echo().falsePositives()).isEqualTo(1);
        assertThat(card.mass().recall()).isEqualTo(new Ratio(0, 1));
        assertThat(card.falseAlerts()).isEqualTo(1);
        assertThat(card.echoesCalledOutages()).isZero();
    }

    @Test
    void anEchoOutOfNothingIsAFalseAlertAlthoughItIsOnlyInformation() {
        assertThat(score(truth(), alert("x", "sas_echo", 100)).falseAlerts()).isEqualTo(1);
    }

    @Test
    void aForecastInTimeFindsTheEcho() {
        Truth truth = truth(incident("m", "hub_transient", 100), incident("e", "sas_echo", 175));

        ScoreCard card =
                score(truth, alert("x", "hub_transient", 100).forecast(177, 50).resolved(120));

        assertThat(card.forecasts()).isEqualTo(new Ratio(1, 1));
        assertThat(card.echo().recall()).isEqualTo(new Ratio(1, 1));
        assertThat(card.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"178.1, 40", "171.9, 40", "175, 53", "175, 27"})
    void aForecastOfAnotherTimeOrNumberIsWrong(double minutes, int devices) {
        Truth truth = truth(incident("m", "hub_transient", 100), incident("e", "sas_echo", 175));

        ScoreCard card = score(
                truth,
                alert("x", "hub_transient", 100).forecast(minutes, devices).resolved(120));

        assertThat(card.forecasts()).isEqualTo(new Ratio(0, 1));
        assertThat(kinds(card)).contains(Fault.Kind.FORECAST);
    }

    @Test
    void theLastVersionBeforeThatTimeIsTheForecast() {
        Truth truth = truth(incident("m", "hub_transient", 100), incident("e", "sas_echo", 175));

        ScoreCard card = score(
                truth,
                alert("x", "hub_transient", 100).forecast(168, 10),
                alert("x", "hub_transient", 100).version(2).told(120).forecast(174, 38),
                alert("x", "hub_transient", 100).version(3).told(180).forecast(175, 400));

        assertThat(card.forecasts()).isEqualTo(new Ratio(1, 1));
    }

    @Test
    void whatIsExpectedAfterTheLogsEndIsNotJudged() {
        ScoreCard card = score(truth(), alert("x", "sas_echo", 100).forecast(Cases.LOG_MINUTES + 1, 40));

        assertThat(card.forecasts()).isEqualTo(Ratio.NONE);
        assertThat(card.falseAlerts()).isZero();
    }

    @Test
    void devicesThatDropByTheClockTogetherMayBeCalledScheduled() {
        Truth three = truth(
                periodic("a", 120).cause("scheduled"),
                periodic("b", 120).cause("scheduled"),
                periodic("c", 120).cause("scheduled"));

        assertThat(score(three, alert("x", "scheduled", 120)).falseAlerts()).isZero();
        assertThat(score(three, alert("x", "scheduled", 60)).falseAlerts()).isEqualTo(1);
        assertThat(score(three, alert("x", "hub_transient", 120)).falseAlerts()).isEqualTo(1);
    }

    @Test
    void aCatchUpCalledAnOutageIsFalse() {
        ScoreCard card = score(truth(incident("f", "feed_delay", 100).feed()), alert("x", "hub_transient", 100));

        assertThat(card.mass().falsePositives()).isEqualTo(1);
        assertThat(card.feed().recall()).isEqualTo(new Ratio(0, 1));
        assertThat(card.faults().get(0).text()).contains("it is f feed_delay of hub");
    }

    @Test
    void aFeedAlertFindsTheFeedsTroubleEvenInTwoSteps() {
        ScoreCard card = score(
                truth(incident("f", "feed_delay", 100).feed()),
                alert("x", "feed_gap", 100).pattern("feed").resolved(101),
                alert("y", "feed_delay", 101).pattern("feed").resolved(110));

        assertThat(card.feed()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), new Ratio(1, 1), 1));
        assertThat(score(truth(), alert("x", "feed_gap", 100).pattern("feed")).feed())
                .satisfies(it -> assertThat(it.falsePositives()).isEqualTo(1));
    }
}
