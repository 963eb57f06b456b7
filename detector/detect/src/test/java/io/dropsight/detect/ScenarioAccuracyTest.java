package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.AccuracyRun.Cards;
import io.dropsight.simulator.scenario.Scenarios;
import io.dropsight.simulator.score.Measure;
import io.dropsight.simulator.score.Ratio;
import io.dropsight.simulator.score.ScoreCard;
import io.dropsight.simulator.score.ScoreTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every family of scenarios through both stages, scored, against what each figure must be. The seeds were not used to
 * choose any setting. A share below its limit fails only if the limit itself would give so few less often than once in
 * 1,000 times (binomial), a rate only if the limit would give so many that rarely (Poisson); medians have no tolerance.
 *
 * <p>The longer command of docs/accuracy.md is this test with properties: {@code accuracy.seeds} (such as 101-105),
 * {@code accuracy.scenarios}, {@code accuracy.difficulty} (other than 1: told, not judged), {@code accuracy.markdown} (a
 * file for the tables, with the naive rules beside) and {@code accuracy.reasons} (names every fault).
 */
class ScenarioAccuracyTest {
    private static final String CI_SEEDS = "201,202";
    private static final double USUAL = 1;

    @Test
    void keepsWhatMustBe() throws IOException {
        List<Long> seeds = AccuracyRun.seeds(System.getProperty("accuracy.seeds", CI_SEEDS));
        String scenarios = System.getProperty("accuracy.scenarios", "all");
        List<String> families = scenarios.equals("all") ? Scenarios.names() : List.of(scenarios.split(","));
        double difficulty = Double.parseDouble(System.getProperty("accuracy.difficulty", "1"));
        String file = System.getProperty("accuracy.markdown", "");

        long started = System.nanoTime();
        AccuracyRun run = new AccuracyRun(families, seeds, difficulty, DetectConfig.DEFAULTS, !file.isEmpty());
        Map<String, Cards> played = run.play();
        ScoreTable table = run.table(played);
        ScoreCard total = table.total();
        System.out.printf(
                Locale.ROOT,
                "%d families, seeds %s, difficulty %s, %s%n%s",
                families.size(),
                seeds,
                difficulty,
                Duration.ofNanos(System.nanoTime() - started),
                table.text());
        if (Boolean.getBoolean("accuracy.reasons")) {
            total.faults().forEach(System.out::println);
        }
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), table.markdown());
        }
        if (difficulty == USUAL && scenarios.equals("all")) {
            List<String> worse = new ArrayList<>();
            Measure.all().forEach(measure -> judge(measure, total, worse));
            assertThat(worse).as("worse than it must be, seeds %s", seeds).isEmpty();
        }
    }

    private static void judge(Measure measure, ScoreCard total, List<String> worse) {
        Double limit = measure.must();
        if (limit == null) {
            return;
        }
        double value = measure.figure().apply(total).orElse(Double.NaN);
        assertThat(value).as(measure.name() + ": nothing was judged").isNotNaN();
        boolean kept =
                switch (measure.unit()) {
                    case SHARE -> {
                        Ratio ratio = ratio(measure.key(), total);
                        yield Chance.atMost(ratio.right(), ratio.of(), limit) >= Chance.LEAST;
                    }
                    case RATE -> {
                        int alarms = measure.key().equals("false.healthy")
                                ? total.healthyFalseAlerts()
                                : total.falseAlerts();
                        yield alarms <= Chance.most(limit * alarms / value) || alarms == 0;
                    }
                    default -> value <= limit;
                };
        if (!kept) {
            worse.add(measure.name() + " " + measure.text(total) + ", " + measure.base(total) + ", limit " + limit);
        }
    }

    private static Ratio ratio(String key, ScoreCard card) {
        return switch (key) {
            case "periodic.precision" -> card.periodic().precision();
            case "periodic.recall" -> card.periodic().recall();
            case "random.precision" -> card.random().precision();
            case "random.recall" -> card.random().recall();
            case "mass.precision" -> card.mass().precision();
            case "mass.recall" -> card.mass().recall();
            case "causes" -> card.causes();
            case "localised" -> card.localised();
            case "resolved" -> card.resolved();
            default -> throw new IllegalArgumentException(key + " is a share: say of what");
        };
    }
}
