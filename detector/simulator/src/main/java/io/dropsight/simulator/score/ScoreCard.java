package io.dropsight.simulator.score;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one log, or several together, say about a detector. The rules are {@link Scorer}'s.
 *
 * @param echo                drops that repeat an outage one token lifetime later; counted apart from {@code mass}
 * @param periodErrors        of the periodic devices found; relative to the true age
 * @param periodicDrops       drops of its trouble that a device had before its verdict
 * @param randomDrops         the same of random ones
 * @param sharpDelaysSeconds  from the first drop of a sharp incident to the alert, on the arrival axis
 * @param otherDelaysSeconds  the same of slower incidents
 * @param localised           of the incidents found, those told of the right cohort, or rightly of the whole hub
 * @param forecasts           echoes foretold in time for the right minutes and number of devices
 * @param echoesCalledOutages false mass alerts which are echoes in truth
 * @param falseAlerts         alerts that nobody should have got
 * @param deviceDays          devices that exist, times the length of the log
 * @param hubDays             hubs that are named, times the length of the log
 * @param healthyFalseAlerts  of {@code falseAlerts}, those in logs without any trouble
 * @param healthyHubDays      of {@code hubDays}, those without any trouble
 */
public record ScoreCard(
        PatternScore periodic,
        PatternScore random,
        PatternScore mass,
        PatternScore echo,
        PatternScore feed,
        Samples periodErrors,
        Samples periodicDrops,
        Samples randomDrops,
        Samples sharpDelaysSeconds,
        Samples otherDelaysSeconds,
        Ratio localised,
        Ratio forecasts,
        int echoesCalledOutages,
        int falseAlerts,
        double deviceDays,
        double hubDays,
        int healthyFalseAlerts,
        double healthyHubDays,
        List<Fault> faults) {
    public static final ScoreCard NONE = new ScoreCard(
            PatternScore.NONE,
            PatternScore.NONE,
            PatternScore.NONE,
            PatternScore.NONE,
            PatternScore.NONE,
            Samples.NONE,
            Samples.NONE,
            Samples.NONE,
            Samples.NONE,
            Samples.NONE,
            Ratio.NONE,
            Ratio.NONE,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of());

    public ScoreCard {
        faults = List.copyOf(faults);
    }

    public ScoreCard plus(ScoreCard other) {
        List<Fault> all = new ArrayList<>(faults);
        all.addAll(other.faults);
        return new ScoreCard(
                periodic.plus(other.periodic),
                random.plus(other.random),
                mass.plus(other.mass),
                echo.plus(other.echo),
                feed.plus(other.feed),
                periodErrors.plus(other.periodErrors),
                periodicDrops.plus(other.periodicDrops),
                randomDrops.plus(other.randomDrops),
                sharpDelaysSeconds.plus(other.sharpDelaysSeconds),
                otherDelaysSeconds.plus(other.otherDelaysSeconds),
                localised.plus(other.localised),
                forecasts.plus(other.forecasts),
                echoesCalledOutages + other.echoesCalledOutages,
                falseAlerts + other.falseAlerts,
                deviceDays + other.deviceDays,
                hubDays + other.hubDays,
                healthyFalseAlerts + other.healthyFalseAlerts,
                healthyHubDays + other.healthyHubDays,
                all);
    }

    /** Of all that was found, the cause named right; an echo has no other cause than its name. */
    public Ratio causes() {
        return periodic.causes().plus(random.causes()).plus(mass.causes()).plus(feed.causes());
    }

    /** Of all that was found and is over, taken back in time. */
    public Ratio resolved() {
        return periodic.resolved().plus(random.resolved()).plus(mass.resolved()).plus(feed.resolved());
    }

    public OptionalDouble falseAlertsPer1kDeviceDays() {
        return deviceDays > 0 ? OptionalDouble.of(falseAlerts * 1000 / deviceDays) : OptionalDouble.empty();
    }

    public OptionalDouble falseAlertsPerHubDay() {
        return hubDays > 0 ? OptionalDouble.of(falseAlerts / hubDays) : OptionalDouble.empty();
    }

    /** Empty if every log had some trouble. */
    public OptionalDouble healthyFalseAlertsPerHubDay() {
        return healthyHubDays > 0 ? OptionalDouble.of(healthyFalseAlerts / healthyHubDays) : OptionalDouble.empty();
    }
}
