package io.dropsight.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.simulator.Truth;
import io.dropsight.simulator.TruthJson;
import io.dropsight.simulator.score.Fault;
import io.dropsight.simulator.score.FindingsJson;
import io.dropsight.simulator.score.Measure;
import io.dropsight.simulator.score.ScoreCard;
import io.dropsight.simulator.score.ScoreTable;
import io.dropsight.simulator.score.Scorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares what a replay has found with the truth about a simulated log. */
@Command(
        name = "score",
        description = {
            "Compares findings with labels: what was found, missed, false, late, or not taken back.",
            "Several pairs of --labels and --findings give the figures of each log and of all together."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  dropsight simulate --out fleet",
            "  dropsight replay --out findings fleet",
            "  dropsight score --labels fleet --findings findings --reasons",
            "",
            "Exit codes: 0 scored (with --strict: nothing is worse than it must be),",
            "1 worse, or labels or findings could not be read, 2 wrong usage."
        })
final class ScoreCommand implements Callable<Integer> {
    private static final String LABELS = "labels.jsonl";
    private static final List<String> FINDINGS = List.of("alerts.jsonl", "verdicts.jsonl");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "PATH",
            description = "labels.jsonl of a simulated fleet, or the folder that holds it")
    @SuppressWarnings("NullAway.Init")
    private List<Path> labels;

    @Option(
            names = "--findings",
            required = true,
            paramLabel = "DIR",
            description =
                    "folder that replay --out has written for the same fleet; as many as --labels, in their order")
    @SuppressWarnings("NullAway.Init")
    private List<Path> findings;

    @Option(names = "--reasons", description = "name everything that was wrong, and what is true")
    private boolean reasons;

    @Option(names = "--json", description = "print one JSON object instead of the tables")
    private boolean json;

    @Option(names = "--markdown", description = "print the tables as Markdown")
    private boolean markdown;

    @Option(names = "--strict", description = "exit with 1 if a figure of the total is worse than it must be")
    private boolean strict;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Map<String, ScoreCard> cards = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            Truth truth = TruthJson.read(file(labels.get(i)));
            ScoreCard card = Scorer.score(truth, FindingsJson.read(findings.get(i)));
            cards.put(freeName(cards, truth.scenario() + ", seed " + truth.seed()), card);
        }
        ScoreTable table = new ScoreTable(cards);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(cards, table.total()).toPrettyString());
        } else {
            (markdown ? table.markdown() : table.text())
                    .lines()
                    .map(Text::safe) // a scenario's name comes from a file
                    .forEach(line -> out.print(line + "\n"));
            if (reasons) {
                out.print(faults(table.total().faults()));
            }
        }
        out.flush();
        return strict && !table.worse().isEmpty() ? Main.FAILED : Main.OK;
    }

    private void checkOptions() {
        if (labels.size() != findings.size()) {
            throw wrong("--labels is there %d times and --findings %d times: give them in pairs"
                    .formatted(labels.size(), findings.size()));
        }
        if (json && markdown) {
            throw wrong("--json and --markdown: choose one");
        }
        for (Path path : labels) {
            if (!Files.exists(file(path))) {
                throw wrong("--labels %s: there is no %s".formatted(path, Files.exists(path) ? LABELS : "such file"));
            }
        }
        for (Path folder : findings) {
            for (String name : FINDINGS) {
                if (!Files.isRegularFile(folder.resolve(name))) {
                    throw wrong("--findings %s: there is no %s: write it with dropsight replay --out"
                            .formatted(folder, name));
                }
            }
        }
    }

    private static Path file(Path labels) {
        return Files.isDirectory(labels) ? labels.resolve(LABELS) : labels;
    }

    private static String freeName(Map<String, ScoreCard> taken, String name) {
        String free = name;
        for (int i = 2; taken.containsKey(free); i++) {
            free = name + " (" + i + ")";
        }
        return free;
    }

    private static String faults(List<Fault> faults) {
        StringBuilder out = new StringBuilder();
        out.append('\n').append(Text.count(faults.size(), "fault")).append('\n');
        for (Fault fault : faults) {
            out.append("  ")
                    .append(Text.safe(fault.scenario()))
                    .append(", seed ")
                    .append(fault.seed())
                    .append(", ")
                    .append(fault.pattern())
                    .append(": ")
                    .append(Text.safe(fault.text()))
                    .append('\n');
        }
        return out.toString();
    }

    private ObjectNode json(Map<String, ScoreCard> cards, ScoreCard total) {
        ObjectNode out = Findings.JSON.createObjectNode();
        out.set("total", figures(total));
        ArrayNode logs = out.putArray("logs");
        cards.forEach((name, card) -> logs.addObject().put("log", name).set("figures", figures(card)));
        if (reasons) {
            ArrayNode faults = out.putArray("faults");
            for (Fault fault : total.faults()) {
                faults.addObject()
                        .put("scenario", fault.scenario())
                        .put("seed", fault.seed())
                        .put("kind", fault.kind().name().toLowerCase(Locale.ROOT))
                        .put("pattern", fault.pattern())
                        .put("text", fault.text());
            }
        }
        return out;
    }

    private static ObjectNode figures(ScoreCard card) {
        ObjectNode figures = Findings.JSON.createObjectNode();
        for (Measure measure : Measure.all()) {
            ObjectNode figure = figures.putObject(measure.key());
            measure.figure().apply(card).ifPresent(value -> figure.put("value", value));
            if (!measure.base(card).isEmpty()) {
                figure.put("base", measure.base(card));
            }
            if (measure.must() != null) {
                figure.put("must", measure.must());
                figure.put("kept", measure.isKept(card));
            }
            if (measure.aim() != null) {
                figure.put("aim", measure.aim());
            }
        }
        return figures;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
