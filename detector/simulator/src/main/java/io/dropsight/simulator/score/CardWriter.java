package io.dropsight.simulator.score;

import io.dropsight.simulator.Truth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects what goes into one log's {@link ScoreCard}. Not thread-safe. */
final class CardWriter {
    /** What is counted by itself. */
    enum Group {
        PERIODIC("periodic"),
        RANDOM("random"),
        MASS("mass"),
        ECHO("echo"),
        FEED("feed");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final Truth truth;
    private final Map<Group, PatternScore> scores = new EnumMap<>(Group.class);
    private final List<Fault> faults = new ArrayList<>();

    final List<Double> periodErrors = new ArrayList<>();
    final List<Double> periodicDrops = new ArrayList<>();
    final List<Double> randomDrops = new ArrayList<>();
    final List<Double> sharpDelaysSeconds = new ArrayList<>();
    final List<Double> otherDelaysSeconds = new ArrayList<>();
    Ratio localised = Ratio.NONE;
    Ratio forecasts = Ratio.NONE;
    int echoesCalledOutages;

    CardWriter(Truth truth) {
        this.truth = truth;
    }

    void fault(Fault.Kind kind, Group group, String text) {
        faults.add(new Fault(truth.scenario(), truth.seed(), kind, group.label(), text));
    }

    void found(Group group) {
        add(group, new PatternScore(1, 1, 0, Ratio.NONE, Ratio.NONE, 0));
    }

    void missed(Group group, String text) {
        add(group, new PatternScore(1, 0, 0, Ratio.NONE, Ratio.NONE, 0));
        fault(Fault.Kind.MISSED, group, "missed: " + text);
    }

    void falsePositive(Group group, String text) {
        add(group, new PatternScore(0, 0, 1, Ratio.NONE, Ratio.NONE, 0));
        fault(Fault.Kind.FALSE, group, "false: " + text);
    }

    void cause(Group group, boolean right) {
        add(group, new PatternScore(0, 0, 0, Ratio.NONE.and(right), Ratio.NONE, 0));
    }

    void resolved(Group group, boolean inTime) {
        add(group, new PatternScore(0, 0, 0, Ratio.NONE, Ratio.NONE.and(inTime), 0));
    }

    void reopened(Group group, int times) {
        add(group, new PatternScore(0, 0, 0, Ratio.NONE, Ratio.NONE, times));
    }

    private void add(Group group, PatternScore more) {
        scores.merge(group, more, PatternScore::plus);
    }

    ScoreCard card(int falseAlerts, int hubs) {
        double days = Texts.seconds(truth.from(), truth.to()) / 86_400;
        boolean healthy = truth.devices().isEmpty() && truth.incidents().isEmpty();
        return new ScoreCard(
                of(Group.PERIODIC),
                of(Group.RANDOM),
                of(Group.MASS),
                of(Group.ECHO),
                of(Group.FEED),
                new Samples(periodErrors),
                new Samples(periodicDrops),
                new Samples(randomDrops),
                new Samples(sharpDelaysSeconds),
                new Samples(otherDelaysSeconds),
                localised,
                forecasts,
                echoesCalledOutages,
                falseAlerts,
                truth.fleetSize() * days,
                hubs * days,
                healthy ? falseAlerts : 0,
                healthy ? hubs * days : 0,
                faults);
    }

    private PatternScore of(Group group) {
        return scores.getOrDefault(group, PatternScore.NONE);
    }
}
