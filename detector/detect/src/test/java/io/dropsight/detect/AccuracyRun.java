package io.dropsight.detect;

import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.score.NaiveBaseline;
import io.dropsight.simulator.score.ScoreCard;
import io.dropsight.simulator.score.ScoreTable;
import io.dropsight.simulator.score.Scorer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Families of scenarios over seeds, two logs at a time: each log has a world and a detector of its own.
 *
 * @param naive whether the naive rules are judged beside the detector
 */
record AccuracyRun(List<String> families, List<Long> seeds, double difficulty, DetectConfig config, boolean naive) {
    private static final int AT_A_TIME = 2;

    /** What was said of one log, or of several together, by the detector and by the naive rules. */
    record Cards(ScoreCard detector, ScoreCard rules, ScoreCard filtered) {
        static final Cards NONE = new Cards(ScoreCard.NONE, ScoreCard.NONE, ScoreCard.NONE);

        Cards plus(Cards other) {
            return new Cards(detector.plus(other.detector), rules.plus(other.rules), filtered.plus(other.filtered));
        }
    }

    /** Seeds as people write them: {@code 3}, {@code 3,5}, {@code 101-105}. */
    static List<Long> seeds(String text) {
        return Stream.of(text.split(","))
                .flatMapToLong(part -> {
                    int dash = part.indexOf('-');
                    String first = dash < 0 ? part : part.substring(0, dash);
                    return LongStream.rangeClosed(Long.parseLong(first), Long.parseLong(part.substring(dash + 1)));
                })
                .boxed()
                .toList();
    }

    /** By family, in the order of the families. */
    Map<String, Cards> play() {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<String, List<Future<Cards>>> waiting = new LinkedHashMap<>();
            for (String family : families) {
                List<Future<Cards>> logs = new ArrayList<>();
                for (long seed : seeds) {
                    logs.add(threads.submit(() -> judge(family, seed)));
                }
                waiting.put(family, logs);
            }
            Map<String, Cards> all = new LinkedHashMap<>();
            for (Map.Entry<String, List<Future<Cards>>> it : waiting.entrySet()) {
                Cards sum = Cards.NONE;
                for (Future<Cards> log : it.getValue()) {
                    sum = sum.plus(log.get());
                }
                all.put(it.getKey(), sum);
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a log could not be played", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Cards judge(String family, long seed) {
        Simulation simulation = Rehearsal.simulate(family, seed, difficulty);
        ScoreCard detector = Rehearsal.score(simulation, config);
        if (!naive) {
            return new Cards(detector, ScoreCard.NONE, ScoreCard.NONE);
        }
        return new Cards(
                detector,
                Scorer.score(simulation.truth(), NaiveBaseline.run(simulation, false)),
                Scorer.score(simulation.truth(), NaiveBaseline.run(simulation, true)));
    }

    /** The naive rules stand beside the detector if they were judged. */
    ScoreTable table(Map<String, Cards> played) {
        Map<String, ScoreCard> own = new LinkedHashMap<>();
        played.forEach((family, cards) -> own.put(family, cards.detector()));
        ScoreTable table = new ScoreTable(own);
        if (naive) {
            Cards total = played.values().stream().reduce(Cards.NONE, Cards::plus);
            table.beside("naive rules", total.rules());
            table.beside("naive rules with the vendor's filter", total.filtered());
        }
        return table;
    }
}
