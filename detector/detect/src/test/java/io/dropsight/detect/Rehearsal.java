package io.dropsight.detect;

import io.dropsight.model.Alert;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Pattern;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.Scenarios;
import io.dropsight.simulator.score.ScoreCard;
import io.dropsight.simulator.score.ScoreTable;
import io.dropsight.simulator.score.ScoredAlert;
import io.dropsight.simulator.score.ScoredVerdict;
import io.dropsight.simulator.score.Scorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plays scenarios through both stages and scores what comes out. As a program: {@code Rehearsal NAMES|all SEEDS
 * [DIFFICULTY]}, both lists with commas, prints the table and every fault.
 */
public final class Rehearsal {
    private Rehearsal() {}

    static Pipeline play(Simulation simulation, DetectConfig config) {
        Pipeline pipeline = new Pipeline(1, config);
        simulation.messages().forEach(pipeline::take);
        pipeline.end();
        return pipeline;
    }

    static ScoreCard score(Simulation simulation) {
        return score(simulation, DetectConfig.DEFAULTS);
    }

    static ScoreCard score(Simulation simulation, DetectConfig config) {
        Pipeline played = play(simulation, config);
        List<ScoredAlert> alerts = played.alerts.stream().map(ScoredAlert::of).toList();
        List<ScoredVerdict> verdicts =
                played.last.values().stream().map(ScoredVerdict::of).toList();
        return Scorer.score(simulation.truth(), alerts, verdicts);
    }

    static Simulation simulate(String name, long seed, double difficulty) {
        return Scenarios.simulate(name, seed, difficulty, OptionalInt.empty(), Optional.empty());
    }

    /** Each family over all seeds. */
    static Map<String, ScoreCard> score(List<String> names, List<Long> seeds, double difficulty) {
        Map<String, ScoreCard> cards = new LinkedHashMap<>();
        for (String name : names) {
            ScoreCard card = ScoreCard.NONE;
            for (long seed : seeds) {
                card = card.plus(score(simulate(name, seed, difficulty)));
            }
            cards.put(name, card);
        }
        return cards;
    }

    /** {@code alerts NAME SEED PATTERN}: every version of the alerts of a pattern. */
    private static void tell(String[] arguments) {
        Simulation simulation = simulate(arguments[1], Long.parseLong(arguments[2]), 1);
        simulation.truth().incidents().forEach(System.out::println);
        for (Alert alert : play(simulation, DetectConfig.DEFAULTS).alerts(Pattern.valueOf(arguments[3]))) {
            System.out.printf(
                    "%s %s/%d %s %s %s onset %s last %s%n  %s%n  %s %s%n",
                    alert.at(),
                    alert.alertId(),
                    alert.version(),
                    alert.status(),
                    alert.cause(),
                    alert.scope().cohort(),
                    alert.onset(),
                    alert.lastSeenAt(),
                    String.join("; ", alert.evidence()),
                    alert.mass(),
                    alert.forecast());
        }
    }

    /** {@code device NAME SEED DEVICE}: its records, and what was said of it. */
    private static void follow(String[] arguments) {
        Simulation simulation = simulate(arguments[1], Long.parseLong(arguments[2]), 1);
        simulation.messages().forEach(message -> {
            if (message instanceof FeedMessage.Event it
                    && it.event().device().deviceId().equals(arguments[3])) {
                System.out.printf(
                        "%s %s %d %s%n",
                        it.event().occurredAt(),
                        it.event().operation(),
                        it.event().code(),
                        it.event().auth());
            }
        });
        play(simulation, DetectConfig.DEFAULTS).verdicts.stream()
                .filter(it -> it.device().deviceId().equals(arguments[3]))
                .forEach(System.out::println);
    }

    public static void main(String[] arguments) {
        if (arguments[0].equals("device")) {
            follow(arguments);
            return;
        }
        if (arguments[0].equals("alerts")) {
            tell(arguments);
            return;
        }
        List<String> names = "all".equals(arguments[0]) ? Scenarios.names() : List.of(arguments[0].split(","));
        List<Long> seeds =
                Arrays.stream(arguments[1].split(",")).map(Long::valueOf).toList();
        double difficulty = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 1;
        Map<String, ScoreCard> cards = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (String name : names) {
            long started = System.nanoTime();
            ScoreCard card = score(List.of(name), seeds, difficulty).getOrDefault(name, ScoreCard.NONE);
            cards.put(name, card);
            System.err.printf("%s %s%n", name, Duration.ofNanos(System.nanoTime() - started));
            card.faults().forEach(fault -> faults.add(fault.toString()));
        }
        System.out.println(new ScoreTable(cards).text());
        faults.forEach(System.out::println);
    }
}
