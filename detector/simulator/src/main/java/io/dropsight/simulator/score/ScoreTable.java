package io.dropsight.simulator.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Score cards as tables: the total against what it must be and what it should be, and the logs one by one. A figure
 * that is worse than it must be carries a {@code !}.
 */
public final class ScoreTable {
    private static final String WORSE = " !";
    private static final String LEGEND = "! worse than it must be; a figure that is not there was not judged";

    private final Map<String, ScoreCard> logs;
    private final Map<String, ScoreCard> beside = new LinkedHashMap<>();

    /** @param logs card by name of the log, in the order in which they are told */
    public ScoreTable(Map<String, ScoreCard> logs) {
        this.logs = new LinkedHashMap<>(logs);
    }

    /** Puts another detector's total beside it; that one is told, not judged. */
    public ScoreTable beside(String name, ScoreCard total) {
        beside.put(name, total);
        return this;
    }

    public ScoreCard total() {
        return logs.values().stream().reduce(ScoreCard.NONE, ScoreCard::plus);
    }

    /** Names of what is worse than it must be, in total. */
    public List<String> worse() {
        ScoreCard total = total();
        return Measure.all().stream()
                .filter(measure -> !measure.isKept(total))
                .map(Measure::name)
                .toList();
    }

    public String text() {
        StringBuilder out = new StringBuilder();
        append(out, goals());
        if (logs.size() > 1) {
            out.append('\n');
            append(out, oneByOne());
        }
        return out.append('\n').append(LEGEND).append('\n').toString();
    }

    /** The same as tables of Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        appendMarkdown(out, goals());
        if (logs.size() > 1) {
            out.append('\n');
            appendMarkdown(out, oneByOne());
        }
        return out.append('\n').append(LEGEND).append(".\n").toString();
    }

    private List<List<String>> goals() {
        ScoreCard total = total();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("measure", "must", "aim", "total", "of"));
        head.addAll(beside.keySet());
        rows.add(head);
        for (Measure measure : Measure.all()) {
            List<String> row = new ArrayList<>(List.of(
                    measure.name(),
                    measure.limit(measure.must()),
                    measure.limit(measure.aim()),
                    measure.text(total) + (measure.isKept(total) ? "" : WORSE),
                    measure.base(total)));
            beside.values().forEach(card -> row.add(measure.text(card)));
            rows.add(row);
        }
        return rows;
    }

    private List<List<String>> oneByOne() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "log",
                "device-days",
                "periodic P / R",
                "random P / R",
                "mass P / R",
                "sharp dip",
                "causes",
                "localised",
                "resolved",
                "echo P / R",
                "feed P / R",
                "false alerts",
                "faults"));
        Map<String, Measure> measures = new LinkedHashMap<>();
        Measure.all().forEach(measure -> measures.put(measure.key(), measure));
        logs.forEach((name, card) -> {
            Function<String, String> of = key -> {
                Measure measure = measures.get(key);
                return measure == null ? "" : brief(measure, card);
            };
            Function<String, String> both = key -> {
                String precision = of.apply(key + ".precision");
                String recall = of.apply(key + ".recall");
                return precision.isEmpty() && recall.isEmpty() ? "" : dash(precision) + " / " + dash(recall);
            };
            rows.add(List.of(
                    name,
                    Texts.format("%,.0f", card.deviceDays()),
                    both.apply("periodic"),
                    both.apply("random"),
                    both.apply("mass"),
                    of.apply("mass.sharp.median"),
                    of.apply("causes"),
                    of.apply("localised"),
                    of.apply("resolved"),
                    both.apply("echo"),
                    both.apply("feed"),
                    Texts.format("%d", card.falseAlerts()),
                    Texts.format("%d", card.faults().size())));
        });
        return rows;
    }

    private static String brief(Measure measure, ScoreCard card) {
        OptionalDouble value = measure.figure().apply(card);
        if (value.isEmpty()) {
            return "";
        }
        String text = measure.unit() == Measure.Unit.SHARE
                ? Texts.format("%.3f", value.getAsDouble())
                : measure.unit().text(value.getAsDouble());
        return text + (measure.isKept(card) ? "" : WORSE);
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static void append(StringBuilder out, List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static void appendMarkdown(StringBuilder out, List<List<String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                out.append("| --- ")
                        .append("| ---: ".repeat(rows.get(0).size() - 1))
                        .append("|\n");
            }
        }
    }
}
